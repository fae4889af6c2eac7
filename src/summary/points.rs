//! Who, what, how much, when, what next: which sentence of the article tells
//! each? Only those the article has.

use super::{
    Line, Request,
    amount::amount,
    candidate::{Candidate, Candidates},
    moment::moment,
    outlook::is_to_come,
    people::People,
    reading::Reading,
};
use crate::{
    article::Article,
    quotes::{Attributions, SpeakerKind},
    text::Span,
};

/// What a point tells, in the order in which points are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Whom it is about.
    Who,
    /// What happened.
    What,
    /// An amount.
    HowMuch,
    /// A date.
    When,
    /// What is to come.
    Next,
}

/// One sentence and what it tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What it tells, in order.
    pub tells: Vec<Asked>,
    /// The sentence.
    pub line: Line,
    /// The words that tell it, as spans of the article, in order.
    pub marked: Vec<Span>,
}

/// In which order sentences are given away: what is asked for first is served
/// best.
const ORDER: [Asked; 5] = [
    Asked::What,
    Asked::Who,
    Asked::HowMuch,
    Asked::Next,
    Asked::When,
];

/// What an amount of most weight adds to a sentence's worth.
const AMOUNT: f32 = 0.8;

/// What standing at the end adds to what is to come.
const LATE: f32 = 0.3;

/// What a full name adds to the sentence that brings somebody in.
const FULL_NAME: f32 = 0.5;

/// What a sentence loses that is given already for something else.
const GIVEN: f32 = 0.4;

/// Sentences that an article is given at least: a point a sentence.
const FEWEST: usize = 2;

/// The points of `article`, or of what `request` keeps to.
#[must_use]
pub fn points(article: &Article, attributions: &Attributions, request: &Request<'_>) -> Vec<Point> {
    let reading = Reading::of(article, attributions);
    let candidates = Candidates::of(&reading, request);
    let cast = Cast::of(&reading);
    let room = (article.sentences.len() / 3).max(FEWEST);
    let mut points: Vec<Point> = Vec::new();
    for asked in ORDER {
        let best = candidates
            .all
            .iter()
            .filter(|candidate| candidate.wanted && candidate.needs.is_none())
            .filter_map(|candidate| {
                let (worth, marked) = told(&reading, &cast, candidate, asked)?;
                let given = points
                    .iter()
                    .position(|point| point.line.sentence == candidate.sentence);
                if given.is_none() && points.len() >= room {
                    return None;
                }
                // The date of the news is the one that counts.
                let loss = match given {
                    Some(_) if asked != Asked::When => GIVEN,
                    _ => 0.0,
                };
                Some((worth - loss, candidate, marked, given))
            })
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        match best {
            Some((_, _, marked, Some(given))) => {
                if let Some(point) = points.get_mut(given) {
                    point.tells.push(asked);
                    point.marked.extend(marked);
                }
            }
            Some((_, candidate, marked, None)) => points.push(Point {
                tells: vec![asked],
                line: candidate.line("", false),
                marked: marked.into_iter().collect(),
            }),
            None => {}
        }
    }
    for point in &mut points {
        point.tells.sort_unstable();
        point.marked = apart(std::mem::take(&mut point.marked));
    }
    points.sort_by_key(|point| (point.tells.first().copied(), point.line.sentence));
    points
}

/// What a candidate is worth as what was asked for, and the words that tell
/// it.
fn told(
    reading: &Reading<'_>,
    cast: &Cast,
    candidate: &Candidate,
    asked: Asked,
) -> Option<(f32, Option<Span>)> {
    let tokens = reading.tokens_in(candidate.sentence, candidate.cut.span);
    let worth = candidate.worth;
    match asked {
        Asked::What => Some((worth, None)),
        Asked::Who => {
            let (span, full) = cast.named(reading, candidate)?;
            let full = if full { FULL_NAME } else { 0.0 };
            Some((worth + full, Some(span)))
        }
        Asked::HowMuch => {
            let amount = amount(reading, tokens)?;
            Some((worth + AMOUNT * amount.weight, Some(amount.span)))
        }
        Asked::When => Some((worth, Some(moment(tokens)?))),
        Asked::Next => {
            let place = candidate.sentence as f32 / reading.article.sentences.len().max(1) as f32;
            is_to_come(tokens).then_some((worth + LATE * place, None))
        }
    }
}

/// Whom the article is about: the person it names most often, or the body
/// that speaks most.
struct Cast {
    full: String,
    last: String,
}

impl Cast {
    fn of(reading: &Reading<'_>) -> Self {
        let people = People::of(reading);
        let has_role = |last: &str| {
            reading.attributions.speakers.iter().any(|speaker| {
                speaker.kind == SpeakerKind::Person
                    && !speaker.roles.is_empty()
                    && speaker.name.split_whitespace().last() == Some(last)
            })
        };
        // One word alone can be a place.
        let person = people
            .all
            .iter()
            .filter(|person| {
                person.is_shown()
                    && person.mentions > 1
                    && (person.name.contains(' ') || has_role(&person.last))
            })
            .reduce(|best, next| {
                if next.mentions > best.mentions {
                    next
                } else {
                    best
                }
            });
        if let Some(person) = person {
            return Self {
                full: person.name.clone(),
                last: person.last.clone(),
            };
        }
        let speakers = &reading.attributions.speakers;
        let said = |index: usize| {
            let all = &reading.attributions.attributions;
            all.iter().filter(|a| a.speaker == Some(index)).count()
        };
        let body = speakers
            .iter()
            .enumerate()
            .filter(|(_, speaker)| speaker.kind != SpeakerKind::Anonymous)
            .map(|(index, speaker)| (said(index), &speaker.name))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let name = body.map_or_else(String::new, |(_, name)| name.clone());
        Self {
            last: name.clone(),
            full: name,
        }
    }

    /// Where a candidate names them, and whether in full.
    fn named(&self, reading: &Reading<'_>, candidate: &Candidate) -> Option<(Span, bool)> {
        let text = reading.article.words(candidate.cut.span);
        let find = |name: &str| {
            if name.is_empty() {
                return None;
            }
            text.match_indices(name).map(|(at, _)| at).find(|at| {
                let letter = |c: char| c.is_alphanumeric();
                let before = text.get(..*at).is_some_and(|head| head.ends_with(letter));
                let after = text.get(at + name.len()..);
                !before && !after.is_some_and(|tail| tail.starts_with(letter))
            })
        };
        let at = |at: usize, name: &str| {
            let start = candidate.cut.span.start + at;
            Span::new(start, start + name.len())
        };
        if let Some(found) = find(&self.full) {
            return Some((at(found, &self.full), true));
        }
        find(&self.last).map(|found| (at(found, &self.last), false))
    }
}

/// Spans in order, those that overlap an earlier one left out.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut end = 0;
    spans.retain(|span| {
        let free = span.start >= end && !span.is_empty();
        if free {
            end = span.end;
        }
        free
    });
    spans
}

#[cfg(test)]
mod tests {
    use super::{super::Length, *};
    use crate::{article::Metadata, quotes};
    use proptest::prelude::*;

    const ARTICLE: &str = "The town of Harl will close its old mill in June, the council decided on Monday.\n\n\
        The mill has ground flour for two hundred years and employs forty people. \
        Mayor Ann Lee said the building was no longer safe. \
        The mill needs repairs that would cost two million crowns, and nobody has them. \
        Ann Lee promised that every worker would be offered another post.\n\n\
        The owner, Tom Ray, called the decision “a theft”. \
        This surprised nobody in the council. \
        The council and the owner have argued about the mill for ten years.\n\n\
        A court in the capital will hear the case in May. \
        Visitors to the town can see the mill on Sundays. \
        The river beside the mill is known for its trout. \
        Lee has been mayor of the town since 2011. \
        Nobody has asked the miller. \
        The mill is the oldest in the valley. \
        Its wheel was made by a smith from the next town.";

    fn of(text: &str) -> Vec<(Vec<Asked>, String, Vec<String>)> {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let attributions = quotes::attribute(&article);
        let request = Request {
            length: Length::Medium,
            about: None,
            section: None,
        };
        let found = points(&article, &attributions, &request);
        for point in &found {
            for mark in &point.marked {
                assert!(point.line.span.contains(*mark));
            }
        }
        found
            .iter()
            .map(|point| {
                (
                    point.tells.clone(),
                    point.line.shown(&article),
                    point
                        .marked
                        .iter()
                        .map(|mark| article.words(*mark).to_owned())
                        .collect(),
                )
            })
            .collect()
    }

    #[test]
    fn each_point_has_the_sentence_that_tells_it() {
        let found = of(ARTICLE);
        let told = |asked: Asked| {
            let point = found.iter().find(|(tells, _, _)| tells.contains(&asked));
            point.map_or("", |(_, line, _)| line.as_str()).to_owned()
        };
        assert!(
            told(Asked::What).starts_with("The town of Harl"),
            "{found:?}"
        );
        assert!(told(Asked::Who).contains("Ann Lee"), "{found:?}");
        assert!(
            told(Asked::HowMuch).contains("two million crowns"),
            "{found:?}"
        );
        assert!(told(Asked::Next).contains("will"), "{found:?}");
        assert!(told(Asked::When).contains("Monday"), "{found:?}");
        let order: Vec<Asked> = found.iter().map(|(tells, _, _)| tells[0]).collect();
        assert!(order.is_sorted());
    }

    #[test]
    fn what_the_article_does_not_have_is_left_out() {
        let found = of(
            "The mill was old. The river was cold. The road was long and the hill was steep. \
            Everybody knew the way. The houses were small. Trees stood by the road.",
        );
        let tells: Vec<Asked> = found.iter().flat_map(|point| point.0.clone()).collect();
        assert_eq!(tells, [Asked::What]);
    }

    proptest! {
        #[test]
        fn any_text_has_points_within_it(text in "[A-Za-z0-9$£“”.,!? \n]{0,300}") {
            prop_assert!(of(&text).len() <= 5);
        }
    }
}

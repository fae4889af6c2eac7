//! Several articles summed up together: each by itself, what a later one only
//! repeats given once, and where two tell the same differently shown with both.

use super::{
    Length, Line, Request,
    facts::Facts,
    opening::{Opening, opening},
    summarise, whole,
};
use crate::{article::Article, index::analysis::Analyser, quotes::Attributions};

/// One of the articles.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The article.
    pub article: &'a Article,
    /// Who said what in it.
    pub attributions: &'a Attributions,
    /// Index of a section of it to keep to.
    pub section: Option<usize>,
}

/// A line of one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The line.
    pub line: Line,
    /// Indexes of the articles that tell the same, and are spared it.
    pub also: Vec<usize>,
}

/// Two sentences that tell of the same, each otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Index of an article, and its line.
    pub one: (usize, Line),
    /// The same of another.
    pub other: (usize, Line),
}

/// What several articles tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Together {
    /// For each article, in their order, its lines in order of the article.
    pub articles: Vec<Vec<Told>>,
    /// For each article, whether lines were left out that another one tells.
    pub repeats: Vec<bool>,
    /// Where two of them differ.
    pub differences: Vec<Difference>,
    /// Whether one of them is so short that it is given whole.
    pub whole: bool,
    /// Whether more was asked for than a third of one of them.
    pub capped: bool,
}

/// Sentences of an article that are looked through for a difference.
const MOST_SENTENCES: usize = 400;

/// Differences that are shown.
const MOST_DIFFERENCES: usize = 5;

/// Sums up `sources`, each to the length of `request`.
#[must_use]
pub fn together(sources: &[Source<'_>], request: &Request<'_>) -> Together {
    let mut together = Together::default();
    let mut known: Vec<Known> = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let request = Request {
            section: source.section,
            about: request.about.filter(|_| source.section.is_none()),
            ..request.clone()
        };
        let mut summary = summarise(source.article, source.attributions, &request);
        together.whole |= summary.whole;
        together.capped |= summary.capped;
        let mut told = ToldElsewhere::of(source, &summary.lines, &known);
        let spared = told.spared();
        // Others take the place of what another article has told already.
        if spared > 0 && !summary.whole && !matches!(request.length, Length::Words(_)) {
            let length = Length::Sentences(summary.lines.len() + spared);
            let request = Request { length, ..request };
            summary = summarise(source.article, source.attributions, &request);
            told = ToldElsewhere::of(source, &summary.lines, &known);
        }
        together.repeats.push(told.spared() > 0);
        let mut kept: Vec<Told> = Vec::new();
        for ((line, facts), by) in summary.lines.into_iter().zip(told.facts).zip(told.by) {
            if let Some((other, place)) = by {
                let lines = together.articles.get_mut(other);
                if let Some(told) = lines.and_then(|lines| lines.get_mut(place))
                    && !told.also.contains(&number)
                {
                    told.also.push(number);
                }
                continue;
            }
            known.push(Known {
                article: number,
                place: kept.len(),
                facts,
            });
            kept.push(Told {
                line,
                also: Vec::new(),
            });
        }
        together.articles.push(kept);
    }
    together.differences = differences(sources, &together.articles);
    together
}

/// A line that is told.
struct Known {
    article: usize,
    /// Its index among the lines of the article.
    place: usize,
    facts: Facts,
}

/// Which lines of an article another one has told.
struct ToldElsewhere {
    facts: Vec<Facts>,
    /// The article and the place of the line that tells the same.
    by: Vec<Option<(usize, usize)>>,
}

impl ToldElsewhere {
    fn of(source: &Source<'_>, lines: &[Line], known: &[Known]) -> Self {
        let mut analyser = analyser(source.article);
        let facts: Vec<Facts> = lines
            .iter()
            .map(|line| Facts::of(&mut analyser, source.article.words(line.span)))
            .collect();
        let mut by: Vec<Option<(usize, usize)>> = facts
            .iter()
            .map(|facts| {
                let same = known.iter().find(|told| told.facts.says_the_same(facts))?;
                Some((same.article, same.place))
            })
            .collect();
        // What the next line hangs on stays.
        for next in (1..lines.len()).rev() {
            if by.get(next).is_some_and(Option::is_none)
                && lines
                    .get(next)
                    .is_some_and(|line| depends(source.article, line))
                && let Some(before) = by.get_mut(next - 1)
            {
                *before = None;
            }
        }
        Self { facts, by }
    }

    fn spared(&self) -> usize {
        self.by.iter().flatten().count()
    }
}

fn analyser(article: &Article) -> Analyser {
    Analyser::new(article.metadata.language.as_deref().unwrap_or("en"))
}

fn depends(article: &Article, line: &Line) -> bool {
    line.replace.is_none()
        && matches!(
            opening(article.words(line.span)),
            Opening::Pointing | Opening::Person
        )
}

fn differences(sources: &[Source<'_>], articles: &[Vec<Told>]) -> Vec<Difference> {
    let all: Vec<Vec<(usize, Facts)>> = sources
        .iter()
        .map(|source| {
            let mut analyser = analyser(source.article);
            source
                .article
                .sentences
                .iter()
                .enumerate()
                .take(MOST_SENTENCES)
                .map(|(number, sentence)| {
                    let text = source.article.words(sentence.span);
                    (number, Facts::of(&mut analyser, text))
                })
                .filter(|(_, facts)| !facts.numbers.is_empty() || facts.stems.len() > 2)
                .collect()
        })
        .collect();
    let mut found: Vec<Difference> = Vec::new();
    for (one, lines) in articles.iter().enumerate() {
        let Some(source) = sources.get(one) else {
            continue;
        };
        let mut analyser = analyser(source.article);
        for told in lines {
            let facts = Facts::of(&mut analyser, source.article.words(told.line.span));
            for (other, sentences) in all.iter().enumerate().filter(|(other, _)| *other != one) {
                let best = sentences
                    .iter()
                    .filter(|(_, theirs)| facts.differs(theirs))
                    .map(|(number, theirs)| (facts.likeness(theirs), *number))
                    .reduce(|best, next| if next.0 > best.0 { next } else { best });
                let Some((_, number)) = best else { continue };
                let Some(line) = sources
                    .get(other)
                    .map(|source| whole(source.article, number))
                    .filter(|line| !depends(sources[other].article, line))
                else {
                    continue;
                };
                let shown = found.iter().any(|difference| {
                    let pair = |(a, line): &(usize, Line)| (*a, line.sentence);
                    let ours = (one, told.line.sentence);
                    let pairs = (pair(&difference.one), pair(&difference.other));
                    pairs.0 == ours && pairs.1.0 == other || pairs.1 == ours && pairs.0.0 == other
                });
                if !shown && found.len() < MOST_DIFFERENCES {
                    found.push(Difference {
                        one: (one, told.line.clone()),
                        other: (other, line),
                    });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Metadata, quotes};

    fn article(text: &str) -> (Article, Attributions) {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let attributions = quotes::attribute(&article);
        (article, attributions)
    }

    fn sum_up(texts: [&str; 2]) -> (Together, Vec<Vec<String>>) {
        let both = texts.map(article);
        let sources: Vec<Source<'_>> = both
            .iter()
            .map(|(article, attributions)| Source {
                article,
                attributions,
                section: None,
            })
            .collect();
        let request = Request {
            length: Length::Medium,
            about: None,
            section: None,
        };
        let together = together(&sources, &request);
        let lines = together
            .articles
            .iter()
            .zip(&both)
            .map(|(lines, (article, _))| {
                lines.iter().map(|told| told.line.shown(article)).collect()
            })
            .collect();
        (together, lines)
    }

    #[test]
    fn what_both_tell_is_given_once() {
        let (together, lines) = sum_up([
            "The ferry of Orsund ran aground on Monday with forty people on board. Nobody slept.",
            "On Monday the Orsund ferry ran aground with forty people on board. The captain was asleep.",
        ]);
        assert_eq!(together.articles[0][0].also, [1]);
        assert_eq!(lines[0].len(), 2);
        assert_eq!(lines[1], ["The captain was asleep."]);
        assert!(together.differences.is_empty());
    }

    #[test]
    fn what_a_line_hangs_on_is_told_again() {
        let (_, lines) = sum_up([
            "The ferry of Orsund ran aground on Monday with forty people on board. Nobody slept.",
            "On Monday the Orsund ferry ran aground with forty people on board. It had left late.",
        ]);
        assert_eq!(lines[1].len(), 2, "{lines:?}");
    }

    #[test]
    fn an_article_that_only_repeats_is_known_to_repeat() {
        let text = "The ferry of Orsund ran aground on Monday with forty people on board.";
        let (together, lines) = sum_up([text, text]);
        assert_eq!(lines[0].len(), 1);
        assert!(lines[1].is_empty());
        assert_eq!(together.repeats, [false, true]);
    }

    #[test]
    fn others_take_the_place_of_what_was_told() {
        let one: Vec<String> = (1..40)
            .map(|n| format!("Village {n} of the lake county opened its own school in May."))
            .collect();
        let news = "The ferry of Orsund ran aground on Monday with forty people on board.";
        let two: Vec<String> = (1..40)
            .map(|n| format!("Harbour {n} on the western coast was closed by the storm in June."))
            .collect();
        let texts = [&one, &two].map(|rest| format!("{news} {}", rest.join(" ")));
        let (_, lines) = sum_up([&texts[0], &texts[1]]);
        assert!(lines[0].len() > 2, "{lines:?}");
        assert_eq!(lines[0].len(), lines[1].len(), "{lines:?}");
    }

    #[test]
    fn what_they_tell_otherwise_is_shown_with_both() {
        let (together, lines) = sum_up([
            "The ferry of Orsund ran aground on Monday and 12 passengers were hurt. Nobody slept.",
            "The captain was asleep. The Orsund ferry ran aground on Monday and 15 passengers were hurt.",
        ]);
        let [difference] = together.differences.as_slice() else {
            panic!("{together:?}");
        };
        assert_eq!((difference.one.0, difference.one.1.sentence), (0, 0));
        assert_eq!((difference.other.0, difference.other.1.sentence), (1, 1));
        assert_eq!(lines[1].len(), 2);
    }

    #[test]
    fn what_is_denied_is_not_the_same() {
        let (together, _) = sum_up([
            "The ferry of Orsund was sold to the town council on Monday. It was old.",
            "The ferry of Orsund was not sold to the town council on Monday. It was old.",
        ]);
        assert!(together.articles[0][0].also.is_empty());
        assert_eq!(together.differences.len(), 1);
    }
}

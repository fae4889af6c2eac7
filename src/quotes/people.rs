//! Who is named in an article: names with their titles, roles, gender as far
//! as the article shows it, and where they stand. Learned from the article,
//! never from a list of people.

use std::collections::BTreeMap;

use super::tokens::Token;
use crate::text::Span;

/// Somebody or something with a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// Fullest form, without titles.
    pub(super) name: String,
    /// Folded words of the name.
    pub(super) words: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) also: Vec<String>,
    pub(super) organisation: bool,
    pub(super) he: usize,
    pub(super) she: usize,
}

/// The names of an article and where they stand, in order.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) named: Vec<Named>,
    /// Where which of them is named.
    pub(super) mentions: Vec<(Span, usize)>,
    by_word: BTreeMap<String, Vec<usize>>,
}

/// A run of capitalised words.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) span: Span,
    /// Titles before the name.
    pub(super) titles: Vec<String>,
    /// The name's words as written, without possessive.
    pub(super) name: Vec<String>,
}

/// Words that show that a name is a body's, not a person's.
const BODY: [&str; 66] = [
    "house",
    "department",
    "university",
    "party",
    "committee",
    "times",
    "post",
    "news",
    "council",
    "court",
    "bank",
    "union",
    "ministry",
    "agency",
    "office",
    "police",
    "city",
    "inc",
    "corp",
    "co",
    "company",
    "group",
    "institute",
    "association",
    "states",
    "kingdom",
    "journal",
    "senate",
    "congress",
    "parliament",
    "commission",
    "league",
    "club",
    "united",
    "national",
    "international",
    "federal",
    "school",
    "college",
    "hospital",
    "church",
    "foundation",
    "center",
    "centre",
    "board",
    "service",
    "bureau",
    "administration",
    "campaign",
    "democrats",
    "republicans",
    "street",
    "college",
    "airlines",
    "ltd",
    "press",
    "network",
    "society",
    "federation",
    "army",
    "force",
    "guard",
    "navy",
    "authority",
    "republic",
    "america",
];

const CONNECTORS: [&str; 14] = [
    "of", "de", "von", "van", "der", "den", "la", "le", "al", "bin", "ibn", "del", "di", "da",
];

/// The runs of capitalised words in `tokens`.
pub(super) fn runs(tokens: &[Token]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !is_name_word(&tokens[at], at == 0) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        while !tokens[end - 1].possessive() {
            if tokens
                .get(end)
                .is_some_and(|token| is_name_word(token, false))
            {
                end += 1;
            } else if tokens.get(end).is_some_and(|token| token.is(&CONNECTORS)) {
                // "von der" has two; "of" joins only what follows at once.
                let next = (end + 1..tokens.len().min(end + 3))
                    .find(|index| !tokens[*index].is(&CONNECTORS));
                match next.filter(|index| tokens[*index].capital && tokens[*index].word) {
                    Some(next) if !tokens[end].is(&["of"]) || next == end + 1 => end = next + 1,
                    _ => break,
                }
            } else {
                break;
            }
        }
        at = end;
        let mut from = start;
        let mut titles = Vec::new();
        while from + 1 < end && tokens[from].is_title() {
            titles.push(tokens[from].lower.clone());
            from += 1;
        }
        runs.push(Run {
            span: Span::new(tokens[start].span.start, tokens[end - 1].span.end),
            titles,
            name: tokens[from..end]
                .iter()
                .map(|token| token.lower.clone())
                .collect(),
        });
    }
    runs
}

fn is_name_word(token: &Token, first: bool) -> bool {
    token.word
        && token.capital
        && token.lower.chars().any(char::is_alphabetic)
        && !(first && is_ordinary(&token.lower))
        && !matches!(
            token.lower.as_str(),
            "i" | "i'm"
                | "i've"
                | "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "january"
                | "february"
                | "march"
                | "april"
                | "june"
                | "july"
                | "august"
                | "september"
                | "october"
                | "november"
                | "december"
                | "the"
                | "he"
                | "she"
                | "it"
                | "they"
                | "but"
                | "and"
                | "in"
                | "a"
        )
}

/// Words that open a sentence without being a name.
fn is_ordinary(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "in"
            | "on"
            | "at"
            | "he"
            | "she"
            | "it"
            | "they"
            | "we"
            | "you"
            | "but"
            | "and"
            | "this"
            | "that"
            | "these"
            | "those"
            | "there"
            | "his"
            | "her"
            | "their"
            | "its"
            | "our"
            | "my"
            | "if"
            | "when"
            | "while"
            | "as"
            | "after"
            | "before"
            | "for"
            | "with"
            | "by"
            | "from"
            | "to"
            | "however"
            | "meanwhile"
            | "according"
            | "asked"
            | "some"
            | "many"
            | "most"
            | "several"
            | "one"
            | "two"
            | "three"
            | "both"
            | "all"
            | "no"
            | "not"
            | "even"
            | "still"
            | "then"
            | "so"
            | "what"
            | "who"
            | "how"
            | "why"
            | "where"
            | "yes"
            | "now"
            | "last"
            | "earlier"
            | "later"
            | "since"
            | "despite"
            | "although"
            | "because"
            | "during"
            | "among"
            | "under"
            | "over"
            | "more"
            | "such"
            | "other"
            | "another"
    )
}

impl People {
    /// Gathers the names of all sentences, given as their tokens in order.
    pub(super) fn gather(text: &str, sentences: &[Vec<Token>]) -> Self {
        let mut people = Self::default();
        let all: Vec<Vec<Run>> = sentences.iter().map(|tokens| runs(tokens)).collect();
        // Full names first, so that a surname that comes earlier finds its own.
        for run in all.iter().flatten().filter(|run| run.name.len() >= 2) {
            people.add(text, run);
        }
        for run in all.iter().flatten().filter(|run| run.name.len() == 1) {
            if people.find(&run.name).is_empty() {
                people.add(text, run);
            }
        }
        for run in all.iter().flatten() {
            let first = people.find(&words_of(run)).first().copied();
            if let Some(who) = first {
                people.mentions.push((run.span, who));
                people.note_titles(who, run, text);
            }
        }
        people.mentions.sort_by_key(|(span, _)| span.start);
        people.learn_gender(sentences);
        people
    }

    fn add(&mut self, text: &str, run: &Run) {
        let words = words_of(run);
        if words.is_empty() || self.named.iter().any(|known| known.words == words) {
            return;
        }
        let organisation = run.titles.is_empty()
            && (words
                .iter()
                .any(|word| BODY.contains(&word.as_str()) || word == "of")
                || words.len() == 1
                    && run
                        .span
                        .of(text)
                        .chars()
                        .filter(|c| c.is_uppercase())
                        .count()
                        >= 2);
        let written = written_name(text, run);
        let index = self.named.len();
        for word in &words {
            self.by_word.entry(word.clone()).or_default().push(index);
        }
        self.named.push(Named {
            name: written,
            words,
            organisation,
            ..Named::default()
        });
    }

    fn note_titles(&mut self, who: usize, run: &Run, text: &str) {
        let written = run.span.of(text);
        let Some(known) = self.named.get_mut(who) else {
            return;
        };
        for title in &run.titles {
            match title.trim_end_matches('.') {
                "mr" | "sir" | "lord" | "king" | "prince" | "father" => known.he += 3,
                "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" => known.she += 3,
                _ => {}
            }
        }
        let role: Vec<&str> = written.split_whitespace().take(run.titles.len()).collect();
        let role = role.join(" ");
        let courtesy = matches!(
            role.trim_end_matches('.'),
            "Mr" | "Mrs" | "Ms" | "Miss" | ""
        );
        if !courtesy && !known.roles.contains(&role) {
            known.roles.push(role);
        }
        let written = written
            .trim_end_matches("'s")
            .trim_end_matches("’s")
            .to_owned();
        if written != known.name && !known.also.contains(&written) && known.also.len() < 12 {
            known.also.push(written);
        }
    }

    /// Those whom a name can mean, best first.
    pub(super) fn find(&self, words: &[String]) -> Vec<usize> {
        let Some(last) = words.last() else {
            return Vec::new();
        };
        let Some(known) = self.by_word.get(last) else {
            return Vec::new();
        };
        let mut fitting: Vec<usize> = known
            .iter()
            .copied()
            .filter(|index| {
                self.named.get(*index).is_some_and(|named| {
                    named.words == words
                        || words.len() == 1 && named.words.last() == Some(last)
                        || words.len() == 1
                            && named.words.first() == Some(last)
                            && !named.organisation
                            && named.words.len() < 4
                        || words.len() >= 2
                            && named.words.last() == Some(last)
                            && words.iter().all(|word| named.words.contains(word))
                })
            })
            .collect();
        // A surname means the fullest name that ends with it.
        fitting.sort_by_key(|index| {
            let named = &self.named[*index];
            (
                named.words.last() != Some(last),
                named.organisation && words.len() == 1 && named.words.len() > 1,
                std::cmp::Reverse(named.words.len()),
            )
        });
        // A single word inside the name of a body is not the body.
        fitting
    }

    /// "He" and "she" vote for whoever was the only one named just before.
    fn learn_gender(&mut self, sentences: &[Vec<Token>]) {
        let mut last: Option<usize> = None;
        for tokens in sentences {
            let Some((first, end)) = tokens.first().zip(tokens.last()) else {
                continue;
            };
            let place = Span::new(first.span.start, end.span.end);
            let from = self
                .mentions
                .partition_point(|(span, _)| span.start < place.start);
            let mut here: Vec<usize> = self.mentions[from..]
                .iter()
                .take_while(|(span, _)| span.start < place.end)
                .map(|(_, who)| *who)
                .filter(|who| !self.named[*who].organisation)
                .collect();
            here.sort_unstable();
            here.dedup();
            let (mut he, mut she) = (0, 0);
            for token in tokens.iter().filter(|token| !token.quoted) {
                match token.lower.as_str() {
                    "he" | "his" | "him" | "himself" => he += 1,
                    "she" | "her" | "hers" | "herself" => she += 1,
                    _ => {}
                }
            }
            let who = match here.as_slice() {
                [one] => Some(*one),
                [] => last,
                _ => None,
            };
            if let Some(known) = who.and_then(|who| self.named.get_mut(who)) {
                known.he += usize::from(he > 0 && she == 0);
                known.she += usize::from(she > 0 && he == 0);
            }
            if !here.is_empty() {
                last = match here.as_slice() {
                    [one] => Some(*one),
                    _ => None,
                };
            }
        }
    }
}

/// The folded words of a run's name, possessive and full stops off.
pub(super) fn words_of(run: &Run) -> Vec<String> {
    run.name.iter().map(|word| bare(word)).collect()
}

pub(super) fn bare(word: &str) -> String {
    word.strip_suffix("'s")
        .or_else(|| word.strip_suffix('\''))
        .unwrap_or(word)
        .trim_end_matches('.')
        .to_owned()
}

fn written_name(text: &str, run: &Run) -> String {
    let written: Vec<&str> = run
        .span
        .of(text)
        .split_whitespace()
        .skip(run.titles.len())
        .collect();
    let written = written.join(" ");
    written
        .trim_end_matches("'s")
        .trim_end_matches("’s")
        .trim_end_matches(['\'', '’'])
        .to_owned()
}

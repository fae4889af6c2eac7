//! What does not fit into one message goes on to the next page: cut between
//! paragraphs, a long paragraph after a sentence, never a quotation from where
//! it stands.

use std::fmt::Write;

use crate::{
    chat::layout::{Kind, Paragraph, Run, Style},
    text::shorten,
};

use super::render::{LONGEST, gap, run, set, written};

/// Room for the line that says which page it is.
const FOOT: usize = 24;

/// Pages of one reply; more than that nobody turns.
const MOST: usize = 20;

/// The pages of a message, at least one.
pub(super) fn pages(paragraphs: &[Paragraph]) -> Vec<String> {
    let whole = joined(paragraphs);
    if whole.chars().count() <= LONGEST {
        return vec![whole];
    }
    let mut pages: Vec<String> = Vec::new();
    let mut page = String::new();
    let mut before = None;
    let room = LONGEST - FOOT;
    for unit in units(paragraphs) {
        let first = unit.first().map(|paragraph| paragraph.kind);
        let text = joined(unit);
        let between = match (before, first) {
            (Some(before), Some(first)) => gap(before, first),
            _ => "",
        };
        let together = [page.as_str(), between, text.as_str()];
        if together
            .iter()
            .map(|part| part.chars().count())
            .sum::<usize>()
            <= room
        {
            page = together.concat();
        } else {
            if !page.is_empty() {
                pages.push(std::mem::take(&mut page));
            }
            let mut parts = if text.chars().count() <= room {
                vec![text]
            } else {
                unit.iter()
                    .flat_map(|paragraph| parts(paragraph, room))
                    .collect()
            };
            page = parts.pop().unwrap_or_default();
            pages.extend(parts);
        }
        before = unit.last().map(|paragraph| paragraph.kind);
    }
    if !page.is_empty() {
        pages.push(page);
    }
    pages.truncate(MOST);
    let of = pages.len();
    for (number, page) in pages.iter_mut().enumerate() {
        // Cannot fail: it is a string.
        let _ = write!(page, "\n-# Page {} of {of}", number + 1);
    }
    pages
}

/// Paragraphs that belong together: who said it, the words, where they stand.
fn units(paragraphs: &[Paragraph]) -> impl Iterator<Item = &[Paragraph]> {
    paragraphs.chunk_by(|before, next| {
        matches!(next.kind, Kind::Citation | Kind::Address)
            || before.kind == Kind::Speaker && next.kind == Kind::Words
    })
}

/// Paragraphs as they stand in a message.
pub(super) fn joined(paragraphs: &[Paragraph]) -> String {
    let mut text = String::new();
    let mut before = None;
    for paragraph in paragraphs {
        if let Some(before) = before {
            text.push_str(gap(before, paragraph.kind));
        }
        text.push_str(&written(paragraph));
        before = Some(paragraph.kind);
    }
    text
}

/// A paragraph that is longer than a page, in parts that are not: its own words
/// without emphasis, each part of a quotation in marks of its own.
fn parts(paragraph: &Paragraph, room: usize) -> Vec<String> {
    let whole = written(paragraph);
    if whole.chars().count() <= room {
        return vec![whole];
    }
    let words: String = paragraph.runs.iter().map(|run| run.text.as_str()).collect();
    let words = words.trim();
    let quoted = words.starts_with('“') && words.ends_with('”');
    let mut rest = if quoted {
        words.trim_start_matches('“').trim_end_matches('”')
    } else {
        words
    };
    let mut parts = Vec::new();
    while !rest.is_empty() {
        // Escaping and the marks before each line take room.
        let mut head = rest;
        let mut limit = room - 4;
        let part = loop {
            let text = if quoted {
                format!("“{}”", head.trim_end())
            } else {
                head.trim_end().to_owned()
            };
            let part = set(paragraph.kind, &run(&plain(text)));
            if part.chars().count() <= room {
                break part;
            }
            head = after_sentence(shorten(rest, limit));
            limit = limit * 3 / 4;
            if limit == 0 {
                return parts;
            }
        };
        parts.push(part);
        rest = rest.get(head.len()..).unwrap_or("").trim_start();
    }
    parts
}

fn plain(text: String) -> Run {
    Run {
        style: Style::Plain,
        text,
        link: None,
    }
}

/// As much of a text as ends with a sentence, when that is half of it.
fn after_sentence(text: &str) -> &str {
    let mut ends = text
        .match_indices([' ', '\n'])
        .map(|(at, _)| at)
        .filter(|at| {
            let before = text
                .get(..*at)
                .unwrap_or("")
                .trim_end_matches(['”', '"', '’', ')']);
            before.ends_with(['.', '!', '?', '…'])
        });
    let last = ends.next_back().filter(|at| at * 2 > text.len());
    last.and_then(|at| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paragraph(kind: Kind, text: &str) -> Paragraph {
        Paragraph {
            kind,
            runs: vec![plain(text.to_owned())],
        }
    }

    #[test]
    fn a_short_reply_is_one_page_without_a_number() {
        let one = pages(&[paragraph(Kind::Text, "Yes.")]);
        assert_eq!(one, ["Yes."]);
        assert_eq!(pages(&[]), [""]);
    }

    #[test]
    fn words_and_their_citation_stay_together() {
        let mut all = Vec::new();
        for number in 0..12 {
            let words = format!("“{number} {}.”", "word ".repeat(60));
            all.push(paragraph(Kind::Speaker, "Ann Lee said:"));
            all.push(paragraph(Kind::Words, &words));
            all.push(paragraph(Kind::Citation, &format!("— passage {number}")));
        }
        let pages = pages(&all);
        assert!(pages.len() > 1);
        for page in &pages {
            assert!(page.chars().count() <= LONGEST);
            assert!(page.starts_with("Ann Lee said"), "{page}");
            let foot = page.lines().rev().nth(1).unwrap();
            assert!(foot.starts_with("-# — passage"), "{page}");
        }
    }

    #[test]
    fn a_long_quotation_is_cut_after_sentences_each_part_in_marks() {
        let sentence = "The mayor and the baker spoke for an hour about the wheel. ";
        let long = format!("“{}”", sentence.repeat(120).trim_end());
        let pages = pages(&[paragraph(Kind::Words, &long)]);
        assert!(pages.len() > 2);
        let mut again = Vec::new();
        for page in &pages {
            let words = page.lines().next().unwrap();
            let words = words
                .strip_prefix("> “")
                .unwrap()
                .strip_suffix(".”")
                .unwrap();
            again.push(format!("{words}."));
        }
        assert_eq!(format!("“{}”", again.join(" ")), long);
    }

    proptest! {
        #[test]
        fn pages_fit_and_lose_no_word(words in proptest::collection::vec("[a-z*_@]{1,12}[.!]?", 0..900)) {
            let text = words.join(" ");
            let all = [paragraph(Kind::Text, &text)];
            let pages = pages(&all);
            let mut said = String::new();
            for page in &pages {
                prop_assert!(page.chars().count() <= LONGEST);
                said.push_str(page.split("\n-# Page").next().unwrap());
                said.push(' ');
            }
            let bare = |text: &str| text.replace(['\\', '\u{200b}'], "");
            let said: Vec<String> = bare(&said).split_whitespace().map(str::to_owned).collect();
            if pages.len() < MOST {
                prop_assert_eq!(said, words);
            }
        }
    }
}

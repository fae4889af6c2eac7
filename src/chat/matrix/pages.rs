//! What does not fit into one event goes on in the next: cut between
//! paragraphs, a long paragraph after a sentence. Knows no markup.

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    chat::layout::{Kind, Paragraph, Run, Style},
    text::shorten,
};

/// Longest part of a paragraph that is cut, in code points: with both bodies,
/// escapes and four bytes for each, less than an event has.
const PART: usize = 1_500;

/// The groups of paragraphs that fit into one event each, at least one.
/// `cost` says how many bytes paragraphs take, and `limit` how many there are.
pub(super) fn pages(
    paragraphs: Vec<Paragraph>,
    limit: usize,
    cost: impl Fn(&[Paragraph]) -> usize,
) -> Vec<Vec<Paragraph>> {
    if cost(&paragraphs) <= limit {
        return vec![paragraphs];
    }
    let mut pages: Vec<Vec<Paragraph>> = Vec::new();
    let mut page = Vec::new();
    let mut filled = 0;
    for unit in units(&paragraphs) {
        let parts = if cost(unit) <= limit {
            vec![unit.to_vec()]
        } else {
            let cut = unit.iter().flat_map(parts);
            cut.map(|part| vec![part]).collect()
        };
        for part in parts {
            let taken = cost(&part);
            if filled + taken > limit && !page.is_empty() {
                pages.push(std::mem::take(&mut page));
                filled = 0;
            }
            filled += taken;
            page.extend(part);
        }
    }
    pages.push(page);
    pages
}

/// Paragraphs that belong together: who said it, the words, where they stand.
fn units(paragraphs: &[Paragraph]) -> impl Iterator<Item = &[Paragraph]> {
    paragraphs.chunk_by(|before, next| {
        matches!(next.kind, Kind::Citation | Kind::Address)
            || before.kind == Kind::Speaker && next.kind == Kind::Words
    })
}

/// A paragraph in parts that are not too long: a long one without emphasis,
/// each part of a quotation in marks of its own.
fn parts(paragraph: &Paragraph) -> Vec<Paragraph> {
    let length: usize = paragraph.runs.iter().map(|run| run.text.len()).sum();
    if length <= PART {
        return vec![paragraph.clone()];
    }
    let words: String = paragraph.runs.iter().map(|run| run.text.as_str()).collect();
    let words = words.trim();
    let inside = words
        .strip_prefix('“')
        .and_then(|words| words.strip_suffix('”'));
    let mut rest = inside.unwrap_or(words);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let part = whole_sentences(rest, PART);
        rest = rest.get(part.len()..).unwrap_or_default().trim_start();
        let text = match inside {
            Some(_) => format!("“{part}”"),
            None => part.to_owned(),
        };
        let run = Run {
            style: Style::Plain,
            text,
            link: paragraph.runs.first().and_then(|run| run.link.clone()),
        };
        parts.push(Paragraph {
            kind: paragraph.kind,
            runs: vec![run],
        });
    }
    parts
}

/// The sentences of a text that fit into so many code points; at least the
/// beginning of the first.
fn whole_sentences(text: &str, limit: usize) -> &str {
    let fit = shorten(text, limit);
    if fit.len() == text.len() {
        return text;
    }
    // Where the next sentence of the whole text begins, not of what was cut.
    let end = text
        .split_sentence_bound_indices()
        .map(|(start, _)| start)
        .take_while(|start| *start <= fit.len())
        .last()
        .filter(|end| *end > 0);
    let whole = end.and_then(|end| text.get(..end)).unwrap_or(fit);
    match whole.trim_end() {
        // Only white space, and then something long without any.
        "" => fit,
        whole => whole,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paragraph(kind: Kind, text: &str) -> Paragraph {
        let run = Run {
            style: Style::Plain,
            text: text.to_owned(),
            link: None,
        };
        Paragraph {
            kind,
            runs: vec![run],
        }
    }

    fn bytes(paragraphs: &[Paragraph]) -> usize {
        let runs = paragraphs.iter().flat_map(|paragraph| &paragraph.runs);
        runs.map(|run| run.text.len()).sum()
    }

    #[test]
    fn what_does_not_fit_ends_with_a_sentence() {
        let sentence = "The mill of Ann Lee, which nobody wanted, was sold on Monday. ";
        let text = sentence.repeat(200);
        let cut = whole_sentences(&text, 1_000);
        assert!(cut.ends_with("on Monday."), "{cut}");
        assert!(cut.chars().count() > 900 && cut.chars().count() <= 1_000);
        assert_eq!(whole_sentences("No end", 4), "No");
    }

    #[test]
    fn each_part_of_a_quotation_is_in_marks() {
        let long = format!(
            "“{}”",
            "Nobody asked the mayor about it. ".repeat(200).trim_end()
        );
        let pages = pages(vec![paragraph(Kind::Words, &long)], 2_000, bytes);
        assert!(pages.len() > 2);
        let inside = pages.iter().flatten().map(|part| {
            let text = &part.runs[0].text;
            text.strip_prefix('“').unwrap().strip_suffix('”').unwrap()
        });
        let again: Vec<&str> = inside.collect();
        assert!(again.iter().all(|part| part.ends_with('.')));
        assert_eq!(format!("“{}”", again.join(" ")), long);
    }

    #[test]
    fn words_stay_with_their_speaker_and_their_place() {
        let mut all = Vec::new();
        for number in 0..20 {
            all.push(paragraph(Kind::Speaker, "Ann Lee said:"));
            all.push(paragraph(
                Kind::Words,
                &format!("“{number} {}.”", "word ".repeat(60)),
            ));
            all.push(paragraph(Kind::Citation, &format!("— passage {number}")));
        }
        let pages = pages(all, 2_000, bytes);
        assert!(pages.len() > 2);
        for page in &pages {
            assert_eq!(page[0].kind, Kind::Speaker);
            assert_eq!(page[page.len() - 1].kind, Kind::Citation);
        }
    }

    proptest! {
        #[test]
        fn pages_fit_and_lose_no_word(
            words in proptest::collection::vec("[a-zé🙂]{1,12}[.!]?", 0..2_000),
            paragraphs in 1_usize..4,
        ) {
            let all: Vec<Paragraph> = words
                .chunks(words.len().div_ceil(paragraphs).max(1))
                .map(|words| paragraph(Kind::Text, &words.join(" ")))
                .collect();
            let mut said: Vec<String> = Vec::new();
            for page in pages(all, 8_000, bytes) {
                prop_assert!(bytes(&page) <= 8_000);
                for run in page.iter().flat_map(|paragraph| &paragraph.runs) {
                    said.extend(run.text.split_whitespace().map(str::to_owned));
                }
            }
            prop_assert_eq!(said, words);
        }
    }
}

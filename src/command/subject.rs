//! Whom a line is about, so that "he" and "she" mean somebody in the next one.

use crate::{answer::Document, text::fold};

/// The person or body that `text` names: a speaker of the documents, or else
/// the last run of capitalised words that also stands in one of them.
pub(super) fn of(text: &str, documents: &[Document<'_>]) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-' | '.'))
        .map(|word| word.trim_end_matches(['.', '\'', '’']))
        .map(|word| {
            word.strip_suffix("'s")
                .or_else(|| word.strip_suffix("’s"))
                .unwrap_or(word)
        })
        .filter(|word| !word.is_empty())
        .collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    speaker(&folded, documents).or_else(|| name(&words, documents))
}

fn speaker(folded: &[String], documents: &[Document<'_>]) -> Option<String> {
    documents
        .iter()
        .flat_map(|document| &document.attributions.speakers)
        .filter(|speaker| speaker.kind != crate::quotes::SpeakerKind::Anonymous)
        .filter_map(|speaker| {
            let name = fold(&speaker.name);
            let parts: Vec<&str> = name.split_whitespace().collect();
            let last = parts.last()?;
            folded.iter().any(|word| word == last).then(|| {
                let shared = parts
                    .iter()
                    .filter(|part| folded.iter().any(|word| word == *part))
                    .count();
                (shared, &speaker.name)
            })
        })
        // The first of the fullest matches: documents come best first.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, name)| name.clone())
}

/// The last capitalised run of `words`, its question word left off, when an
/// article has it.
fn name(words: &[&str], documents: &[Document<'_>]) -> Option<String> {
    let mut runs: Vec<Vec<&str>> = vec![Vec::new()];
    for (position, word) in words.iter().enumerate() {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        // The first word is capitalised for standing first.
        if capital && (position > 0 || words.len() <= 4) {
            if let Some(run) = runs.last_mut() {
                run.push(word);
            }
        } else {
            runs.push(Vec::new());
        }
    }
    runs.into_iter().rev().map(|run| run.join(" ")).find(|run| {
        !run.is_empty()
            && documents
                .iter()
                .any(|document| document.article.text().contains(run.as_str()))
    })
}

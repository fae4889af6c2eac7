//! Whose is a role that a sentence names? English only.

use super::super::{
    matching::Matched,
    prepared::Token,
    question::Asked,
    words::{Gap, shape},
};

/// Words between a possessive and the last word of a role: "Voltra's chief
/// executive".
const POSSESSED: usize = 3;

/// Whether the word at `at` is of somebody or something else than the question
/// names: "Voltra's" where the head of Hanmex is asked for.
pub(super) fn of_another(asked: &Asked, one: &Matched<'_>, tokens: &[Token], at: usize) -> bool {
    let asked_about = asked.terms.iter().any(|term| one.names(term));
    let known = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| one.stems.contains(&Some(token.stem())))
    };
    let name = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.shape & shape::CAPITAL > 0)
    };
    let word = |at: usize| {
        let word = tokens.get(at).and_then(|token| one.prepared.type_of(token));
        word.map_or("", |word| &*word.folded)
    };
    let joined = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| matches!(token.gap, Gap::None | Gap::Space | Gap::Hyphen))
    };
    let possessive = (at.saturating_sub(POSSESSED)..at)
        .rev()
        .find(|&before| word(before) == "'s" && (before + 1..=at).all(joined));
    let before = possessive
        .and_then(|at| at.checked_sub(1))
        .filter(|&at| name(at));
    // "the head of Voltra", "the mayor of the Danish town Brok": the name nearest.
    let after = matches!(word(at + 1), "of" | "at")
        .then(|| {
            (at + 2..at + 6)
                .take_while(|&at| joined(at))
                .find(|&at| name(at))
        })
        .flatten();
    let owner = before.or(after);
    asked_about && owner.is_some_and(|owner| !known(owner))
}

#[cfg(test)]
mod tests {
    use crate::{
        answer::{Settings, answer},
        article::{Article, Metadata},
        library::Entry,
    };

    /// The words that answer.
    fn said(question: &str, sentence: &str) -> Option<String> {
        let metadata = Metadata {
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        let entry = Entry::new(Article::from_lines(sentence.to_owned(), metadata));
        let outcome = answer(question, &[entry.document()], &Settings::default());
        let words = outcome.answers.first()?.words;
        Some(entry.document().article.words(words).to_owned())
    }

    #[test]
    fn a_role_is_somebodys() {
        let sentence = "Brok bought the barge from Ardal Lines, said Brok's director, Ann Lee.";
        let of = |question| said(question, sentence);
        assert_eq!(
            of("who is the director of Brok?").as_deref(),
            Some("Ann Lee")
        );
        assert_eq!(of("who is Brok's director?").as_deref(), Some("Ann Lee"));
        assert_eq!(of("who is the director of Ardal Lines?"), None);
        let short = "Brok's CEO, Ann Lee, said on Monday that the barge was old.";
        for question in ["who is the CEO of Brok?", "who is brok's ceo?"] {
            assert_eq!(
                said(question, short).as_deref(),
                Some("Ann Lee"),
                "{question}"
            );
        }
    }
}

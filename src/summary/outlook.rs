//! Does a sentence tell of something to come? By form and short lists of
//! function words.

use super::reading::own_word;
use crate::quotes::{lexicon::Class, token::Token};

/// Nouns of which "is to" tells what they are, not what is to come.
const EXPLAINED: &[&str] = &[
    "task",
    "aim",
    "goal",
    "idea",
    "point",
    "purpose",
    "way",
    "job",
    "plan",
    "hope",
    "question",
    "challenge",
    "answer",
    "key",
    "role",
    "duty",
    "thing",
    "step",
    "trick",
    "solution",
    "objective",
    "strategy",
    "intention",
    "mission",
    "priority",
    "option",
    "problem",
    "dream",
    "wish",
];

const SURE_TO_COME: &[&str] = &[
    "set",
    "due",
    "expected",
    "scheduled",
    "planned",
    "likely",
    "going",
    "poised",
    "about",
    "supposed",
    "bound",
];

const MEANT_TO_COME: &[&str] = &[
    "plans", "plan", "intends", "intend", "hopes", "hope", "aims", "aim", "vowed", "promised",
    "agreed", "pledged", "decided", "wants",
];

/// Whether the writer tells of something to come.
pub(super) fn is_to_come(tokens: &[Token]) -> bool {
    let form = |number: usize| tokens.get(number).map_or("", |t| t.form.as_str());
    tokens.iter().enumerate().any(|(at, token)| {
        if !own_word(token) {
            return false;
        }
        let to = |at: usize| form(at) == "to";
        match token.form.as_str() {
            // "Ill will" is none.
            "will" | "shall" | "won't" => tokens.get(at + 1).is_some_and(|next| {
                matches!(
                    next.class,
                    Class::Lower
                        | Class::Be
                        | Class::Have
                        | Class::Do
                        | Class::Adverb
                        | Class::Not
                        | Class::Cue
                )
            }),
            "is" | "are" => {
                let adverb = usize::from(matches!(form(at + 1), "now" | "also" | "not"));
                let after = at + 1 + adverb;
                (SURE_TO_COME.contains(&form(after)) && to(after + 1))
                    || (to(after)
                        && !at
                            .checked_sub(1)
                            .is_some_and(|at| EXPLAINED.contains(&form(at)))
                        && tokens
                            .get(after + 1)
                            .is_some_and(|t| matches!(t.class, Class::Lower | Class::Be)))
                    || matches!(
                        (form(after), form(after + 1)),
                        ("due" | "expected" | "scheduled", "in" | "on" | "next")
                    )
            }
            "has" | "have" if to(at + 1) => form(at + 2) == "decide",
            "until" => tokens.get(at + 1).is_some_and(|t| t.class == Class::Date),
            other => MEANT_TO_COME.contains(&other) && to(at + 1) && follows_somebody(tokens, at),
        }
    })
}

/// Whether the word at `at` can be a verb: "the union plans to", not "plans
/// to pay" after a verb or "the plan to".
fn follows_somebody(tokens: &[Token], at: usize) -> bool {
    let class = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|token| token.class);
    match class(at.checked_sub(1)) {
        Some(Class::Lower) => matches!(
            class(at.checked_sub(2)),
            Some(Class::Determiner | Class::Possessive | Class::Genitive | Class::Name)
        ),
        Some(class) => {
            class.is_name()
                || matches!(
                    class,
                    Class::Role
                        | Class::Group
                        | Class::Subject
                        | Class::Adverb
                        | Class::Relative
                        | Class::Have
                        | Class::Comma
                        | Class::Close
                )
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::reading::Reading, *};
    use crate::{
        article::{Article, Metadata},
        quotes::Attributions,
    };

    fn found(text: &str) -> bool {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let none = Attributions::default();
        let reading = Reading::of(&article, &none);
        is_to_come(reading.tokens(0))
    }

    #[test]
    fn what_is_to_come_is_seen() {
        for text in [
            "The court will hear the case.",
            "The firm is to buy its rival.",
            "The vote is expected to be close.",
            "The union plans to strike.",
        ] {
            assert!(found(text), "{text}");
        }
        for text in [
            "The court heard the case.",
            "“We will never pay,” Lee said.",
            "It was to be the last.",
            "She bore him no ill will.",
            "The mayor did not unveil plans to pay.",
            "The main task is to keep calm.",
        ] {
            assert!(!found(text), "{text}");
        }
    }
}

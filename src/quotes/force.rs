//! Whether an article asserts that something was said. Looks only at the words
//! around the cue.

use super::{Force, lexicon::Class, token::Tokens};

/// Denied, hypothetical or questioned, by the words just before the cue; a
/// question when what is asked ends in its mark.
pub(super) fn force(tokens: &Tokens, at: usize, question: bool) -> Force {
    let Some(head) = tokens.all.get(at) else {
        return Force::Asserted;
    };
    let form = head.form.as_str();
    let before: Vec<_> = tokens
        .all
        .get(at.saturating_sub(4)..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|t| {
            t.sentence == head.sentence
                && (matches!(
                    t.class,
                    Class::Modal | Class::Be | Class::Have | Class::Do | Class::Not | Class::Adverb
                ) || t.class == Class::To)
        })
        .collect();
    let negated = before
        .iter()
        .any(|t| t.class == Class::Not || t.form.ends_with("n't") || t.form == "cannot");
    if negated
        || matches!(
            form,
            "denied" | "denies" | "deny" | "denying" | "declined" | "refused"
        )
    {
        return Force::Denied;
    }
    let after = tokens.all.get(at + 1..(at + 6).min(tokens.all.len()));
    let asks = matches!(
        form,
        "asked" | "asks" | "ask" | "asking" | "wondered" | "questioned" | "wonders"
    );
    if asks && question {
        return Force::Questioned;
    }
    if asks
        && after.unwrap_or_default().iter().any(|t| {
            t.sentence == head.sentence
                && matches!(
                    t.form.as_str(),
                    "whether" | "if" | "why" | "how" | "what" | "who" | "when" | "where"
                )
        })
    {
        return Force::Questioned;
    }
    let modal = before.iter().any(|t| t.class == Class::Modal);
    let conditional = tokens
        .all
        .get(at.saturating_sub(4)..at)
        .unwrap_or_default()
        .iter()
        .any(|t| t.sentence == head.sentence && matches!(t.form.as_str(), "if" | "unless"));
    if modal || conditional {
        Force::Hypothetical
    } else {
        Force::Asserted
    }
}

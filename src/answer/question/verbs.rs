//! Which words of a question are one verb? "Get away" is read as "escape".

use crate::answer::{
    lexicon,
    prepared::is_possessive,
    words::{Gap, Word, shape},
};

/// Puts one verb in the place of a verb with its particle, and leaves the
/// particle out of what is looked for. Which words were typed there.
pub(super) fn in_one_word(
    words: &mut [Word],
    stem: impl Fn(&str) -> String,
) -> Vec<(usize, String)> {
    let mut typed = Vec::new();
    for at in 1..words.len() {
        let [.., verb, particle] = words.get_mut(..=at).unwrap_or_default() else {
            continue;
        };
        if !matches!(particle.gap, Gap::Space | Gap::Hyphen) {
            continue;
        }
        let mut verbs = lexicon::phrasal(&particle.folded).peekable();
        // Most words are no particle, and then no verb has to be stemmed.
        if verbs.peek().is_none() {
            continue;
        }
        let asked = stem(&verb.folded);
        if let Some((_, stands_for)) = verbs.find(|(first, _)| stem(first) == asked) {
            let before = std::mem::replace(&mut verb.folded, stands_for.to_owned());
            typed.push((at - 1, before));
            particle.shape |= shape::CLITIC;
        }
    }
    typed
}

/// Whether a word only leads to what is done: the first of "came to watch", "going to
/// rain". Who watched has come.
pub(super) fn only_leads_to(words: &[Word], at: usize) -> bool {
    let folded = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
    // A name after "to" is where somebody went.
    let verb = words.get(at + 2).is_some_and(|word| word.shape == 0);
    let goes = matches!(
        folded(at),
        "come" | "comes" | "came" | "coming" | "go" | "goes" | "went" | "gone" | "going"
    );
    let noun = matches!(folded(at + 2), "the" | "a" | "an" | "this" | "that")
        || is_possessive(folded(at + 2));
    goes && folded(at + 1) == "to" && verb && !noun
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::words::split;

    #[test]
    fn coming_to_do_something_is_doing_it() {
        let leads = |question: &str| {
            let words = split(question, 0);
            (0..words.len()).any(|at| only_leads_to(&words, at))
        };
        for question in ["how many people came to watch?", "is it going to rain?"] {
            assert!(leads(question), "{question}");
        }
        for question in [
            "when did she come to the town?",
            "who went to Oslo?",
            "who came?",
            "who agreed to watch?",
        ] {
            assert!(!leads(question), "{question}");
        }
    }
}

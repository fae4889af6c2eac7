//! Which words of a question are one verb? "Get away" is read as "escape".

use crate::answer::{
    lexicon,
    words::{Gap, Word, shape},
};

/// Puts one verb in the place of a verb with its particle, and leaves the
/// particle out of what is looked for. Which words were typed there.
pub(super) fn in_one_word(words: &mut [Word]) -> Vec<(usize, String)> {
    let mut typed = Vec::new();
    for at in 1..words.len() {
        let [.., verb, particle] = words.get_mut(..=at).unwrap_or_default() else {
            continue;
        };
        let close = matches!(particle.gap, Gap::Space | Gap::Hyphen);
        // A verb before the preposition of "the price went down the drain" is none
        // the less what it says.
        let stands_for = lexicon::phrasal(present(&verb.folded), &particle.folded);
        if let Some(stands_for) = stands_for.filter(|_| close) {
            let before = std::mem::replace(&mut verb.folded, stands_for.to_owned());
            typed.push((at - 1, before));
            particle.shape |= shape::CLITIC;
        }
    }
    typed
}

/// The base form of a verb as a question has it.
fn present(folded: &str) -> &str {
    let base = lexicon::base(folded);
    if base != folded {
        return base;
    }
    PRESENT
        .iter()
        .find(|(form, _)| *form == folded)
        .map_or(folded, |(_, base)| base)
}

/// Regular forms of the verbs that particles follow.
const PRESENT: &[(&str, &str)] = &[
    ("backing", "back"),
    ("called", "call"),
    ("calling", "call"),
    ("finding", "find"),
    ("getting", "get"),
    ("going", "go"),
    ("handed", "hand"),
    ("kicked", "kick"),
    ("knocked", "knock"),
    ("laying", "lay"),
    ("passed", "pass"),
    ("pulled", "pull"),
    ("pulling", "pull"),
    ("putting", "put"),
    ("shutting", "shut"),
    ("stepped", "step"),
    ("stepping", "step"),
    ("taking", "take"),
    ("turned", "turn"),
    ("turning", "turn"),
];

//! Which words of a question are one verb? "Get away" is read as "escape".

use crate::answer::{
    lexicon,
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

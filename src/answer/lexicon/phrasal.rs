//! Which verb does a verb with a particle stand for? Chats say "get away" where
//! articles say "escape". A table only.

/// Verb, particle, and a verb that says the same.
const PHRASAL: &[(&str, &str, &str)] = &[
    ("back", "out", "withdraw"),
    ("blow", "up", "explode"),
    ("break", "out", "begin"),
    ("bring", "up", "mention"),
    ("burn", "down", "destroy"),
    ("call", "off", "cancel"),
    ("carry", "out", "conduct"),
    ("come", "down", "fall"),
    ("cut", "down", "reduce"),
    ("find", "out", "learn"),
    ("get", "away", "escape"),
    ("get", "back", "return"),
    ("get", "out", "leave"),
    ("go", "down", "fall"),
    ("go", "up", "rise"),
    ("hand", "over", "give"),
    ("kick", "out", "expel"),
    ("knock", "down", "demolish"),
    ("lay", "off", "dismiss"),
    ("let", "go", "dismiss"),
    ("look", "for", "search"),
    ("pass", "away", "die"),
    ("pay", "back", "repay"),
    ("pull", "down", "demolish"),
    ("pull", "out", "withdraw"),
    ("put", "off", "postpone"),
    ("run", "away", "flee"),
    ("set", "up", "found"),
    ("shut", "down", "close"),
    ("sort", "out", "solve"),
    ("step", "down", "resign"),
    ("take", "over", "acquire"),
    ("take", "part", "participate"),
    ("tear", "down", "demolish"),
    ("throw", "out", "expel"),
    ("turn", "down", "reject"),
];

/// Words that belong to the verb before them and say little alone.
pub(in crate::answer) const PARTICLES: &[&str] = &[
    "away", "back", "down", "off", "out", "over", "through", "up",
];

/// The verbs that a particle goes with, and what they stand for with it.
pub(in crate::answer) fn phrasal(
    particle: &str,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let with = move |(_, second, _): &&(&str, &str, &str)| *second == particle;
    PHRASAL
        .iter()
        .filter(with)
        .map(|(verb, _, stands_for)| (*verb, *stands_for))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_and_its_particle_stand_for_one_verb() {
        assert!(phrasal("away").any(|pair| pair == ("get", "escape")));
        assert_eq!(phrasal("wet").next(), None);
    }
}

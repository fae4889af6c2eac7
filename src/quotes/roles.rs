//! Do these words mean that role? By stem, "spokeswoman" for "spokesman", "Sen."
//! for "senator", "CEO" for "chief executive", a country for its people.

use rust_stemmers::{Algorithm, Stemmer};

use super::lexicon;
use crate::{answer::one_country, text::fold};

/// Courtesy titles that are roles, and what they stand for.
#[rustfmt::skip]
const IN_FULL: &[(&str, &str)] = &[
    ("sen", "senator"), ("rep", "representative"), ("gov", "governor"), ("gen", "general"),
    ("col", "colonel"), ("sgt", "sergeant"), ("capt", "captain"), ("lt", "lieutenant"),
    ("prof", "professor"), ("dr", "doctor"), ("advisor", "adviser"),
];

/// How words mean a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// Somebody holds it.
    Held,
    /// Somebody held it, will hold it or stands in for who does, and the words
    /// do not say so.
    Bygone,
}

/// Whether `said`, folded words without articles and prepositions, mean `role`,
/// of whose holder the article has the words `of` besides ("ukraine"). One of
/// them must be the role itself; `same` tells whether two words are one.
pub(super) fn means(
    said: &[&str],
    role: &str,
    of: &[String],
    same: impl Fn(&str, &str) -> bool,
) -> Option<Means> {
    let (held, owners) = parts(role);
    let own = |word: &str| held.iter().any(|known| same(known, word));
    let owner = |word: &str| owners.iter().chain(of).any(|known| same(known, word));
    let whole = said.iter().all(|word| own(word) || owner(word))
        && said
            .iter()
            .any(|word| held.iter().any(|own| same(own, word) && office(own)));
    let bygone = |word: &String| lexicon::bygone(word) && !said.contains(&word.as_str());
    (whole || short(said, &held)).then(|| {
        if held.iter().any(bygone) {
            Means::Bygone
        } else {
            Means::Held
        }
    })
}

/// Whether all of the words of `role` that say what it is are among `said`,
/// whatever else is: "Nordvik's chief executive" says "Chief executive".
pub(super) fn within(said: &[&str], role: &str, same: impl Fn(&str, &str) -> bool) -> bool {
    let (held, _) = parts(role);
    held.iter().any(|own| office(own))
        && held
            .iter()
            .all(|own| said.iter().any(|word| same(own, word)))
}

/// Whether a word alone is what somebody is.
fn office(word: &str) -> bool {
    lexicon::role(in_full(word)) || lexicon::title(word) || lexicon::speaks(word)
}

/// The words of a role, folded, and of whom it is one: "mayor" and "marlow" of
/// "mayor of Marlow", "lawyer" and "brandt" of "Brandt's lawyer".
fn parts(role: &str) -> (Vec<String>, Vec<String>) {
    let (mut held, mut owners) = (Vec::new(), Vec::new());
    let mut behind = false;
    for word in fold(role).split_whitespace() {
        behind |= matches!(word, "of" | "for" | "at" | "in");
        let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix('\''));
        let bare: String = owner
            .unwrap_or(word)
            .trim_matches(|c: char| !c.is_alphanumeric())
            .chars()
            .filter(|c| *c != '.')
            .collect();
        if matches!(
            bare.as_str(),
            "" | "the" | "a" | "an" | "of" | "for" | "at" | "in"
        ) {
            continue;
        }
        if owner.is_some() {
            // Whatever stands before an owner is the owner's.
            owners.append(&mut held);
        }
        if behind || owner.is_some() {
            owners.push(bare);
        } else {
            held.push(bare);
        }
    }
    (held, owners)
}

/// Of whom a role is one, folded.
pub(super) fn owners(role: &str) -> Vec<String> {
    parts(role).1
}

/// Whether one is short for the other: "PM", "CEO" for "chief executive".
fn short(said: &[&str], held: &[String]) -> bool {
    let initials = |words: &mut dyn Iterator<Item = &str>| -> String {
        words.filter_map(|word| word.chars().next()).collect()
    };
    let fits = |short: &str, long: &str| {
        long.chars().count() >= 2 && (short == long || short.strip_suffix('o') == Some(long))
    };
    match (said, held) {
        ([one], [_, _, ..]) => fits(one, &initials(&mut held.iter().map(String::as_str))),
        ([_, _, ..], [one]) => fits(one, &initials(&mut said.iter().copied())),
        _ => false,
    }
}

/// Whether two folded words are one where roles are meant.
pub(super) fn one_word(known: &str, said: &str) -> bool {
    let (known, said) = (in_full(known), in_full(said));
    known == said || stem(person(known)) == stem(person(said)) || one_country(known, said)
}

fn in_full(word: &str) -> &str {
    let full = IN_FULL.iter().find(|(short, _)| *short == word);
    full.map_or(word, |(_, full)| full)
}

/// A role without what tells of man or woman: "chair" of "chairwoman".
fn person(word: &str) -> &str {
    ["woman", "women", "man", "men", "person", "people"]
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|rest| rest.chars().count() >= 4)
        .unwrap_or(word)
}

fn stem(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_a_role() {
        let of = ["ukraine".to_owned()];
        for (said, role, expected) in [
            ("president", "President", Some(Means::Held)),
            ("ukrainian president", "President", Some(Means::Held)),
            ("president ukraine", "President", Some(Means::Held)),
            ("russian president", "President", None),
            ("ukrainian", "President", None),
            ("chairwoman", "chair of the board", Some(Means::Held)),
            ("board chairman", "chair of the board", Some(Means::Held)),
            ("senator", "Sen.", Some(Means::Held)),
            ("ceo", "chief executive", Some(Means::Held)),
            ("chief executive", "CEO", Some(Means::Held)),
            ("prime minister", "PM", Some(Means::Held)),
            ("mayor", "former mayor", Some(Means::Bygone)),
            ("former mayor", "former mayor", Some(Means::Held)),
            ("mayor", "mayor's daughter", None),
            ("mayor daughter", "the mayor’s daughter", Some(Means::Held)),
            ("brandt lawyer", "Brandt's lawyer", Some(Means::Held)),
            ("danish envoy", "envoy of Denmark", Some(Means::Held)),
            ("treasury", "Treasury Secretary", None),
        ] {
            let said: Vec<&str> = said.split(' ').collect();
            assert_eq!(
                means(&said, role, &of, one_word),
                expected,
                "{said:?} {role}"
            );
        }
    }
}

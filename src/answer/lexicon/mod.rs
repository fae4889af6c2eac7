//! Which everyday English words stand for one another, for their opposite or
//! for nothing in particular? A small general table; knows no article.

mod alike;
mod contrary;
mod irregular;
mod peoples;
mod phrasal;

use std::{collections::HashMap, sync::OnceLock};

use alike::ALIKE;
use contrary::CONTRARY;
use irregular::IRREGULAR;
use peoples::PEOPLES;
pub(super) use phrasal::{PARTICLES, phrasal};
use rust_stemmers::{Algorithm, Stemmer};

/// Words that bind a question to one of several things.
pub(super) const BINDING: &[&str] = &[
    "first", "last", "only", "most", "least", "largest", "smallest", "biggest", "highest",
    "lowest", "oldest", "youngest", "longest", "shortest", "main", "never", "not", "second",
    "third", "n't", "without", "all", "every", "none", "no", "except", "other", "fewer", "less",
];

/// Words of a question that are no topic: an answer need not have them, and
/// a silence need not name them.
const LIGHT: &str = " happen happens happened happening list name names named call called calls tell told explain describe \
    mention mentioned article story text page news details detail info information question answer reason reasons kind \
    type sort exactly actually currently today anything else nobody someone person people way mean means meaning talk talks \
    talking involved main overall roughly approximately total number amount date year time place day thing stuff role job \
    go goes going went come comes came take takes took put found find finds use used still also instead even besides today ago ";

/// Whether a folded word gives a reason, or begins one.
pub(super) fn gives_reason(folded: &str) -> bool {
    matches!(
        folded,
        "because"
            | "due"
            | "owing"
            | "thanks"
            | "since"
            | "so"
            | "cause"
            | "caused"
            | "causes"
            | "causing"
            | "reason"
            | "reasons"
            | "result"
            | "resulted"
            | "results"
            | "resulting"
            | "led"
            | "lead"
            | "leads"
            | "therefore"
            | "hence"
    )
}

/// What chats write for a word.
const CHAT: &[(&str, &str)] = &[
    ("whats", "what"),
    ("wat", "what"),
    ("wht", "what"),
    ("whos", "who"),
    ("wheres", "where"),
    ("whens", "when"),
    ("hows", "how"),
    ("whys", "why"),
    ("whichs", "which"),
    ("ppl", "people"),
    ("u", "you"),
    ("ur", "your"),
    ("r", "are"),
    ("pls", "please"),
    ("plz", "please"),
    ("abt", "about"),
    ("bc", "because"),
    ("cuz", "because"),
    ("govt", "government"),
    ("gov", "government"),
    ("doesnt", "doesn't"),
    ("dont", "don't"),
    ("didnt", "didn't"),
    ("isnt", "isn't"),
    ("wasnt", "wasn't"),
    ("werent", "weren't"),
    ("arent", "aren't"),
    ("cant", "can't"),
    ("couldnt", "couldn't"),
    ("wont", "won't"),
    ("wouldnt", "wouldn't"),
    ("hasnt", "hasn't"),
    ("havent", "haven't"),
    ("hadnt", "hadn't"),
    ("shouldnt", "shouldn't"),
    ("thats", "that"),
    ("theres", "there"),
    ("im", "i"),
    ("happend", "happened"),
    ("hapened", "happened"),
];

/// The word that a chat's spelling stands for.
pub(super) fn in_full(folded: &str) -> Option<&'static str> {
    CHAT.iter()
        .find(|(short, _)| *short == folded)
        .map(|(_, full)| *full)
}

/// The verb that a folded English word is an irregular form of, or the word.
pub(super) fn base(folded: &str) -> &str {
    static BASES: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let bases = BASES.get_or_init(|| {
        let groups = IRREGULAR.iter().filter_map(|group| group.split_once(' '));
        groups
            .flat_map(|(base, forms)| forms.split(' ').map(move |form| (form, base)))
            .collect()
    });
    bases.get(folded).copied().unwrap_or(folded)
}

/// Whether a folded word is no topic.
pub(super) fn is_light(folded: &str) -> bool {
    LIGHT.split_whitespace().any(|light| light == folded)
}

/// Stems that readers use for `stem`.
pub(super) fn alike(stem: &str) -> &'static [String] {
    tables().0.get(stem).map_or(&[], Vec::as_slice)
}

/// Stems of the same country or continent: "France" for "French".
pub(super) fn people(stem: &str) -> &'static [String] {
    tables().2.get(stem).map_or(&[], Vec::as_slice)
}

/// Whether a folded word is a country, its adjective or its people.
pub(super) fn is_people(folded: &str) -> bool {
    let mut words = PEOPLES.iter().flat_map(|group| group.split_whitespace());
    words.any(|word| word == folded)
}

/// Whether two folded words are of one country: itself, its adjective, its
/// people.
pub(crate) fn one_country(a: &str, b: &str) -> bool {
    let has = |group: &str, word: &str| group.split(' ').any(|known| known == word);
    PEOPLES.iter().any(|group| has(group, a) && has(group, b))
}

/// Whether a folded word is the past or the participle of an irregular verb.
pub(crate) fn irregular(folded: &str) -> bool {
    base(folded) != folded
}

/// Stems that say the contrary of `stem`.
pub(super) fn contrary(stem: &str) -> &'static [String] {
    tables().1.get(stem).map_or(&[], Vec::as_slice)
}

type Table = HashMap<String, Vec<String>>;

fn tables() -> &'static (Table, Table, Table) {
    static TABLES: OnceLock<(Table, Table, Table)> = OnceLock::new();
    TABLES.get_or_init(|| {
        let stemmer = Stemmer::create(Algorithm::English);
        let stem = |word: &str| stemmer.stem(base(word)).into_owned();
        let (mut alike, mut contrary, mut peoples) = (Table::new(), Table::new(), Table::new());
        let add = |table: &mut Table, from: &str, to: &str| {
            let of = table.entry(from.to_owned()).or_default();
            if from != to && !of.iter().any(|known| known == to) {
                of.push(to.to_owned());
            }
        };
        for (table, groups) in [(&mut alike, ALIKE), (&mut peoples, PEOPLES)] {
            for group in groups {
                let stems: Vec<String> = group.split_whitespace().map(stem).collect();
                for from in &stems {
                    for to in &stems {
                        add(table, from, to);
                    }
                }
            }
        }
        for (a, b) in CONTRARY {
            add(&mut contrary, &stem(a), &stem(b));
            add(&mut contrary, &stem(b), &stem(a));
        }
        (alike, contrary, peoples)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_one_another_in_both_directions() {
        let stemmer = Stemmer::create(Algorithm::English);
        for (a, b) in [
            ("loans", "debt"),
            ("purchased", "bought"),
            ("injured", "hurt"),
        ] {
            let stem = |word| stemmer.stem(base(word)).into_owned();
            let (a, b) = (stem(a), stem(b));
            assert!(alike(&a).contains(&b) && alike(&b).contains(&a), "{a} {b}");
        }
        assert!(contrary("increas").contains(&"decreas".to_owned()));
        assert!(alike("spoon").is_empty());
        assert_eq!((base("sank"), base("table")), ("sink", "table"));
        assert!(people("european").contains(&"europ".to_owned()));
    }
}

//! What kind of word makes a difference: does it turn the statement round, or
//! is it another number, name or shade of certainty? Knows no article.

use super::align::Word;
use crate::{index::analysis::figure, text::Span};

/// What kind of word differs, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A negation was left out or added.
    Negation,
    /// A number is another.
    Number,
    /// A name is another.
    Name,
    /// A modal verb or a condition is another: "will" for "may".
    Modal,
    /// Some other word.
    Word,
    /// Only words were left out where an ellipsis says so, and none that
    /// turns the sense.
    Shortened,
}

/// The kind of one word of `text`.
pub(super) fn of_word(text: &str, word: &Word) -> Change {
    let written = word.span.of(text);
    if is_negation(&word.folded) {
        Change::Negation
    } else if value(&word.folded).is_some() {
        Change::Number
    } else if is_modal(&word.folded) {
        Change::Modal
    } else if written.chars().next().is_some_and(char::is_uppercase)
        && word.folded != "i"
        && !word.folded.starts_with("i'")
        && !starts_sentence(text, word.span)
    {
        Change::Name
    } else {
        Change::Word
    }
}

/// The kind of one stretch in which `there` stands in the article and `said`
/// was alleged. "Will not" for "won't" takes no negation away, and "five" for
/// "5" is the same number.
pub(super) fn of_stretch(text: &str, there: &[&Word], alleged: &str, said: &[&Word]) -> Change {
    let negations = |words: &[&Word]| words.iter().filter(|w| is_negation(&w.folded)).count();
    let values = |words: &[&Word]| -> Vec<String> {
        words.iter().filter_map(|w| value(&w.folded)).collect()
    };
    let turned = there.iter().any(|there| {
        said.iter()
            .any(|said| is_opposite(&there.folded, &said.folded))
    });
    if negations(there) % 2 != negations(said) % 2 || turned {
        return Change::Negation;
    }
    if values(there) != values(said) {
        return Change::Number;
    }
    let kinds = there
        .iter()
        .map(|word| of_word(text, word))
        .chain(said.iter().map(|word| of_word(alleged, word)));
    kinds
        .filter(|kind| *kind > Change::Number)
        .min()
        .unwrap_or(Change::Word)
}

/// Whether leaving out these words may turn the sense: a negation, a number, a
/// name, a modal verb, a condition or a reservation is among them.
pub(super) fn turns_sense(text: &str, words: &[Word]) -> bool {
    words.iter().any(|word| {
        of_word(text, word) != Change::Word
            || matches!(
                word.folded.as_str(),
                "but"
                    | "however"
                    | "although"
                    | "though"
                    | "except"
                    | "only"
                    | "rather"
                    | "instead"
                    | "almost"
                    | "nearly"
                    | "barely"
                    | "fewer"
                    | "less"
                    | "more"
                    | "than"
                    | "until"
                    | "before"
                    | "after"
                    | "yet"
                    | "while"
                    | "whereas"
                    | "against"
                    | "refuse"
                    | "refused"
                    | "deny"
                    | "denied"
                    | "doubt"
                    | "fail"
                    | "failed"
                    | "stop"
                    | "stopped"
            )
    })
}

fn starts_sentence(text: &str, span: Span) -> bool {
    text.get(..span.start)
        .map(|before| before.trim_end_matches([' ', '“', '"', '\'', '‘', '«', '„']))
        .is_none_or(|before| before.is_empty() || before.ends_with(['.', '!', '?', '\n', ':']))
}

/// "Lawful" and "unlawful", "violent" and "non-violent".
fn is_opposite(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.chars().count() > 3
        && long.strip_suffix(short).is_some_and(|prefix| {
            matches!(prefix, "un" | "in" | "im" | "il" | "ir" | "dis" | "non")
        })
}

/// Words that turn a statement round, in the languages we have rules for
/// (English, German, French, Spanish); elsewhere any changed word counts.
pub(super) fn is_negation(word: &str) -> bool {
    const NEGATIONS: &[&str] = &[
        "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "non",
        "without", "cannot", "hardly", "scarcely", "nicht", "kein", "keine", "keinen", "keiner",
        "keinem", "nie", "niemals", "niemand", "nichts", "ohne", "ne", "pas", "jamais", "aucun",
        "aucune", "rien", "sans", "nunca", "nadie", "nada", "ningun", "ninguna",
    ];
    /// Contractions as they are compared, without their apostrophe.
    const CONTRACTED: &[&str] = &[
        "dont", "doesnt", "didnt", "cant", "wont", "isnt", "arent", "wasnt", "werent", "wouldnt",
        "couldnt", "shouldnt", "hasnt", "havent", "hadnt", "aint", "mustnt", "neednt", "mightnt",
        "shant",
    ];
    NEGATIONS.contains(&word) || CONTRACTED.contains(&word)
}

/// Modal verbs and the words of conditions and doubt.
pub(super) fn is_modal(word: &str) -> bool {
    const MODALS: &[&str] = &[
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "if",
        "unless",
        "perhaps",
        "maybe",
        "probably",
        "possibly",
        "allegedly",
        "reportedly",
        "kann",
        "konnte",
        "muss",
        "soll",
        "sollte",
        "wird",
        "wurde",
        "wenn",
        "peut",
        "pourrait",
        "doit",
        "si",
        "puede",
        "podria",
        "debe",
    ];
    let stem = word.strip_suffix("'ll").or_else(|| word.strip_suffix("'d"));
    MODALS.contains(&word) || stem.is_some_and(|stem| !stem.is_empty())
}

/// What a number word or figure stands for, to be compared.
fn value(word: &str) -> Option<String> {
    const LARGE: &[&str] = &[
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "trillion",
        "trillions",
        "half",
        "quarter",
        "double",
        "triple",
        "twice",
        "dozen",
        "dozens",
        "percent",
        "-",
    ];
    let ordinal = match word {
        "first" => Some("1st"),
        "second" => Some("2nd"),
        "third" => Some("3rd"),
        "fourth" => Some("4th"),
        "fifth" => Some("5th"),
        _ => None,
    };
    if let Some(figure) = figure(word).or(ordinal) {
        return Some(figure.to_owned());
    }
    let counts = word.chars().any(char::is_numeric)
        || LARGE.contains(&word)
        || word.chars().all(|c| "$€£¥₹%‰°".contains(c));
    counts.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotes::align::words;

    fn stretch(there: &str, said: &str) -> Change {
        let (a, b) = (words(there), words(said));
        let a: Vec<&Word> = a.iter().collect();
        let b: Vec<&Word> = b.iter().collect();
        of_stretch(there, &a, said, &b)
    }

    #[test]
    fn kinds_of_change() {
        for (there, said, kind) in [
            ("do not", "do", Change::Negation),
            ("will", "won't", Change::Negation),
            ("lawful", "unlawful", Change::Negation),
            ("violent", "non-violent", Change::Negation),
            ("won't", "will not", Change::Modal),
            ("five", "six", Change::Number),
            ("5", "five", Change::Word),
            ("$", "€", Change::Number),
            ("1,500", "1500", Change::Word),
            ("in Marlow", "in Oslo", Change::Name),
            ("may", "will", Change::Modal),
            ("we'll", "we", Change::Modal),
            ("big", "large", Change::Word),
        ] {
            assert_eq!(stretch(there, said), kind, "{there} / {said}");
        }
    }

    #[test]
    fn words_that_may_not_hide_behind_an_ellipsis() {
        for harmless in ["the old", "in the end of course"] {
            assert!(!turns_sense(harmless, &words(harmless)), "{harmless}");
        }
        for turning in [
            "not",
            "a few, but",
            "if asked",
            "forty",
            "say the Kesslers",
            "almost",
        ] {
            assert!(turns_sense(turning, &words(turning)), "{turning}");
        }
    }
}

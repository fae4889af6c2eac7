//! What does the question ask for, and in which words? Knows no article.

use rust_stemmers::Stemmer;

use super::{
    languages::Language,
    lexicon, prepared,
    vectors::{self, DIMENSIONS, Unit},
    words::{self, Word, shape},
};
use crate::text::Span;

/// The kind of thing that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No question word that we know.
    Open,
    Person,
    Place,
    Time,
    Count,
    Amount,
    Percentage,
    Measure,
    Reason,
    Manner,
    Definition,
    YesNo,
    List,
    /// "what", "which" and a noun, or nothing more exact.
    Thing,
    Name,
}

/// How many kinds there are, for one-hot features.
pub(crate) const KINDS: usize = 15;

/// A word of the question that carries a topic.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// Index into [`Asked::words`].
    pub(crate) word: usize,
    pub(crate) folded: String,
    pub(crate) stem: String,
    pub(crate) shape: u16,
    pub(crate) rarity: f32,
    /// Whether the vectors know it as one word.
    pub(crate) whole: bool,
    pub(crate) vector: Option<Unit>,
    /// Written as a name: a capital that does not begin the question.
    pub(crate) name: bool,
}

/// A question that was read.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) words: Vec<Word>,
    pub(crate) stems: Vec<String>,
    pub(crate) terms: Vec<Term>,
    pub(crate) kind: Kind,
    /// Index into the words of the noun after "which", "what", "how many".
    pub(crate) focus: Option<usize>,
    /// Indexes into the words: the question phrase, first and one past last.
    pub(crate) asking: (usize, usize),
    pub(crate) vector: Option<Unit>,
    pub(crate) focus_vector: Option<Unit>,
}

/// More of a question is not read.
const LONGEST_QUESTION: usize = 1_000;
/// More terms are not looked for; the first ones count. A bit each.
pub(crate) const MOST_TERMS: usize = 32;

/// The part of what was typed that is read.
pub(crate) fn bounded(question: &str) -> &str {
    let end = question
        .char_indices()
        .nth(LONGEST_QUESTION)
        .map_or(question.len(), |(at, _)| at);
    Span::new(0, end).of(question)
}

impl Asked {
    pub(crate) fn new(question: &str, language: &Language) -> Self {
        let stemmer = Stemmer::create(language.stemmer);
        let mut words = words::split(bounded(question), 0);
        if language.vectors {
            for word in &mut words {
                if let Some(full) = lexicon::in_full(&word.folded) {
                    full.clone_into(&mut word.folded);
                }
            }
        }
        let stems: Vec<String> = words
            .iter()
            .map(|word| prepared::stem(&stemmer, &word.folded))
            .collect();
        let (kind, asking) = kind(&words, language);
        let function = |word: &Word| prepared::is_function(language, &word.folded, word.shape);
        let shouted = words.len() > 2
            && words
                .iter()
                .all(|word| word.shape & (shape::ALL_CAPITALS | shape::DIGIT) > 0);
        let focus = focus(&words, kind, asking, &function);
        let kind = refined(kind, focus.and_then(|at| words.get(at)), &words);
        let mut sum = [0f32; DIMENSIONS];
        let mut focus_vector = None;
        let mut terms: Vec<Term> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let mut own = [0f32; DIMENSIONS];
            let known = language
                .vectors
                .then(|| vectors::add(&word.folded, &mut own))
                .flatten();
            for (to, from) in sum.iter_mut().zip(&own) {
                *to += from;
            }
            let vector = Unit::new(&own);
            if focus == Some(at) {
                focus_vector.clone_from(&vector);
            }
            let plain = word.shape & shape::POSSESSIVE > 0
                || if shouted {
                    language.is_function(&word.folded)
                } else {
                    function(word)
                };
            let again = stems
                .get(at)
                .is_some_and(|stem| terms.iter().any(|term| term.stem == *stem));
            if plain || again || terms.len() >= MOST_TERMS {
                continue;
            }
            terms.push(Term {
                word: at,
                folded: word.folded.clone(),
                stem: stems.get(at).cloned().unwrap_or_default(),
                shape: word.shape,
                whole: known.is_some_and(|known| known.whole),
                rarity: known.map_or(vectors::RAREST, |known| known.rarity),
                vector,
                name: !shouted && at > 0 && word.shape & shape::CAPITAL > 0,
            });
        }
        Self {
            vector: Unit::new(&sum),
            focus_vector,
            words,
            stems,
            terms,
            kind,
            focus,
            asking,
        }
    }
}

const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "am", "do", "does", "did", "can", "could", "has", "have", "had",
    "will", "would", "should", "may", "might", "must", "isn't", "aren't", "wasn't", "weren't",
    "don't", "doesn't", "didn't", "hasn't", "haven't", "won't", "wouldn't", "can't", "couldn't",
];

/// What is asked for, and which words ask.
fn kind(words: &[Word], language: &Language) -> (Kind, (usize, usize)) {
    let folded = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
    let english = language.vectors;
    if english && AUXILIARIES.contains(&folded(0)) && words.len() > 2 {
        let polite = matches!(folded(0), "can" | "could" | "would" | "will") && folded(1) == "you";
        let indirect = words
            .iter()
            .take(9)
            .skip(2)
            .any(|word| asks(language, &word.folded));
        if !(polite || matches!(folded(0), "do" | "does") && folded(1) == "you" && indirect) {
            return (Kind::YesNo, (0, 1));
        }
    }
    if english && matches!(folded(0), "list" | "name") && words.len() > 1 {
        return (Kind::List, (0, 1));
    }
    for at in 0..words.len() {
        let pair = format!("{} {}", folded(at), folded(at + 1));
        for &(ask, kind) in language.asks {
            if ask == pair {
                return (kind, (at, at + 2));
            }
        }
        for &(ask, kind) in language.asks {
            if ask != folded(at) {
                continue;
            }
            // "the year when", "the people who": a clause, unless the
            // question has nothing else that asks.
            let later = words
                .iter()
                .skip(at + 1)
                .any(|word| asks(language, &word.folded));
            if english && at > 0 && later && matches!(ask, "who" | "which" | "when" | "where") {
                continue;
            }
            return (kind, (at, at + 1));
        }
    }
    (Kind::Open, (0, 0))
}

fn asks(language: &Language, folded: &str) -> bool {
    language.asks.iter().any(|&(ask, _)| ask == folded)
}

/// The noun that says what is asked for: the last word of the noun phrase
/// after the question word, before the verb.
fn focus(
    words: &[Word],
    kind: Kind,
    asking: (usize, usize),
    function: &impl Fn(&Word) -> bool,
) -> Option<usize> {
    if !matches!(
        kind,
        Kind::Thing | Kind::Count | Kind::Amount | Kind::List | Kind::Person
    ) {
        return None;
    }
    let mut at = asking.1;
    let copula = |word: &Word| {
        matches!(
            word.folded.as_str(),
            "is" | "are" | "was" | "were" | "be" | "the" | "a" | "an" | "'s"
        )
    };
    let direct = words.get(at).is_some_and(|word| !function(word));
    if !direct {
        // "what is the name of …": the noun stands after the copula.
        while words.get(at).is_some_and(copula) {
            at += 1;
        }
        if at == asking.1 {
            return None;
        }
    }
    let mut last = None;
    for (index, word) in words.iter().enumerate().skip(at).take(4) {
        if function(word) || word.shape & shape::POSSESSIVE > 0 {
            break;
        }
        // "which city hosts": the noun that names a kind ends the phrase.
        let named = last
            .and_then(|last: usize| words.get(last))
            .is_some_and(|last| kind_of(&last.folded).is_some());
        if direct && last.is_some() && (looks_like_verb(&word.folded) || named) {
            break;
        }
        last = Some(index);
    }
    last
}

fn looks_like_verb(folded: &str) -> bool {
    folded.ends_with("ed")
        || matches!(
            folded,
            "made"
                | "came"
                | "won"
                | "took"
                | "went"
                | "led"
                | "became"
                | "makes"
                | "lies"
                | "comes"
                | "use"
                | "uses"
        )
}

/// What the noun says about the kind.
fn refined(kind: Kind, focus: Option<&Word>, words: &[Word]) -> Kind {
    // "What is that village called?"
    let named = words
        .last()
        .is_some_and(|last| matches!(last.folded.as_str(), "name" | "called" | "named"));
    if named && matches!(kind, Kind::Thing | Kind::Definition | Kind::Manner) {
        return Kind::Name;
    }
    let short = words.len() <= 5
        && words.iter().any(|word| {
            matches!(
                word.folded.as_str(),
                "is" | "are" | "was" | "mean" | "means"
            )
        });
    // "What is brine?": nothing but the thing itself.
    let alone = focus.is_none_or(|focus| {
        words.last().is_some_and(|last| last.span == focus.span) && kind_of(&focus.folded).is_none()
    });
    if kind == Kind::Thing && short && alone {
        return Kind::Definition;
    }
    let Some(focus) = focus else {
        return kind;
    };
    if kind != Kind::Thing {
        return match focus.folded.as_str() {
            "percent" | "percentage" | "per" if kind != Kind::List => Kind::Percentage,
            _ => kind,
        };
    }
    kind_of(&focus.folded).unwrap_or(kind)
}

/// The kind of thing that a noun names.
fn kind_of(noun: &str) -> Option<Kind> {
    Some(match noun {
        "year" | "years" | "date" | "day" | "month" | "century" | "decade" | "time" | "era" => {
            Kind::Time
        }
        "city" | "country" | "state" | "place" | "location" | "town" | "county" | "region"
        | "continent" | "province" | "village" | "area" => Kind::Place,
        "person" | "man" | "woman" | "people" | "president" | "leader" | "author" | "player"
        | "actor" | "king" | "queen" | "emperor" | "minister" | "scientist" | "artist" => {
            Kind::Person
        }
        "percent" | "percentage" | "proportion" | "share" => Kind::Percentage,
        "number" | "population" | "count" | "total" => Kind::Count,
        "amount" | "cost" | "price" | "salary" | "budget" | "sum" | "value" => Kind::Amount,
        "age" | "length" | "height" | "distance" | "size" | "speed" | "temperature" | "weight" => {
            Kind::Measure
        }
        "reason" | "cause" | "purpose" => Kind::Reason,
        "name" | "names" | "title" | "term" | "word" | "nickname" => Kind::Name,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::languages;
    use proptest::prelude::*;

    fn asked(question: &str) -> Asked {
        Asked::new(question, languages::of(Some("en")))
    }

    #[test]
    fn the_question_word_says_what_is_asked_for() {
        for (question, kind) in [
            ("Who opened the bridge?", Kind::Person),
            ("in which year was the mill sold", Kind::Time),
            ("how many boats sank", Kind::Count),
            ("hey can you tell me how much they paid?", Kind::Amount),
            ("Did the council agree?", Kind::YesNo),
            ("What city hosts the fair?", Kind::Place),
            ("What is the name of the ferry?", Kind::Name),
            ("What is brine?", Kind::Definition),
            ("Okafor role?", Kind::Open),
            ("do you know why the ferry stopped?", Kind::Reason),
        ] {
            assert_eq!(asked(question).kind, kind, "{question}");
        }
    }

    #[test]
    fn other_languages_ask_too() {
        let kind = |question, code| Asked::new(question, languages::of(Some(code))).kind;
        assert_eq!(kind("Wie viele Schiffe sanken?", "de"), Kind::Count);
        assert_eq!(kind("Pourquoi le pont est fermé ?", "fr"), Kind::Reason);
        assert_eq!(kind("¿Quién abrió el puente?", "es"), Kind::Person);
        assert_eq!(kind("Где стоит маяк?", "ru"), Kind::Place);
    }

    #[test]
    fn the_focus_is_the_noun_that_is_asked_for() {
        let focus = |question| {
            let asked = asked(question);
            asked
                .focus
                .and_then(|at| asked.words.get(at))
                .map(|word| word.folded.clone())
        };
        assert_eq!(focus("Which old ferry sank?").as_deref(), Some("sank"));
        assert_eq!(focus("How many ships were lost?").as_deref(), Some("ships"));
        assert_eq!(
            focus("What is the name of the mill?").as_deref(),
            Some("name")
        );
        assert_eq!(focus("Why did it close?"), None);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "\\PC{0,300}") {
            let asked = asked(&text);
            prop_assert!(asked.terms.len() <= MOST_TERMS);
        }
    }
}

//! What does the question ask for, and in which words? Knows no article.

pub(super) mod kind;
mod verbs;

use kind::{focus, kind, refined};
use rust_stemmers::Stemmer;

use super::{
    languages::Language,
    lexicon, prepared,
    vectors::{self, DIMENSIONS, Unit, Vector},
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
    /// The stem of what was typed where the term is what that stands for:
    /// "get" of "get away", whose term is "escape".
    pub(crate) typed: Option<String>,
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
    language: &'static Language,
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
    pub(crate) fn new(question: &str, language: &'static Language) -> Self {
        let stemmer = Stemmer::create(language.stemmer);
        let mut words = words::split(bounded(question), 0);
        if language.vectors {
            for word in &mut words {
                if let Some(full) = lexicon::in_full(&word.folded) {
                    full.clone_into(&mut word.folded);
                }
            }
        }
        let stem_of = |folded: &str| {
            let base = if language.vectors {
                lexicon::base(folded)
            } else {
                folded
            };
            prepared::stem(&stemmer, base).into_owned()
        };
        let typed = if language.vectors {
            verbs::in_one_word(&mut words, stem_of)
        } else {
            Vec::new()
        };
        let typed = |at: usize| {
            let (_, folded) = typed.iter().find(|(word, _)| *word == at)?;
            Some(stem_of(folded))
        };
        let stems: Vec<String> = words.iter().map(|word| stem_of(&word.folded)).collect();
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
            let entry = language.vectors.then(|| Vector::of(&word.folded));
            if let Some(entry) = &entry {
                entry.add_to(&mut sum);
            }
            let known = entry.as_ref().and_then(|entry| entry.known);
            let vector = entry.as_ref().and_then(Vector::unit);
            if focus == Some(at) {
                focus_vector.clone_from(&vector);
            }
            let plain = word.shape & shape::CLITIC > 0
                || if shouted {
                    language.is_function(&word.folded)
                } else {
                    function(word)
                };
            let again = stems
                .get(at)
                .is_some_and(|stem| terms.iter().any(|term| term.stem == *stem));
            let on_the_way = language.vectors && verbs::only_leads_to(&words, at);
            if plain || on_the_way || again || terms.len() >= MOST_TERMS {
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
                typed: typed(at),
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
            language,
        }
    }

    /// The terms without which a sentence is about something else: what belongs
    /// to somebody ("her uncle", "Lee's uncle"), and what "was anyone hurt …?"
    /// asks.
    pub(crate) fn heads(&self) -> impl Iterator<Item = usize> {
        let belongs = |at: usize| {
            at.checked_sub(1)
                .and_then(|at| self.words.get(at))
                .is_some_and(|before| before.folded == "'s")
        };
        let anyone = self.kind == Kind::YesNo
            && self.words.get(1).is_some_and(|word| {
                matches!(
                    word.folded.as_str(),
                    "anyone" | "anybody" | "anything" | "someone" | "somebody" | "there"
                )
            });
        self.terms.iter().enumerate().filter_map(move |(at, term)| {
            let first = anyone && at == 0;
            let head = first || belongs(term.word) && !term.name;
            (self.english() && head).then_some(at)
        })
    }

    /// The term "call" of "what did she call the price?".
    pub(crate) fn calls(&self) -> Option<usize> {
        let auxiliary = self.words.get(self.asking.1);
        let does =
            auxiliary.is_some_and(|word| matches!(word.folded.as_str(), "did" | "does" | "do"));
        let asks = self.english() && self.kind == Kind::Thing && does;
        let call = self.terms.iter().position(|term| term.stem == "call");
        call.filter(|_| asks)
    }

    /// Whether it is asked in English, of which more is known.
    pub(crate) fn english(&self) -> bool {
        self.language.vectors
    }

    /// The words that ask, such as "how old", in English only.
    pub(crate) fn phrase(&self) -> Option<&'static str> {
        let (from, to) = self.asking;
        let words = self.words.get(from..to)?.iter();
        let asking: Vec<&str> = words.map(|word| word.folded.as_str()).collect();
        let asking = asking.join(" ");
        let known = self.language.asks.iter().find(|(ask, _)| *ask == asking);
        known.filter(|_| self.language.vectors).map(|(ask, _)| *ask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::languages;
    use proptest::prelude::*;

    #[test]
    fn a_verb_with_a_particle_is_read_as_one_verb() {
        let asked = asked("how did the thieves get away?");
        let term = asked.terms.last().unwrap();
        assert_eq!(
            (term.folded.as_str(), term.typed.as_deref()),
            ("escape", Some("get"))
        );
        assert_eq!(asked.terms.len(), 2);
        let other = super::tests::asked("why is she stepping down?");
        assert!(other.terms.iter().any(|term| term.folded == "resign"));
        let plain = super::tests::asked("who is stepping on it?");
        assert!(plain.terms.iter().all(|term| term.typed.is_none()));
    }

    #[test]
    fn what_happened_names_no_kind_of_thing() {
        assert_eq!(asked("what happened to the van?").focus, None);
        assert_eq!(asked("what are the paintings worth?").kind, Kind::Amount);
    }

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
            ("what was polluted?", Kind::Thing),
            ("what was stolen", Kind::Thing),
            ("what is an Occam's razor?", Kind::Definition),
            ("Okafor role?", Kind::Open),
            ("do you know why the ferry stopped?", Kind::Reason),
            ("price of a ticket?", Kind::Amount),
            ("the exact date?", Kind::Time),
            ("age of the captain", Kind::Measure),
            ("the price went up again", Kind::Open),
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

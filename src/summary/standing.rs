//! Can a sentence be read alone, and what would it take? Joins how it opens,
//! whom its pronouns mean and whose words it quotes.

use super::{
    cut::Cut,
    opening::Opening,
    people::{People, anybody},
    reading::{Reading, own_word},
};
use crate::{
    quotes::{lexicon::Class, token::Token},
    text::Span,
};

/// What a sentence needs to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing.
    Alone,
    /// A name in the place of a pronoun.
    Named(Name),
    /// The sentence before it, shown just before it.
    Before,
    /// The sentence after it, shown just after it: who says these words.
    After,
    /// It is no sentence to show: a fragment, a question left hanging, words
    /// whose speaker stands further off.
    Never,
}

/// The name that a pronoun stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The pronoun.
    pub(super) pronoun: Span,
    full: String,
    last: String,
    possessive: bool,
}

impl Name {
    /// The words for the pronoun: the last name where the full one has just
    /// been read.
    pub(super) fn words(&self, read: &str) -> String {
        let name = if read.contains(&self.full) {
            &self.last
        } else {
            &self.full
        };
        let ending = if self.possessive { "’s" } else { "" };
        format!("{name}{ending}")
    }
}

/// Words of a sentence that says something.
const FEWEST_WORDS: usize = 5;

/// Code points of a sentence that is shown; more is no sentence.
const LONGEST: usize = 900;

pub(super) fn standing(
    reading: &Reading<'_>,
    people: &People,
    sentence: usize,
    cut: &Cut,
) -> Standing {
    let tokens = reading.tokens_in(sentence, cut.span);
    let text = reading.article.words(cut.span);
    let words = tokens.iter().filter(|t| !t.class.is_mark()).count();
    if words < FEWEST_WORDS || cut.span.len() > LONGEST * 4 || !is_finished(text) {
        return Standing::Never;
    }
    if breaks_off(reading, cut.span, tokens) {
        return Standing::Never;
    }
    let before = if sentence == 0 || cut.span.start > reading.span(sentence).start && cut.run_in {
        Standing::Never
    } else {
        Standing::Before
    };
    match speech(reading, sentence, cut.span, tokens) {
        Speech::Known => {}
        Speech::Before => return before,
        Speech::After => return Standing::After,
        Speech::Unknown => return Standing::Never,
    }
    if matches!(cut.opening, Opening::Pointing | Opening::Connective(_)) {
        return before;
    }
    if hangs_within(tokens) {
        return before;
    }
    let Some(pronoun) = loose_pronoun(tokens, cut.opening) else {
        return if cut.opening == Opening::Person {
            before
        } else {
            Standing::Alone
        };
    };
    // A name in brackets within somebody's words would be ours in their mouth,
    // and amid a sentence it would tear the quotation apart.
    let opens = pronoun.span.start == cut.span.start;
    let named = (opens && pronoun.quotation.is_none() && !cut.run_in)
        .then(|| people.antecedent(reading, sentence, pronoun))
        .flatten();
    match named {
        Some(person) => {
            let possessive = matches!(pronoun.form.as_str(), "his" | "hers")
                || (pronoun.form == "her" && is_possessive(tokens, pronoun));
            Standing::Named(Name {
                pronoun: pronoun.span,
                full: person.name.clone(),
                last: person.last.clone(),
                possessive,
            })
        }
        None => before,
    }
}

/// Whether a text ends as a statement does.
fn is_finished(text: &str) -> bool {
    text.chars()
        .rev()
        .find(|c| {
            !matches!(
                c,
                '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』'
            ) && !c.is_whitespace()
        })
        .is_some_and(|c| {
            matches!(
                c,
                '.' | '!' | '…' | '。' | '！' | '।' | '۔' | '։' | '．' | '｡'
            )
        })
}

/// Words of a quotation that are too few to be shown without the rest of it.
const STUMP: usize = 3;

/// Whether a quotation goes on after the sentence, which has only its first
/// words: "The headline was: “Finally."
fn breaks_off(reading: &Reading<'_>, line: Span, tokens: &[Token]) -> bool {
    let last = tokens.iter().rev().find(|token| token.quotation.is_some());
    let whole = last.and_then(|token| reading.quotation(token));
    whole.is_some_and(|whole| {
        let inside = |token: &&Token| whole.contains(token.span) && !token.class.is_mark();
        whole.start > line.start
            && whole.end > line.end
            && tokens.iter().filter(inside).count() <= STUMP
    })
}

/// Whether the reader of a sentence knows who says its quoted words.
enum Speech {
    Known,
    Before,
    After,
    Unknown,
}

fn speech(reading: &Reading<'_>, sentence: usize, line: Span, tokens: &[Token]) -> Speech {
    let quotations = || tokens.iter().filter_map(|token| reading.quotation(token));
    // The words go on from a quotation that began before this line.
    if quotations().any(|whole| whole.start < line.start) {
        let own = tokens.iter().any(own_word);
        return if own || has_source(reading, sentence.checked_sub(1)) {
            Speech::Before
        } else {
            Speech::Unknown
        };
    }
    if tokens.iter().any(own_word) || quotations().next().is_none() {
        return Speech::Known;
    }
    let next = sources(reading, sentence).any(|source| source == sentence + 1);
    if next {
        Speech::After
    } else if has_source(reading, sentence.checked_sub(1)) {
        Speech::Before
    } else {
        Speech::Unknown
    }
}

/// The sentences in which the sources of a sentence's quoted words stand.
fn sources<'a>(reading: &'a Reading<'_>, sentence: usize) -> impl Iterator<Item = usize> + 'a {
    reading.touching(sentence).iter().filter_map(|number| {
        let source = reading.attributions.attributions.get(*number)?.source?;
        reading.article.sentence_at(source.start)
    })
}

/// Whether a sentence has words of the writer's own with a verb of speech.
fn has_source(reading: &Reading<'_>, sentence: Option<usize>) -> bool {
    sentence.is_some_and(|sentence| {
        reading
            .tokens(sentence)
            .iter()
            .any(|token| own_word(token) && token.class == Class::Cue)
    })
}

/// Words of a sentence so short that what "it" means stands before it; a few
/// more when it ends so.
const SHORT: usize = 7;
const SHORT_END: usize = 11;

/// Whether "they" or "it" comes before anything that it could stand for
/// ("Together they …", "On Monday it …"), or makes up most of a short sentence
/// ("Lee sees it differently").
fn hangs_within(tokens: &[Token]) -> bool {
    let words = tokens.iter().filter(|token| !token.class.is_mark()).count();
    let mut told = false;
    for (at, token) in tokens.iter().enumerate() {
        if !own_word(token) {
            // Somebody's words can tell of it.
            told |= token.quotation.is_some();
            continue;
        }
        let before = |forms: &[&str]| {
            at.checked_sub(1)
                .and_then(|at| tokens.get(at))
                .is_some_and(|last| forms.contains(&last.form.as_str()))
        };
        match token.form.as_str() {
            // "Meetings like these".
            "these" | "this" | "those" if at < 5 && before(&["like", "such"]) => return true,
            "they" | "it" | "them" | "its" | "their" | "theirs" if !told => return true,
            "it" | "them"
                if words <= SHORT_END
                    && tokens
                        .get(at + 1)
                        .is_none_or(|next| next.class == Class::Stop) =>
            {
                return true;
            }
            "it" | "them" | "this" | "these" | "that" | "so" | "too" | "differently"
                if words <= SHORT && at > 0 && !names_two(tokens, at) =>
            {
                return true;
            }
            _ => {}
        }
        told |= match token.class {
            Class::FirstName => at > 0 || !opens_lightly(&token.form),
            // Nouns; a verb in the place of one is rare so early.
            Class::Name
            | Class::Acronym
            | Class::Role
            | Class::Group
            | Class::Title
            | Class::NounCue
            | Class::Lower
            | Class::Gerund => true,
            _ => false,
        };
    }
    false
}

/// Whether "this" or "that" goes with a noun or a clause of its own.
fn names_two(tokens: &[Token], at: usize) -> bool {
    let form = tokens.get(at).map_or("", |token| token.form.as_str());
    matches!(form, "that" | "so" | "this" | "these")
        && tokens.get(at + 1).is_some_and(|next| !next.class.is_mark())
}

/// Words that open a sentence in capitals and name nothing.
fn opens_lightly(form: &str) -> bool {
    // "Speaking in Harl, he said", "Asked why, she left".
    (form.len() > 4 && (form.ends_with("ing") || form.ends_with("ed") || form.ends_with("ly")))
        || matches!(
            form,
            "together"
                | "now"
                | "there"
                | "today"
                | "yesterday"
                | "once"
                | "sometimes"
                | "often"
                | "eventually"
                | "initially"
                | "originally"
                | "currently"
                | "overall"
                | "earlier"
                | "maybe"
                | "perhaps"
                | "soon"
                | "never"
                | "always"
                | "only"
                | "even"
                | "just"
                | "elsewhere"
                | "altogether"
                | "apparently"
                | "unfortunately"
                | "inside"
                | "outside"
                | "nearby"
                | "alongside"
                | "beyond"
                | "afterwards"
                | "instead"
                | "where"
                | "how"
                | "what"
                | "why"
                | "who"
        )
}

/// The first "he", "she", "his" … outside quotations to which nobody in the
/// sentence itself can have given the name.
fn loose_pronoun(tokens: &[Token], opening: Opening) -> Option<&Token> {
    let first = tokens.iter().position(|token| {
        own_word(token)
            && matches!(
                token.form.as_str(),
                "he" | "she" | "him" | "her" | "his" | "hers" | "himself" | "herself"
            )
    })?;
    let pronoun = tokens.get(first)?;
    let before = tokens.get(..first).unwrap_or_default();
    let somebody = |token: &Token| {
        matches!(token.class, Class::Name | Class::Role | Class::Group)
            || (token.class == Class::FirstName && !opens_lightly(&token.form))
            || token.form == "who"
            || token.form == "whose"
            || token.form == "someone"
            || token.form == "everyone"
            || token.form == "anyone"
            || token.form.contains("year-old")
            || anybody(&token.form)
    };
    // "A midwife said her": whoever is brought in at the beginning.
    let brought_in = before
        .iter()
        .find(|t| own_word(t))
        .is_some_and(|t| matches!(t.form.as_str(), "a" | "an" | "one"));
    let told_by_noun = brought_in
        || before.windows(2).take(4).any(|pair| match pair {
            [article, noun] => {
                article.class == Class::Determiner
                    && noun.class == Class::Lower
                    && agent(&noun.form)
            }
            _ => false,
        });
    // "Speaking in Harl, he said": a place, or whom he spoke to.
    let elsewhere = |at: usize| {
        at.checked_sub(1)
            .and_then(|at| before.get(at))
            .is_some_and(|t| matches!(t.form.as_str(), "in" | "on" | "at" | "near" | "from" | "to"))
    };
    let named = || {
        before
            .iter()
            .enumerate()
            .any(|(at, t)| own_word(t) && somebody(t) && !elsewhere(at))
    };
    if opening != Opening::Person && (told_by_noun || named()) {
        return None;
    }
    // "After his arrest, Lee said": the name comes with the main clause.
    let comma = tokens
        .iter()
        .enumerate()
        .skip(first)
        .find(|(_, token)| token.class == Class::Comma && token.quotation.is_none());
    let cataphora = opening != Opening::Person
        && comma.is_some_and(|(at, _)| {
            tokens
                .iter()
                .skip(at + 1)
                .take(4)
                .take_while(|t| !t.class.is_verb() && t.class != Class::Subject)
                .any(|t| own_word(t) && somebody(t))
        })
        && before
            .iter()
            .all(|t| t.quotation.is_none() && !t.class.is_verb());
    (!cataphora).then_some(pronoun)
}

/// Whether a noun ends as those for people do who do something.
fn agent(form: &str) -> bool {
    form.len() > 5
        && ["er", "or", "ist", "ian", "man", "ant"]
            .iter()
            .any(|ending| form.ends_with(ending))
}

/// "her office" against "told her that".
fn is_possessive(tokens: &[Token], pronoun: &Token) -> bool {
    let at = tokens.partition_point(|token| token.span.start <= pronoun.span.start);
    tokens.get(at).is_some_and(|next| {
        matches!(
            next.class,
            Class::Lower
                | Class::Name
                | Class::Role
                | Class::Past
                | Class::Gerund
                | Class::Group
                | Class::NounCue
                | Class::Number
        )
    })
}

//! Does a pronoun inside a sentence hang on what stands before it? By what the
//! sentence itself names first.

use super::{mentions::anybody, opening::Opening, reading::own_word};
use crate::quotes::{lexicon::Class, token::Token};

/// Words of a sentence so short that what "it" means stands before it; a few
/// more when it ends so.
const SHORT: usize = 7;
const SHORT_END: usize = 11;

/// Tokens of an opening that only says when: "At the end of the week it …".
const ADVERBIAL: usize = 7;

/// Whether a noun opens a sentence by saying when or how it goes on, and names
/// nothing that "it" could stand for.
fn tells_when(form: &str) -> bool {
    matches!(
        form,
        "meantime"
            | "meanwhile"
            | "time"
            | "times"
            | "end"
            | "beginning"
            | "start"
            | "moment"
            | "hour"
            | "hours"
            | "day"
            | "days"
            | "night"
            | "morning"
            | "afternoon"
            | "evening"
            | "week"
            | "weeks"
            | "weekend"
            | "month"
            | "months"
            | "year"
            | "years"
            | "spring"
            | "summer"
            | "autumn"
            | "winter"
            | "fact"
            | "result"
            | "case"
            | "addition"
            | "turn"
            | "point"
    )
}

/// Whether a sentence is a clause that hangs on another one: it opens with a
/// subordinator, and no comma of the writer's own parts a main clause from it
/// ("As a fly found out when it swooped in").
pub(super) fn is_clause_alone(tokens: &[Token]) -> bool {
    let opens = tokens.first().is_some_and(|token| {
        matches!(
            token.form.as_str(),
            "as" | "because" | "whereas" | "although" | "though" | "which"
        ) && own_word(token)
    });
    opens
        && !tokens
            .iter()
            .any(|token| token.class == Class::Comma && token.quotation.is_none())
}

/// Whether "they" or "it" comes before anything that it could stand for
/// ("Together they …", "On Monday it …"), or makes up most of a short sentence
/// ("Lee sees it differently"), or "too" ends it.
pub(super) fn hangs_within(tokens: &[Token]) -> bool {
    let words = tokens.iter().filter(|token| !token.class.is_mark()).count();
    let adverbial = tokens.first().is_some_and(|first| {
        first.class == Class::Preposition || matches!(first.form.as_str(), "last" | "next" | "this")
    });
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
            "too"
                if at > 0
                    && tokens
                        .get(at + 1)
                        .is_none_or(|next| next.class == Class::Stop) =>
            {
                return true;
            }
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
            | Class::Gerund => true,
            Class::Lower => !adverbial || at >= ADVERBIAL || !tells_when(&token.form),
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
pub(super) fn loose_pronoun(tokens: &[Token], opening: Opening) -> Option<&Token> {
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
        matches!(token.class, Class::Name | Class::Role)
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
        // "A suitor reminds her of him": one noun is not both of them.
        let others: &[&str] = match pronoun.form.as_str() {
            "she" | "her" | "hers" | "herself" => &["he", "him", "his", "himself"],
            _ => &["she", "her", "hers", "herself"],
        };
        let at = tokens
            .iter()
            .position(|token| own_word(token) && others.contains(&token.form.as_str()))?;
        let told = tokens.iter().take(at).any(|t| own_word(t) && somebody(t));
        return tokens.get(at).filter(|_| !told);
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
pub(super) fn is_possessive(tokens: &[Token], pronoun: &Token) -> bool {
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

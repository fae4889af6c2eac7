//! What does an article tell, away from the title before a name, of the office
//! that somebody holds, and of whom?

use super::{
    lexicon::{self, Class},
    token::{Token, Tokens},
};
use crate::text::Span;

/// Tokens of a clause behind a name that are looked at.
const CLAUSE: usize = 14;

/// Words of a role.
const ROLE: usize = 8;

/// The role that a clause behind the name that ends before token `end` tells:
/// "Ann Lee is the mayor", "Ann Lee, who runs the firm as chief executive",
/// "Ann Lee, as mayor of Sel,".
pub(super) fn told(text: &str, tokens: &Tokens, end: usize) -> Option<String> {
    let all = &tokens.all;
    let own = all.get(end.checked_sub(1)?)?.sentence;
    let behind = all.get(end..(end + CLAUSE).min(all.len()))?;
    let length = behind.iter().take_while(|t| t.sentence == own).count();
    let behind = behind.get(..length)?;
    let parted = behind.first()?.class == Class::Comma;
    let clause = behind.get(usize::from(parted)..)?;
    let first = clause.first()?;
    let role = match (parted, first.form.as_str()) {
        (false, "is") => role(clause.get(1..)?)?,
        (true, "as") => bare(clause.get(1..)?)?,
        (_, "who") if clause.get(1)?.form == "is" => role(clause.get(2..)?)?,
        (_, "who") => {
            let verbs = clause.get(1..)?;
            let at = verbs.iter().position(|t| t.form == "as")?;
            // "Who chose him as captain" tells of him.
            let another = verbs.get(..at)?.iter().any(|t| {
                t.class.is_mark() || t.class.is_name() || matches!(t.class, Class::Object)
            });
            if another {
                return None;
            }
            bare(verbs.get(at + 1..)?)?
        }
        _ => return None,
    };
    Some(role.of(text).to_owned())
}

/// A role that an office is held in: it has no article.
fn bare(words: &[Token]) -> Option<Span> {
    let first = words.first()?;
    let article = matches!(first.class, Class::Determiner | Class::Possessive);
    (!article).then(|| role(words)).flatten()
}

/// The role that opens `words`, its article left out, with whose it is.
fn role(words: &[Token]) -> Option<Span> {
    let article = words.first().is_some_and(|t| {
        matches!(
            t.form.as_str(),
            "the" | "a" | "an" | "its" | "their" | "our"
        )
    });
    let words = words.get(usize::from(article)..)?;
    let noun = |t: &&Token| {
        t.class.is_name()
            || matches!(
                t.class,
                Class::Role | Class::Lower | Class::Group | Class::Genitive | Class::Number
            )
    };
    let length = words.iter().take(ROLE).take_while(noun).count();
    let last = words.get(length.checked_sub(1)?)?;
    let closed = words.get(length).is_none_or(|t| {
        t.class.is_mark() || matches!(t.class, Class::Preposition | Class::Conjunction)
    });
    if last.class != Class::Role || !closed {
        return None;
    }
    let owner = words
        .get(length)
        .filter(|t| t.form == "of")
        .map_or(0, |_| names(words.get(length + 1..).unwrap_or_default()));
    let end = if owner > 0 {
        words.get(length + owner)?
    } else {
        last
    };
    Some(Span::new(words.first()?.span.start, end.span.end))
}

/// How many words of `words` name a body or a place, an article before them
/// included.
fn names(words: &[Token]) -> usize {
    let article = usize::from(words.first().is_some_and(|t| t.form == "the"));
    let named = words
        .iter()
        .skip(article)
        .take(4)
        .take_while(|t| {
            t.class.is_name() || matches!(t.class, Class::Lower | Class::Group | Class::Gerund)
        })
        .count();
    if named == 0 { 0 } else { named + article }
}

/// The folded words for whose a person is: "ukraine" of "Ukraine's President
/// Lee" and of "President Lee of Ukraine", "union" of "union spokesman Lee". The title starts at token `title`,
/// the name ends before `end`.
pub(super) fn owners(tokens: &Tokens, title: usize, end: usize) -> Vec<String> {
    let all = &tokens.all;
    let mut found = Vec::new();
    let genitive = title.checked_sub(1).and_then(|at| all.get(at));
    if genitive.is_some_and(|t| t.class == Class::Genitive) {
        let owner = all.get(..title - 1).unwrap_or_default().iter().rev();
        let named = owner.clone().take(4).take_while(|t| t.class.is_name());
        found.extend(named.map(|t| t.form.clone()));
        if found.is_empty() {
            let noun = owner.take(1).filter(|t| t.class == Class::Lower);
            found.extend(noun.map(|t| t.form.clone()));
        }
    }
    let of = all.get(end).filter(|t| t.form == "of");
    if of.is_some() {
        let behind = all.get(end + 1..).unwrap_or_default();
        let named = behind.iter().take(names(behind));
        found.extend(named.map(|t| t.form.clone()));
    }
    // "Union spokesman Lee".
    let nouns = all.get(..title).unwrap_or_default().iter().rev().take(2);
    if all.get(title).is_some_and(|t| t.class == Class::Role) {
        let nouns = nouns.take_while(|t| matches!(t.class, Class::Lower | Class::Group));
        found.extend(nouns.map(|t| t.form.clone()));
    }
    found.retain(|word| !lexicon::opens_clause(word));
    found
}

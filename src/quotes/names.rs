//! Which words make up a name, and which words before it are its title.

use super::{
    cast::Entity,
    lexicon::{self, Class},
    token::{Token, Tokens},
};
use crate::text::Span;

pub(super) fn first_name_of(entities: &[Entity], form: &str) -> Option<usize> {
    let mut found = None;
    for (index, entity) in entities.iter().enumerate().take(500) {
        if entity.person
            && entity.folded.len() > 1
            && entity.folded.first().is_some_and(|w| w == form)
        {
            if found.is_some() {
                return None;
            }
            found = Some(index);
        }
    }
    found
}

/// Whether a courtesy title stands before token `start`.
pub(super) fn titled(tokens: &Tokens, start: usize) -> bool {
    (1..=2).any(|back| {
        start
            .checked_sub(back)
            .and_then(|at| tokens.all.get(at))
            .is_some_and(|t| t.class == Class::Title)
    })
}

/// Whether the run stands in a passage whose words are nearly all capitalised.
pub(super) fn headline(tokens: &Tokens, run: &[Token]) -> bool {
    let passage = run.first().map_or(0, |t| t.passage as usize);
    let Some(&(start, end)) = tokens.passages.get(passage) else {
        return false;
    };
    if end - start > 30 {
        return false;
    }
    let all = tokens.all.get(start..end).unwrap_or_default();
    let lower = all
        .iter()
        .filter(|t| {
            matches!(
                t.class,
                Class::Lower | Class::Past | Class::Gerund | Class::Cue | Class::Group
            )
        })
        .count();
    let upper = all.iter().filter(|t| t.class.is_name()).count();
    upper > 3 && lower * 5 <= upper
}

/// Runs of name words, initials with their full stops included.
pub(super) fn name_runs(tokens: &Tokens) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    let all = &tokens.all;
    // A word that is capitalised only where a sentence starts is no name.
    let firm: std::collections::HashSet<&str> = all
        .iter()
        .filter(|t| matches!(t.class, Class::Name | Class::Acronym))
        .map(|t| t.form.as_str())
        .collect();
    while at < all.len() {
        if !all[at].class.is_name() {
            at += 1;
            continue;
        }
        let start = at;
        while at < all.len() && at - start < 6 && all[at].sentence == all[start].sentence {
            let initial = all[at].form == "."
                && all.get(at - 1).is_some_and(|t| {
                    t.form.chars().count() == 1 || (t.form.contains('.') && t.form.len() < 6)
                })
                && all.get(at + 1).is_some_and(|t| t.class.is_name());
            let particle = matches!(
                all[at].form.as_str(),
                "de" | "von"
                    | "van"
                    | "der"
                    | "la"
                    | "bin"
                    | "al"
                    | "el"
                    | "da"
                    | "di"
                    | "le"
                    | "den"
                    | "leyen"
            ) && at > start
                && all
                    .get(at + 1)
                    .is_some_and(|t| t.class.is_name() || t.form == "der" || t.form == "den");
            // "Ann A. Lee": an initial that is a word of its own elsewhere.
            let letter = at > start
                && all[at].form.chars().count() == 1
                && all
                    .get(at + 1)
                    .is_some_and(|t| t.form == "." && t.span.start == all[at].span.end)
                && all
                    .get(at + 2)
                    .is_some_and(|t| t.class.is_name() && t.sentence == all[at].sentence);
            if all[at].class.is_name() || initial || particle || letter {
                at += 1;
            } else {
                break;
            }
        }
        let bracketed = start
            .checked_sub(1)
            .and_then(|b| all.get(b))
            .is_some_and(|t| t.form == "(");
        let chance = at - start == 1
            && all[start].class == Class::FirstName
            && !firm.contains(all[start].form.as_str());
        if !bracketed && !chance {
            runs.push((start, at));
        }
    }
    runs
}

/// Role words and gender of the title before a name.
pub(super) fn before(text: &str, tokens: &Tokens, start: usize) -> (Option<String>, Option<bool>) {
    let mut at = start;
    let mut role = false;
    let mut gender = None;
    let Some(name) = tokens.all.get(start) else {
        return (None, None);
    };
    while let Some(token) = at.checked_sub(1).and_then(|b| tokens.all.get(b)) {
        if token.sentence != name.sentence || start - at >= 5 {
            break;
        }
        match token.class {
            Class::Title => {
                match token.form.as_str() {
                    "mr" | "sir" | "lord" | "king" | "prince" | "pope" => gender = Some(false),
                    "mrs" | "ms" | "miss" | "lady" | "dame" | "madam" | "queen" | "princess" => {
                        gender = Some(true);
                    }
                    _ => {}
                }
                role = role || gender.is_none();
            }
            Class::Role => {
                if token.form.ends_with("woman")
                    || matches!(
                        token.form.as_str(),
                        "mother" | "wife" | "daughter" | "sister"
                    )
                {
                    gender = Some(true);
                } else if token.form.ends_with("man")
                    || matches!(
                        token.form.as_str(),
                        "father" | "husband" | "son" | "brother"
                    )
                {
                    gender = Some(false);
                }
                role = true;
            }
            Class::Name | Class::FirstName | Class::Acronym if role => {}
            _ if token.form == "."
                && tokens
                    .all
                    .get(at.wrapping_sub(2))
                    .is_some_and(|t| lexicon::title(&t.form)) => {}
            _ => break,
        }
        at -= 1;
    }
    let words = tokens
        .all
        .get(at)
        .zip(tokens.all.get(start.wrapping_sub(1)))
        .map(|(first, last)| {
            Span::new(first.span.start, last.span.end)
                .of(text)
                .trim()
                .to_owned()
        });
    (words.filter(|_| role && at < start), gender)
}

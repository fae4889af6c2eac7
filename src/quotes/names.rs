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
    // A headline has no full stop.
    if all.last().is_some_and(|t| t.form == ".") {
        return false;
    }
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
            } else if at > start && nickname(&all[at..]) {
                at += 3;
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
        // "Prominent European figures" names nobody.
        let adjective = at - start <= 2
            && lexicon::demonym(&all[at - 1].form)
            && (at - start == 1 || all[start].class == Class::FirstName)
            && all.get(at).is_some_and(|t| {
                matches!(t.class, Class::Group | Class::NounCue)
                    || t.class == Class::Lower && t.form.ends_with('s')
            });
        if !bracketed && !chance && !adjective {
            runs.push((start, at));
        }
    }
    runs
}

/// Whether a name goes on with a nickname in marks: ‘“Bob” Marsh’ behind
/// "Robert".
fn nickname(rest: &[Token]) -> bool {
    let [open, name, close, next, ..] = rest else {
        return false;
    };
    open.class == Class::Open
        && name.class.is_name()
        && close.class == Class::Close
        && next.class.is_name()
        && open.sentence == next.sentence
}

/// Whether two given names may be one person's: the same, an initial of the
/// other, or its short form.
pub(super) fn same_given(a: &str, b: &str) -> bool {
    let initial = |short: &str, long: &str| {
        let letter = short.trim_end_matches('.');
        letter.chars().count() == 1 && long.starts_with(letter)
    };
    a == b
        || initial(a, b)
        || initial(b, a)
        || lexicon::SHORT_FORMS.contains(&(a, b))
        || lexicon::SHORT_FORMS.contains(&(b, a))
}

/// The role that stands behind the name that ends before token `end`, between
/// commas: "Ann Lee, the mayor of Marlow,".
pub(super) fn behind(text: &str, tokens: &Tokens, end: usize) -> Option<String> {
    let all = &tokens.all;
    let comma = all.get(end).filter(|t| t.class == Class::Comma)?;
    let after = all.get(end + 1..(end + 11).min(all.len()))?;
    let length = after.iter().position(|t| {
        !(matches!(
            t.class,
            Class::Determiner
                | Class::Role
                | Class::Group
                | Class::Genitive
                | Class::Possessive
                | Class::Preposition
                | Class::Lower
                | Class::Number
        ) || t.class.is_name())
            || t.sentence != comma.sentence
    })?;
    let closed = after.get(length).is_some_and(|t| {
        matches!(
            t.class,
            Class::Comma | Class::Stop | Class::Close | Class::Dash
        )
    });
    let phrase = after.get(..length)?;
    let head = phrase.iter().rposition(|t| t.class == Class::Role)?;
    // "…, President Lee": a role with a name behind it is that name's.
    let own = phrase
        .get(head + 1)
        .is_none_or(|t| t.class == Class::Preposition);
    let before = phrase.get(..head)?;
    let plain = !before.iter().any(|t| t.class == Class::Preposition);
    if !(closed && own && plain) {
        return None;
    }
    let skipped = usize::from(
        before
            .first()
            .is_some_and(|t| matches!(t.form.as_str(), "the" | "a" | "an")),
    );
    let span = Span::new(phrase.get(skipped)?.span.start, phrase.last()?.span.end);
    Some(span.of(text).to_owned())
}

/// The role of whose it is before the name at `start`: "his sister, Ann Lee,",
/// "Brandt's lawyer, Clara Stein,".
pub(super) fn owned(text: &str, tokens: &Tokens, start: usize, end: usize) -> Option<String> {
    let all = &tokens.all;
    let at = |back: usize| start.checked_sub(back).and_then(|at| all.get(at));
    let closed = all
        .get(end)
        .is_some_and(|t| matches!(t.class, Class::Comma | Class::Stop));
    let role = at(2).filter(|t| t.class == Class::Role)?;
    if !closed || at(1)?.class != Class::Comma || role.sentence != all.get(start)?.sentence {
        return None;
    }
    let first = match at(3)?.class {
        Class::Possessive => role,
        Class::Genitive => at(4).filter(|t| t.class.is_name())?,
        _ => return None,
    };
    Some(
        Span::new(first.span.start, role.span.end)
            .of(text)
            .to_owned(),
    )
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
            // Who is no longer or not yet it is not it.
            _ if role && lexicon::bygone(&token.form) => {}
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

//! Which words before and behind a name are its title or its role?

use super::{
    lexicon::{self, Class},
    token::Tokens,
};
use crate::text::Span;

/// Whether a courtesy title stands before token `start`.
pub(super) fn titled(tokens: &Tokens, start: usize) -> bool {
    (1..=2).any(|back| {
        start
            .checked_sub(back)
            .and_then(|at| tokens.all.get(at))
            .is_some_and(|t| t.class == Class::Title)
    })
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
    // "A florist" between commas is what somebody is.
    let one = phrase
        .first()
        .is_some_and(|t| matches!(t.form.as_str(), "a" | "an" | "the"));
    let head = phrase.iter().rposition(|t| {
        t.class == Class::Role || one && t.class == Class::Lower && lexicon::speaks(&t.form)
    })?;
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

/// Words that a role between its article and its comma may have.
const ROLE_WORDS: usize = 6;

/// The role before the name that starts at token `start`, parted by a comma:
/// "his sister, Ann Lee,", "Brandt's lawyer, Clara Stein,", "the mayor, Dr Lee,".
/// Gives its first token, too.
pub(super) fn owned(
    text: &str,
    tokens: &Tokens,
    start: usize,
    end: usize,
) -> Option<(String, usize)> {
    let all = &tokens.all;
    let at = |back: usize| start.checked_sub(back).and_then(|at| all.get(at));
    let mut titles = 0;
    while at(titles + 1).is_some_and(|t| {
        t.class == Class::Title
            || t.form == "." && at(titles + 2).is_some_and(|t| t.class == Class::Title)
    }) {
        titles += 1;
    }
    let closed = all
        .get(end)
        .is_some_and(|t| matches!(t.class, Class::Comma | Class::Stop));
    let role = at(titles + 2).filter(|t| t.class == Class::Role)?;
    if !closed || at(titles + 1)?.class != Class::Comma || role.sentence != all.get(start)?.sentence
    {
        return None;
    }
    let head = start.checked_sub(titles + 2)?;
    let mut first = head;
    for _ in 0..ROLE_WORDS {
        let before = all.get(first.checked_sub(1)?)?;
        match before.class {
            Class::Possessive | Class::Determiner => {
                // "The town's mayor" is mayor.
                let own = all.get(first..=head)?.iter();
                let length = own
                    .rev()
                    .take_while(|t| {
                        !matches!(
                            t.class,
                            Class::Genitive | Class::Possessive | Class::Determiner
                        )
                    })
                    .count();
                let first = head + 1 - length;
                let span = Span::new(all.get(first)?.span.start, role.span.end);
                return Some((span.of(text).to_owned(), first));
            }
            Class::Genitive => {
                let owner = all.get(first.checked_sub(2)?)?;
                if owner.class.is_name() {
                    let span = Span::new(owner.span.start, role.span.end);
                    return Some((span.of(text).to_owned(), first));
                }
                first -= 1;
            }
            Class::Role | Class::Lower | Class::Group | Class::Name | Class::Acronym => first -= 1,
            _ => return None,
        }
    }
    None
}

/// Whether the token before `at` ends an office: "Secretary of State".
pub(super) fn office(tokens: &Tokens, at: usize) -> bool {
    at.checked_sub(3)
        .and_then(|first| tokens.all.get(first..at))
        .is_some_and(|words| {
            matches!(words, [role, of, _]
                if matches!(role.form.as_str(), "secretary" | "minister") && of.form == "of")
        })
}

/// What stands before a name.
#[derive(Default)]
pub(super) struct Title {
    /// The words of the role.
    pub(super) role: Option<String>,
    /// Whether it tells of her (`true`) or him.
    pub(super) gender: Option<bool>,
    /// Its first token, that of the name where there is none.
    pub(super) start: usize,
}

/// The title before the name that starts at token `start`.
pub(super) fn before(text: &str, tokens: &Tokens, start: usize) -> Title {
    let mut at = start;
    let mut role = false;
    let mut gender = None;
    let Some(name) = tokens.all.get(start) else {
        return Title::default();
    };
    while let Some(token) = at.checked_sub(1).and_then(|b| tokens.all.get(b)) {
        if token.sentence != name.sentence || start - at >= 5 {
            break;
        }
        // "A former Miss Universe" is nobody's name.
        let pageant = token.form == "miss"
            && at
                .checked_sub(2)
                .and_then(|b| tokens.all.get(b))
                .is_some_and(|t| {
                    t.sentence == token.sentence
                        && matches!(t.class, Class::Determiner | Class::Lower)
                });
        match token.class {
            _ if pageant => break,
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
            Class::Lower if at == start && lexicon::occupation(&token.form) => role = true,
            Class::Name | Class::FirstName | Class::Acronym if role => {}
            Class::Name | Class::Acronym if at == start && office(tokens, start) => {}
            Class::Preposition if at + 1 == start && office(tokens, start) => {}
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
    Title {
        role: words.filter(|_| role && at < start),
        gender,
        start: at,
    }
}

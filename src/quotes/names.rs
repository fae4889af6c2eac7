//! Which words make up a name?

use super::{
    cast::Entity,
    given::given_name,
    lexicon::{self, Class},
    titles::office,
    token::{Token, Tokens},
};

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
            if all[at].class.is_name()
                || initial
                || particle
                || letter
                || at == start + 1 && surname_like_a_word(&all[start..])
            {
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
        // "Secretary of State John Kerry": the office is not part of the name.
        let long = at - start >= 3 && office(tokens, start + 1);
        let start = if long { start + 1 } else { start };
        // "Prominent European figures" names nobody.
        let adjective = at - start <= 2
            && lexicon::demonym(&all[at - 1].form)
            && (at - start == 1 || all[start].class == Class::FirstName)
            && all.get(at).is_some_and(|t| {
                t.sentence == all[start].sentence
                    && matches!(
                        t.class,
                        Class::Group | Class::NounCue | Class::Lower | Class::Role
                    )
            });
        if !bracketed && !chance && !adjective {
            runs.push((start, at));
        }
    }
    runs.extend(alone(all, &runs));
    runs
}

/// Whether a given name is followed by a surname that is a title, a role or
/// an auxiliary elsewhere: "Stephen King", "George Will", "Theresa May".
fn surname_like_a_word(rest: &[Token]) -> bool {
    let [given, surname, next, ..] = rest else {
        return false;
    };
    odd_surname(surname)
        && surname.sentence == given.sentence
        && !next.class.is_name()
        && given_name(&given.form).is_some()
}

/// Whether a capitalised word is of a class that no name is of.
fn odd_surname(token: &Token) -> bool {
    token.capital
        && matches!(
            token.class,
            Class::Title | Class::Role | Class::Modal | Class::Date
        )
}

/// Where the surnames of `runs` that are titles, roles or auxiliaries elsewhere
/// stand alone before a verb or behind one: "King said".
fn alone(all: &[Token], runs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let known: std::collections::HashSet<&str> = runs
        .iter()
        .filter(|(start, end)| end - start == 2 && odd_surname(&all[end - 1]))
        .map(|(_, end)| all[end - 1].form.as_str())
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    let stands = |at: &usize| {
        let own = &all[*at];
        let verb =
            |t: Option<&Token>| t.is_some_and(|t| t.sentence == own.sentence && t.class.is_verb());
        odd_surname(own)
            && known.contains(own.form.as_str())
            && !all.get(at + 1).is_some_and(|t| t.class.is_name())
            && (verb(all.get(at + 1)) || verb(at.checked_sub(1).and_then(|b| all.get(b))))
            && !runs.iter().any(|(start, end)| (*start..*end).contains(at))
    };
    (0..all.len())
        .filter(stands)
        .take(200)
        .map(|at| (at, at + 1))
        .collect()
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

//! Where are the words of a text, what do they look like, what is their stem?
//! Knows shapes, not meanings.

use crate::text::{Span, fold_into};

/// What a token looks like, as bits.
pub(crate) mod shape {
    pub(crate) const CAPITAL: u16 = 1;
    pub(crate) const ALL_CAPITALS: u16 = 1 << 1;
    pub(crate) const DIGIT: u16 = 1 << 2;
    pub(crate) const MONEY: u16 = 1 << 3;
    pub(crate) const PERCENT: u16 = 1 << 4;
    pub(crate) const YEAR: u16 = 1 << 5;
    pub(crate) const CALENDAR: u16 = 1 << 6;
    pub(crate) const NUMBER_WORD: u16 = 1 << 7;
    pub(crate) const CLITIC: u16 = 1 << 8;
    pub(crate) const UNIT: u16 = 1 << 9;
    pub(crate) const NUMERIC: u16 = DIGIT | NUMBER_WORD;
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    None,
    Space,
    Hyphen,
    Comma,
    Quote,
    Bracket,
    Dash,
    End,
}

/// A word of a text.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) span: Span,
    pub(crate) written: String,
    pub(crate) folded: String,
    pub(crate) shape: u16,
    pub(crate) gap: Gap,
}

/// Longer runs of letters are no words; the rest of them is dropped.
const LONGEST_WORD: usize = 60;

/// A word as it stands in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read<'a> {
    pub(crate) span: Span,
    pub(crate) written: &'a str,
    pub(crate) folded: &'a str,
    pub(crate) shape: u16,
    pub(crate) gap: Gap,
}

/// The words of `text`; spans start at `base`.
pub(crate) fn split(text: &str, base: usize) -> Vec<Word> {
    let mut words = Vec::new();
    each(text, base, |word| {
        words.push(Word {
            span: word.span,
            written: word.written.to_owned(),
            folded: word.folded.to_owned(),
            shape: word.shape,
            gap: word.gap,
        });
    });
    words
}

/// Hands over one word of `text` after the other; spans start at `base`.
pub(crate) fn each(text: &str, base: usize, mut hand: impl FnMut(Read<'_>)) {
    let mut chars: Vec<(usize, char)> = Vec::with_capacity(text.len());
    chars.extend(text.char_indices());
    let at = |index: usize| chars.get(index).map_or('\0', |&(_, c)| c);
    let byte = |index: usize| chars.get(index).map_or(text.len(), |&(b, _)| b);
    let mut folded = String::new();
    let mut begun = false;
    let mut gap = Gap::None;
    let mut i = 0;
    while i < chars.len() {
        let c = at(i);
        let money = is_currency(c) && at(i + 1).is_ascii_digit();
        if !c.is_alphanumeric() && !money {
            let leans = gap == Gap::None && begun;
            if let Some(clitic) = leans.then(|| clitic(&at, i)).flatten() {
                let end = i + clitic.len();
                hand(Read {
                    span: Span::new(base + byte(i), base + byte(end)),
                    written: clitic,
                    folded: clitic,
                    shape: shape::CLITIC,
                    gap: Gap::None,
                });
                i = end;
                continue;
            }
            gap = gap.max(gap_of(c));
            i += 1;
            continue;
        }
        let start = i;
        i = end_of_word(&at, start, money);
        let written = text.get(byte(start)..byte(i)).unwrap_or("");
        if i - start <= LONGEST_WORD {
            let shape = shape_of(written, &mut folded);
            hand(Read {
                span: Span::new(base + byte(start), base + byte(i)),
                written,
                folded: &folded,
                shape,
                gap,
            });
            begun = true;
        }
        gap = Gap::None;
    }
}

fn end_of_word(at: &impl Fn(usize) -> char, start: usize, money: bool) -> usize {
    let mut i = start + usize::from(money);
    loop {
        let (here, next) = (at(i), at(i + 1));
        let before = if i > start { at(i - 1) } else { '\0' };
        let inside = here.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(here)
            || (matches!(here, '.' | ',') && before.is_ascii_digit() && next.is_ascii_digit())
            || here == '.' && is_initial(at, start, i) && (next.is_alphabetic() || i >= start + 3)
            || (is_apostrophe(here)
                && before.is_alphabetic()
                && next.is_alphabetic()
                && joins(at, start, i));
        if !inside {
            break;
        }
        i += 1;
    }
    i + usize::from(at(i) == '%' && at(i - 1).is_ascii_digit())
}

/// Whether the letter before `i` stands alone, as in "U.S."
fn is_initial(at: &impl Fn(usize) -> char, start: usize, i: usize) -> bool {
    i > start
        && at(i - 1).is_uppercase()
        && (i == start + 1 || at(i - 2) == '.')
        && (at(i + 1).is_uppercase() && at(i + 2) == '.' || i >= start + 3)
}

/// Whether an apostrophe is part of the word ("don't", "O'Brien") and does
/// not end an article ("l'homme") or begin a clitic ("Ukraine's", "he'd").
fn joins(at: &impl Fn(usize) -> char, start: usize, i: usize) -> bool {
    let elided = i - start <= 2 && !matches!(at(start), 'o' | 'O');
    clitic(at, i).is_none() && !elided
}

/// English clitics: short forms that lean on the word before them, of any
/// kind, and are words of their own all the same.
const CLITICS: &[&str] = &["'s", "'d", "'m", "'ll", "'ve", "'re"];

/// The clitic that begins with the apostrophe at `i`, if one does.
fn clitic(at: &impl Fn(usize) -> char, i: usize) -> Option<&'static str> {
    if !is_apostrophe(at(i)) {
        return None;
    }
    CLITICS.iter().copied().find(|clitic| {
        let letters = || clitic.chars().skip(1).enumerate();
        letters().all(|(on, letter)| at(i + 1 + on).eq_ignore_ascii_case(&letter))
            && !at(i + clitic.len()).is_alphanumeric()
    })
}

/// What a word looks like; it is folded into `folded`.
fn shape_of(written: &str, folded: &mut String) -> u16 {
    let letters = written.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    let first = written.chars().next().unwrap_or(' ');
    let dotted = letters >= 2 && letters == capitals && written.contains('.');
    fold_into(written, folded);
    if dotted {
        folded.retain(|c| c != '.');
    }
    let mut shape = 0;
    if first.is_uppercase() {
        shape |= shape::CAPITAL;
    }
    if letters >= 2 && letters == capitals {
        shape |= shape::ALL_CAPITALS;
    }
    if written.chars().any(|c| c.is_ascii_digit()) {
        shape |= shape::DIGIT;
        let value: String = written.chars().filter(char::is_ascii_digit).collect();
        let bare = value.len() == written.len();
        if bare && value.len() == 4 && matches!(value.parse::<u32>(), Ok(1000..=2100)) {
            shape |= shape::YEAR;
        }
        if written.ends_with('%') {
            shape |= shape::PERCENT;
        }
        if is_currency(first) {
            shape |= shape::MONEY;
        }
    }
    shape | known_shape(folded, shape)
}

fn known_shape(folded: &str, shape: u16) -> u16 {
    match folded {
        "percent" | "percentage" => shape::PERCENT | shape::UNIT,
        "dollars" | "euros" | "pounds" | "dollar" | "euro" | "yen" | "francs" | "roubles"
        | "rubles" | "cents" => shape::MONEY | shape::UNIT,
        "january" | "february" | "march" | "april" | "june" | "july" | "august" | "september"
        | "october" | "november" | "december" | "monday" | "tuesday" | "wednesday" | "thursday"
        | "friday" | "saturday" | "sunday"
            if shape & shape::CAPITAL > 0 =>
        {
            shape::CALENDAR
        }
        "may" if shape & shape::CAPITAL > 0 => shape::CALENDAR,
        "yesterday" | "tomorrow" | "today" | "tonight" | "century" | "centuries" | "1990s"
        | "noon" | "midnight" => shape::CALENDAR,
        "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten"
        | "eleven" | "twelve" | "thirteen" | "fourteen" | "fifteen" | "sixteen" | "seventeen"
        | "eighteen" | "nineteen" | "twenty" | "thirty" | "forty" | "fifty" | "sixty"
        | "seventy" | "eighty" | "ninety" | "hundred" | "hundreds" | "thousand" | "thousands"
        | "million" | "millions" | "billion" | "billions" | "trillion" | "dozen" | "dozens"
        | "half" | "third" | "quarter" | "twice" | "once" => shape::NUMBER_WORD,
        "years" | "year" | "months" | "month" | "weeks" | "week" | "days" | "day" | "hours"
        | "hour" | "minutes" | "seconds" | "kilometres" | "kilometers" | "miles" | "km"
        | "feet" | "metres" | "meters" | "tonnes" | "tons" | "kilograms" | "kg" | "acres"
        | "degrees" => shape::UNIT,
        _ => 0,
    }
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₴' | '₽' | '₹')
}

fn gap_of(c: char) -> Gap {
    match c {
        c if c.is_whitespace() => Gap::Space,
        '-' | '‐' | '‑' => Gap::Hyphen,
        ',' => Gap::Comma,
        '"' | '“' | '”' | '«' | '»' | '„' | '\'' | '‘' | '’' => Gap::Quote,
        '(' | ')' | '[' | ']' | '{' | '}' => Gap::Bracket,
        '.' | '?' | '!' | '…' => Gap::End,
        _ => Gap::Dash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        split(text, 0).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_what_a_reader_sees() {
        assert_eq!(
            folded("The U.S. pays $1.5 billion, O'Brien's 45% share; don't ask."),
            [
                "the", "us", "pays", "$1.5", "billion", "o'brien", "'s", "45%", "share", "don't",
                "ask"
            ]
        );
        assert_eq!(folded("l’école"), ["l", "ecole"]);
        assert_eq!(
            folded("He’d say they'll do, and Bo's I'm"),
            [
                "he", "'d", "say", "they", "'ll", "do", "and", "bo", "'s", "i", "'m"
            ]
        );
        assert_eq!(
            folded("the 1990s, in 1,250.5 m"),
            ["the", "1990s", "in", "1,250.5", "m"]
        );
    }

    #[test]
    fn shapes_tell_years_money_and_months() {
        let words = split("In May 1987 they may pay $30 or 20%", 0);
        let of = |folded: &str| {
            words
                .iter()
                .filter(|word| word.folded == folded)
                .map(|word| word.shape)
                .collect::<Vec<_>>()
        };
        assert_eq!(of("may"), [shape::CAPITAL | shape::CALENDAR, 0]);
        assert_eq!(of("1987"), [shape::DIGIT | shape::YEAR]);
        assert_eq!(of("$30"), [shape::DIGIT | shape::MONEY]);
        assert_eq!(of("20%"), [shape::DIGIT | shape::PERCENT]);
    }

    proptest! {
        #[test]
        fn spans_are_inside_and_in_order(text in "\\PC{0,200}") {
            let mut last = 0;
            for word in split(&text, 0) {
                prop_assert!(word.span.start >= last && !word.span.of(&text).is_empty());
                last = word.span.end;
            }
        }
    }
}

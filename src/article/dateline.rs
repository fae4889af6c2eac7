//! Lines that say who wrote an article and when, and what they say.

use super::words::among;
use crate::text::fold;

const MONTHS: &str = "january february march april may june july august september october november december jan \
    feb mar apr jun jul aug sep sept oct nov dec";

/// A line of nothing but a date, a time, or a reading time.
pub(super) fn is_date(line: &str) -> bool {
    const WORDS: &str = "published updated posted on at last first modified created date am pm a p m et est edt \
        gmt utc bst cet pt pst ist monday tuesday wednesday thursday friday saturday sunday \
        mon tue tues wed thu thurs fri sat sun min mins minute minutes read reading time ago \
        hours hour days st nd rd th of eastern t z";
    let (mut months, mut years, mut units, mut reading) = (0, 0, 0, false);
    for word in line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let digits = word.chars().all(|c| c.is_ascii_digit());
        let ordinal = word.trim_end_matches(char::is_alphabetic);
        if among(MONTHS, word) {
            months += 1;
        } else if digits && word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) {
            years += 1;
        } else if digits && word.len() <= 4 {
            units += 1;
        } else if among(WORDS, word) {
            reading |= word == "read" || word == "reading" || word == "ago";
        } else if !ordinal.is_empty()
            && ordinal.len() <= 2
            && among(WORDS, word.trim_start_matches(|c: char| c.is_ascii_digit()))
        {
            units += 1;
        } else {
            return false;
        }
    }
    let day = months > 0 && (years > 0 || units > 0) || years > 0 && units >= 2;
    day && (units > 0 || line.contains("published") || line.contains("updated"))
        || reading && units > 0
}

/// Whether a line names who helped: "Additional reporting by Ann Lee",
/// "Reporting by Ann Lee; editing by Tom Ray".
pub(super) fn is_credit(text: &str, line: &str) -> bool {
    const ROLES: &str = "additional reporting editing edited writing compiled translated translation \
        contributed production graphics with and by in for also assisted";
    let named = [
        "reporting by ",
        "additional reporting ",
        "editing by ",
        "edited by ",
        "translated by ",
        "compiled by ",
        "graphics by ",
    ];
    if !named.iter().any(|start| line.starts_with(start)) {
        return false;
    }
    let mut words = text
        .split(|c: char| c.is_whitespace() || ";,()".contains(c))
        .filter(|word| !word.is_empty());
    words.all(|word| {
        word.starts_with(char::is_uppercase) || among(ROLES, &fold(word)) || word == "&"
    })
}

pub(super) fn is_byline(text: &str, line: &str, opening: bool) -> bool {
    let Some(rest) = [
        "by ",
        "written by ",
        "story by ",
        "words by ",
        "reported by ",
        "von ",
        "par ",
        "por ",
    ]
    .iter()
    .find_map(|start| {
        line.starts_with(start).then(|| {
            text.split_whitespace()
                .skip(start.split_whitespace().count())
        })
    }) else {
        return false;
    };
    let names = rest.take_while(|word| !matches!(*word, "|" | "·" | "•" | "–" | "—"));
    let (mut capitals, mut others) = (0, 0);
    for word in names {
        if word.starts_with(|c: char| c.is_uppercase()) {
            capitals += 1;
        } else if !matches!(
            word,
            "and"
                | "&"
                | "de"
                | "van"
                | "von"
                | "der"
                | "al"
                | "bin"
                | "la"
                | "und"
                | "et"
                | "y"
                | "for"
                | "in"
        ) {
            others += 1;
        }
    }
    opening && capitals >= 1 && others == 0 || capitals >= 2 && others == 0
}

/// The names in a byline.
pub(super) fn byline(text: &str) -> String {
    let head = text.split(['|', '·', '•']).next().unwrap_or(text).trim();
    let skip = usize::from(
        !head.to_lowercase().starts_with("by ")
            && head
                .split_whitespace()
                .nth(1)
                .is_some_and(|word| word.eq_ignore_ascii_case("by")),
    );
    head.split_whitespace()
        .skip(1 + skip)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The date in a line of nothing else, without its label.
pub(super) fn date(text: &str) -> String {
    let label = |word: &&str| {
        let word = fold(word);
        [
            "published",
            "updated",
            "posted",
            "on",
            "last",
            "first",
            "modified",
            "date",
        ]
        .contains(&word.trim_matches(|c: char| !c.is_alphanumeric()))
    };
    text.split(['|', '·', '•'])
        .next()
        .unwrap_or(text)
        .split_whitespace()
        .skip_while(label)
        .collect::<Vec<_>>()
        .join(" ")
}

//! Which lines make a paragraph, which are headings, and which stand on every
//! page and belong to none?

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;

/// Letters that are this much larger than most are a heading.
const LARGER: f64 = 1.14;

/// A line that ends before this share of the width ends its paragraph, when
/// it ends a sentence.
const SHORT: f64 = 0.85;

/// A gap that is so much wider than most separates paragraphs.
const WIDER: f64 = 1.3;

/// Words of the longest heading; more is a lead in large letters.
const HEADING_WORDS: usize = 30;

/// Lines as Markdown; `stated` is the title that the file gives itself.
pub(super) fn markdown(mut lines: Vec<Line>, stated: Option<&str>) -> String {
    drop_running_lines(&mut lines);
    let body = body_size(&lines);
    let words = hyphenated(&lines);
    let paragraphs = paragraphs(&lines, body);
    let is_heading = |paragraph: &[Line]| {
        size_of(paragraph) >= body * LARGER
            && paragraph
                .iter()
                .flat_map(|line| line.text.split_whitespace())
                .count()
                <= HEADING_WORDS
    };
    // The largest letters of the first page are its headline's.
    let first = lines.first().map_or(1, |line| line.page);
    let mut headline: Option<usize> = None;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let on_first = paragraph.first().is_some_and(|line| line.page == first);
        let larger =
            headline.is_none_or(|best| size_of(paragraph) > size_of(paragraphs[best]) * 1.02);
        if on_first && is_heading(paragraph) && larger {
            headline = Some(number);
        }
    }
    let mut out = String::new();
    let title = match headline {
        Some(number) => Some(joined(paragraphs[number], &words)),
        None => stated.map(str::to_owned),
    };
    if let Some(title) = title {
        out.push_str("# ");
        escape(&title, &mut out);
        out.push_str("\n\n");
    }
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if headline == Some(number) {
            continue;
        }
        if is_heading(paragraph) && headline.is_some_and(|headline| number > headline) {
            out.push_str("## ");
        }
        escape(&joined(paragraph, &words), &mut out);
        out.push_str("\n\n");
    }
    out
}

/// Takes out what stands at the head or foot of several pages, and numbers of
/// pages.
fn drop_running_lines(lines: &mut Vec<Line>) {
    let mut edges: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for line in lines.iter() {
        let edge = edges.entry(line.page).or_insert((line.down, line.down));
        *edge = (edge.0.min(line.down), edge.1.max(line.down));
    }
    // The first and last two lines of a page.
    let at_edge = |line: &Line| {
        edges.get(&line.page).is_some_and(|(top, bottom)| {
            line.down <= top + line.size * 2.5 || line.down >= bottom - line.size * 2.5
        })
    };
    let mut pages: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for line in lines.iter().filter(|line| at_edge(line)) {
        pages
            .entry(without_numbers(&line.text))
            .or_default()
            .insert(line.page);
    }
    let drop: Vec<bool> = lines
        .iter()
        .map(|line| {
            let key = without_numbers(&line.text);
            let often = pages.get(&key).is_some_and(|on| on.len() >= 2);
            at_edge(line) && (often || is_page_number(&key, &line.text))
        })
        .collect();
    let mut drop = drop.into_iter();
    lines.retain(|_| !drop.next().unwrap_or(false));
}

fn without_numbers(text: &str) -> String {
    let mut key = String::new();
    for word in text.split_whitespace() {
        let digits = word.chars().any(|c| c.is_ascii_digit());
        key.push_str(if digits { "0" } else { word });
        key.push(' ');
    }
    key
}

fn is_page_number(key: &str, text: &str) -> bool {
    let short = text.chars().count() <= 16 && text.chars().any(|c| c.is_ascii_digit());
    let words = key.split_whitespace().filter(|word| {
        let word = word.to_lowercase();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        !matches!(
            bare,
            "" | "0" | "page" | "of" | "seite" | "von" | "página" | "de"
        )
    });
    short && words.count() == 0
}

/// The size that most letters have.
fn body_size(lines: &[Line]) -> f64 {
    let mut letters: BTreeMap<i64, usize> = BTreeMap::new();
    for line in lines {
        // Half a point is as exact as sizes are meant.
        let size = (line.size * 2.0).round().clamp(0.0, 2_000.0) as i64;
        *letters.entry(size).or_default() += line.text.chars().count();
    }
    letters
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or(10.0, |(size, _)| *size as f64 / 2.0)
}

fn size_of(paragraph: &[Line]) -> f64 {
    paragraph.iter().map(|line| line.size).fold(0.0, f64::max)
}

/// The lines of each paragraph, in order.
fn paragraphs(lines: &[Line], body: f64) -> Vec<&[Line]> {
    let pitch = pitch(lines, body);
    let width = width(lines, body);
    lines
        .chunk_by(|one, next| goes_on(one, next, pitch, width))
        .collect()
}

/// The usual way down from one line to the next.
fn pitch(lines: &[Line], body: f64) -> f64 {
    let mut steps: Vec<f64> = lines
        .windows(2)
        .filter_map(|pair| {
            let [one, next] = pair else { return None };
            let step = next.down - one.down;
            (one.page == next.page && step > body * 0.5 && step < body * 4.0).then_some(step)
        })
        .collect();
    steps.sort_by(f64::total_cmp);
    // Within paragraphs lines are nearer than between them: the lower third.
    steps.get(steps.len() / 3).copied().unwrap_or(body * 1.2)
}

/// How wide full lines of the text are.
fn width(lines: &[Line], body: f64) -> f64 {
    let mut widths: Vec<f64> = lines
        .iter()
        .filter(|line| (line.size - body).abs() < body * 0.1)
        .map(|line| line.right - line.left)
        .collect();
    widths.sort_by(f64::total_cmp);
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(0.0)
}

fn goes_on(one: &Line, next: &Line, pitch: f64, width: f64) -> bool {
    let larger = one.size.max(next.size);
    if (one.size - next.size).abs() > larger * 0.08 {
        return false;
    }
    let ended = one
        .text
        .trim_end()
        .ends_with(['.', '!', '?', ':', '”', '"', '’', '»', ')']);
    let short = one.right - one.left < width * SHORT;
    if ended && short {
        return false;
    }
    let step = next.down - one.down;
    let further_down = one.page == next.page && step > 0.0;
    if !further_down {
        // Another page or column: a sentence that is not over goes on.
        return !ended && one.size.min(next.size) > 0.0;
    }
    let close = step <= (pitch * WIDER).max(larger * 1.25) && step <= larger * 2.6;
    let indented = next.left > one.left + next.size * 0.7 && next.left < one.right;
    close && !(indented && ended)
}

/// Words that stand in the text with their hyphen inside a line.
fn hyphenated(lines: &[Line]) -> BTreeSet<String> {
    lines
        .iter()
        .flat_map(|line| line.text.split_whitespace())
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.contains(HYPHENS))
        .map(str::to_lowercase)
        .collect()
}

const HYPHENS: [char; 2] = ['-', '\u{2010}'];

/// The words of a paragraph; words that were parted at the end of a line are
/// whole again.
fn joined(paragraph: &[Line], hyphenated: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for line in paragraph {
        let words = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            text = words;
            continue;
        }
        let soft = text.ends_with('\u{ad}');
        let before = text.trim_end_matches(['\u{ad}', '-', '\u{2010}']);
        let parted = (soft || text.ends_with(HYPHENS))
            && before.ends_with(char::is_alphabetic)
            && words.starts_with(char::is_lowercase);
        if parted {
            let last = before.split_whitespace().next_back().unwrap_or_default();
            let next = words.split_whitespace().next().unwrap_or_default();
            let with_hyphen = format!("{last}-{next}").to_lowercase();
            let bare = with_hyphen.trim_matches(|c: char| !c.is_alphanumeric());
            if soft || !hyphenated.contains(bare) {
                text.truncate(before.len());
            }
        } else if !text.ends_with(HYPHENS) {
            text.push(' ');
        }
        text.push_str(&words);
    }
    text
}

/// Writes words so that none of them is markup.
fn escape(words: &str, out: &mut String) {
    let mut begins = true;
    for character in words.chars() {
        let markup = matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '~' | '|' | '!'
        );
        // "1." and "-" make lists at the head of a paragraph only.
        let head = begins && matches!(character, '-' | '+' | '=')
            || matches!(character, '.' | ')') && ends_number(out);
        if markup || head {
            out.push('\\');
        }
        out.push(character);
        begins = false;
    }
}

/// Whether a paragraph began with nothing but digits so far.
fn ends_number(out: &str) -> bool {
    let line = out.rsplit('\n').next().unwrap_or(out);
    !line.is_empty() && line.len() <= 9 && line.bytes().all(|byte| byte.is_ascii_digit())
}

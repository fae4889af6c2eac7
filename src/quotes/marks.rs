//! Where quotation marks enclose words. Knows nothing of who speaks.

use crate::text::Span;

/// The words between one pair of marks, or between a mark and the end of a
/// paragraph that the quotation outlasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The words, marks outside.
    pub inside: Span,
    /// Words and marks.
    pub whole: Span,
    /// Whether it continues the quotation of the paragraph before.
    pub continued: bool,
}

/// Marks a quotation can open with and the marks that close it.
const PAIRS: [(&str, &[&str]); 12] = [
    ("“", &["”", "\""]),
    ("\"", &["\"", "”"]),
    ("``", &["''"]),
    ("''", &["''"]),
    ("„", &["“", "”"]),
    ("«", &["»"]),
    ("»", &["«"]),
    ("「", &["」"]),
    ("『", &["』"]),
    ("‹", &["›"]),
    ("‘", &["’"]),
    ("'", &["'"]),
];

/// Quotations at the outermost level, in order; `passages` are paragraphs.
#[must_use]
pub fn quotations(text: &str, passages: &[Span]) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut carried: Option<usize> = None;
    for (index, &passage) in passages.iter().enumerate() {
        let next = passages
            .get(index + 1)
            .map_or("", |next| next.of(text).trim_start());
        let first = found.len();
        let open = scan(text, passage, next, &mut found);
        if let (Some(kind), Some(quotation)) = (carried, found.get_mut(first)) {
            let (mark, _) = PAIRS[kind];
            quotation.continued =
                quotation.whole.start == passage.start && passage.of(text).starts_with(mark);
        }
        carried = open;
    }
    found
}

/// Scans one paragraph; returns the kind of mark it leaves open.
fn scan(text: &str, passage: Span, next: &str, found: &mut Vec<Quotation>) -> Option<usize> {
    let inside = passage.of(text);
    let marks = Marks::of(inside);
    let mut open: Option<(usize, usize, usize)> = None;
    for (position, &(at, length)) in marks.all.iter().enumerate() {
        let mark = inside.get(at..at + length).unwrap_or("");
        let before = inside.get(..at).and_then(|head| head.chars().next_back());
        let after = inside
            .get(at + length..)
            .and_then(|rest| rest.chars().next());
        match open {
            Some((kind, start, words)) if PAIRS[kind].1.contains(&mark) => {
                if closes(mark, before, after, &marks, position) {
                    push(text, passage, (start, words, at, at + length), found);
                    open = None;
                } else if mark == "\"" && opens(mark, before, after) && !marks.inch(position) {
                    open = Some((kind, at, at + length));
                }
            }
            Some((kind, ..)) if PAIRS[kind].0 == mark && mark == "“" => {
                open = Some((kind, at, at + length));
            }
            Some(_) => {}
            None => {
                let kind = PAIRS.iter().position(|(opening, _)| *opening == mark);
                if let Some(kind) = kind
                    && opens(mark, before, after)
                    && (kind < 10 || marks.closed_later(position, mark))
                    && (mark != "»" || marks.guillemet_later(position))
                {
                    open = Some((kind, at, at + length));
                }
            }
        }
    }
    let (kind, start, words) = open?;
    let mark = PAIRS[kind].0;
    let carried = next.starts_with(mark) && kind < 10;
    if carried || matches!(mark, "“" | "„" | "«" | "「") {
        let end = inside.trim_end().len();
        push(text, passage, (start, words, end, end), found);
    }
    carried.then_some(kind)
}

fn push(
    text: &str,
    passage: Span,
    (start, words, stop, end): (usize, usize, usize, usize),
    found: &mut Vec<Quotation>,
) {
    let inside = Span::new(passage.start + words, passage.start + stop).trimmed(text);
    if !inside.is_empty() {
        found.push(Quotation {
            inside,
            whole: Span::new(passage.start + start, passage.start + end),
            continued: false,
        });
    }
}

/// Whether the mark can open: a straight or single one only before a word and
/// not directly behind one.
fn opens(mark: &str, before: Option<char>, after: Option<char>) -> bool {
    let word_before = before.is_some_and(char::is_alphanumeric);
    let word_after = after.is_some_and(|c| !c.is_whitespace());
    match mark {
        "'" | "‘" => {
            before.is_none_or(|c| !c.is_alphanumeric() && c != '\'')
                && after.is_some_and(|c| c.is_alphanumeric() || "“\"….".contains(c))
        }
        "\"" | "''" | "``" | "»" => word_after && !word_before,
        _ => true,
    }
}

fn closes(
    mark: &str,
    before: Option<char>,
    after: Option<char>,
    marks: &Marks,
    position: usize,
) -> bool {
    match mark {
        "’" | "'" => marks.single_close(position),
        "\"" => {
            let space_before = before.is_some_and(char::is_whitespace);
            let word_after = after.is_some_and(char::is_alphanumeric);
            !(marks.inch(position) || space_before && word_after)
        }
        _ => true,
    }
}

/// The marks of one paragraph with what has to be known from further on.
struct Marks {
    /// Offset and length of each.
    all: Vec<(usize, usize)>,
    /// For each mark, whether it can close a single quotation.
    close: Vec<Close>,
    /// For each mark, whether a firm single close follows before the next
    /// single opening; and whether any close follows.
    firm_later: Vec<bool>,
    any_later: Vec<bool>,
    guillemet_later: Vec<bool>,
    /// For each mark, whether it is a double straight mark behind a digit
    /// with an odd number of double straight marks to come.
    inch: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Close {
    No,
    /// Behind a letter: may be a plural's apostrophe.
    Weak,
    /// Behind punctuation.
    Firm,
}

impl Marks {
    fn of(inside: &str) -> Self {
        let mut all: Vec<(usize, usize)> = Vec::new();
        let mut close = Vec::new();
        let mut inch = Vec::new();
        let mut characters = inside.char_indices().peekable();
        let mut before: Option<char> = None;
        while let Some((at, c)) = characters.next() {
            let double = matches!(c, '\'' | '`')
                && characters
                    .peek()
                    .is_some_and(|&(_, following)| following == c);
            if double {
                characters.next();
            }
            if double || "“”\"„«»「」『』‹›‘’'".contains(c) {
                let after = characters.peek().map(|&(_, following)| following);
                all.push((at, if double { 2 } else { c.len_utf8() }));
                let single = !double && matches!(c, '’' | '\'');
                close.push(match (before, after) {
                    (_, Some(after)) if single && after.is_alphanumeric() => Close::No,
                    (Some(before), _) if single && before.is_whitespace() => Close::No,
                    (Some(before), _) if single && ",.?!…)”\"—".contains(before) => {
                        Close::Firm
                    }
                    // A plural's apostrophe has its noun to come.
                    (Some(_), Some('.' | ',' | ';' | '?' | '!')) if single => Close::Firm,
                    (Some(_), _) if single => Close::Weak,
                    _ => Close::No,
                });
                inch.push(c == '"' && before.is_some_and(char::is_numeric));
            }
            before = Some(c);
        }
        let (mut firm, mut any, mut guillemet, mut odd) = (false, false, false, false);
        let mut firm_later = vec![false; all.len()];
        let mut any_later = firm_later.clone();
        let mut guillemet_later = firm_later.clone();
        for index in (0..all.len()).rev() {
            firm_later[index] = firm;
            any_later[index] = any;
            guillemet_later[index] = guillemet;
            let (at, length) = all[index];
            let mark = inside.get(at..at + length).unwrap_or("");
            if mark == "\"" {
                inch[index] &= odd;
                odd = !odd;
            }
            guillemet |= mark == "«";
            match close[index] {
                Close::Firm => (firm, any) = (true, true),
                Close::Weak => any = true,
                Close::No if mark == "‘" => (firm, any) = (false, false),
                Close::No => {}
            }
        }
        Self {
            all,
            close,
            firm_later,
            any_later,
            guillemet_later,
            inch,
        }
    }

    fn single_close(&self, position: usize) -> bool {
        match self.close[position] {
            Close::Firm => true,
            Close::Weak => !self.firm_later[position],
            Close::No => false,
        }
    }

    fn closed_later(&self, position: usize, mark: &str) -> bool {
        if mark == "'" {
            self.firm_later[position]
        } else {
            self.any_later[position]
        }
    }

    fn guillemet_later(&self, position: usize) -> bool {
        self.guillemet_later[position]
    }

    fn inch(&self, position: usize) -> bool {
        self.inch[position]
    }
}

//! Where are words in quotation marks? Knows the mark styles and the newspaper
//! convention for quotations over several paragraphs; knows nobody's name.

use crate::text::Span;

/// A quotation that is never closed ends with its paragraph; one of more bytes
/// is a lost mark, not a quotation.
const LONGEST: usize = 6_000;

/// The insides of every quotation, marks outside, in order, not overlapping;
/// a nested quotation is part of the outer one.
pub(super) fn quoted(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        lines.push((at, line));
        at += line.len() + 1;
    }
    let single = uses_single_marks(text);
    let mut next_opens: Vec<Option<char>> = vec![None; lines.len()];
    let mut following = None;
    for (index, (_, line)) in lines.iter().enumerate().rev() {
        next_opens[index] = following;
        if let Some(first) = line.trim_start().chars().next() {
            following = Some(first);
        }
    }
    for (index, (base, line)) in lines.iter().enumerate() {
        line_quotations(line, *base, single, next_opens[index], &mut found);
    }
    found.retain(|span: &Span| span.len() <= LONGEST);
    found
}

struct Open {
    mark: char,
    inside: usize,
}

fn line_quotations(
    line: &str,
    base: usize,
    single: bool,
    next: Option<char>,
    found: &mut Vec<Span>,
) {
    let mut open: Option<Open> = None;
    let mut before: Option<char> = None;
    let mut characters = line.char_indices().peekable();
    while let Some((at, found_char)) = characters.next() {
        let mut width = found_char.len_utf8();
        let after = characters.peek().map(|(_, c)| *c);
        // Two apostrophes or grave accents are how plain text writes one mark.
        let mark = match (found_char, after) {
            ('\'', Some('\'')) | ('`', Some('`')) => {
                characters.next();
                width += 1;
                '"'
            }
            _ => found_char,
        };
        let after = characters.peek().map(|(_, c)| *c);
        match &open {
            None => {
                if opens(mark, before, after, single) {
                    open = Some(Open {
                        mark,
                        inside: at + width,
                    });
                }
            }
            Some(known) => {
                if closes(known.mark, mark, before, after) {
                    push(line, base, known.inside, at, found);
                    open = None;
                } else if mark == '“' && known.mark == '“' {
                    // Opened again: the earlier one was never closed.
                    open = Some(Open {
                        mark,
                        inside: at + width,
                    });
                }
            }
        }
        before = Some(found_char);
    }
    if let Some(known) = open {
        // A curly mark is opened on purpose; a straight or single one is only
        // believed when the next paragraph opens with it again.
        if matches!(known.mark, '“' | '„' | '«' | '「') || next == Some(known.mark) {
            push(line, base, known.inside, line.len(), found);
        }
    }
}

fn push(line: &str, base: usize, start: usize, end: usize, found: &mut Vec<Span>) {
    let span = Span::new(start, end).trimmed(line);
    if span.of(line).chars().any(char::is_alphanumeric) {
        found.push(Span::new(base + span.start, base + span.end));
    }
}

fn opens(mark: char, before: Option<char>, after: Option<char>, single: bool) -> bool {
    let at_word_start = before.is_none_or(|c| !c.is_alphanumeric());
    let to_word = after.is_some_and(|c| !c.is_whitespace());
    match mark {
        '“' | '„' | '«' | '「' | '『' => true,
        // Inches stand after a digit.
        '"' => at_word_start && to_word,
        '‘' => single && at_word_start && to_word,
        _ => false,
    }
}

fn closes(opened: char, mark: char, before: Option<char>, after: Option<char>) -> bool {
    let at_word_end = after.is_none_or(|c| !c.is_alphanumeric());
    match opened {
        '“' => matches!(mark, '”' | '"'),
        '„' => matches!(mark, '“' | '”'),
        '«' => mark == '»',
        '「' => mark == '」',
        '『' => mark == '』',
        '"' => matches!(mark, '"' | '”') && at_word_end && before.is_some(),
        // An apostrophe stands inside a word or, as in "the boys' room",
        // before a space after an s; the end of speech follows punctuation or
        // is followed by it.
        '‘' => {
            mark == '’'
                && at_word_end
                && (before.is_some_and(|c| matches!(c, '.' | ',' | '?' | '!' | '…' | '-' | '–'))
                    || after.is_none_or(|c| matches!(c, '.' | ',' | ';' | ':' | '?' | '!'))
                    || before.is_some_and(|c| c != 's'))
        }
        _ => false,
    }
}

/// Whether single marks quote here, as British papers have it: there are some
/// and no double ones.
fn uses_single_marks(text: &str) -> bool {
    let double = text.chars().filter(|c| matches!(c, '“' | '"')).count();
    let single = text.chars().filter(|c| *c == '‘').count();
    single > double
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        quoted(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn every_style_of_marks_is_read() {
        for (text, expected) in [
            ("“One,” she said. \"Two.\"", &["One,", "Two."][..]),
            ("''One,'' she said, ``two''.", &["One,", "two"]),
            ("„Eins“, sagte sie. « Deux », dit-il.", &["Eins", "Deux"]),
            ("「一」と言った。", &["一"]),
            ("‘It’s the boys’ turn,’ he said.", &["It’s the boys’ turn,"]),
            ("A 6\" pipe and a 12\" one, \"long\" ones.", &["long"]),
            ("It’s the boys’ turn.", &[]),
            ("“He said ‘no’ twice.”", &["He said ‘no’ twice."]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_quotation_over_paragraphs_opens_in_each() {
        assert_eq!(
            found("“First part.\n\n“Second part.”\n\nNot this."),
            ["First part.", "Second part."]
        );
        assert_eq!(
            found("\"First part.\n\n\"Second part.\""),
            ["First part.", "Second part."]
        );
        assert_eq!(
            found("A lost \"mark here.\n\nNot this."),
            Vec::<&str>::new()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[a-z“”\"'‘’«»„ \n.,0-9]{0,200}") {
            for pair in quoted(&text).windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            for span in quoted(&text) {
                prop_assert!(!span.of(&text).is_empty());
            }
        }
    }
}

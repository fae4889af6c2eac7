//! Where lines break so that they fit a terminal. Knows columns, not colours.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text::Span;

/// The lines of `text` at most `width` columns wide, without the spaces and
/// line feeds at which they break; breaks inside a word only where the word
/// alone is wider.
pub(super) fn lines(text: &str, width: Option<usize>) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        match width {
            Some(width) => fill(&mut lines, line, at, width.max(1)),
            None => lines.push(Span::new(at, at + line.len())),
        }
        at += line.len() + 1;
    }
    lines
}

fn fill(lines: &mut Vec<Span>, text: &str, offset: usize, width: usize) {
    let mut start = 0;
    let mut end = 0;
    let mut column = 0;
    let mut at = 0;
    // Only a space breaks, a no-break space does not.
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end_matches(' ');
        if column > 0 && column + bare.width() > width {
            lines.push(Span::new(offset + start, offset + end));
            (start, column) = (at, 0);
        }
        if bare.width() > width {
            for (within, letter) in bare.grapheme_indices(true) {
                if column > 0 && column + letter.width() > width {
                    lines.push(Span::new(offset + start, offset + at + within));
                    (start, column) = (at + within, 0);
                }
                column += letter.width();
            }
            column += word.len() - bare.len();
        } else {
            column += word.width();
        }
        end = at + bare.len();
        at += word.len();
    }
    lines.push(Span::new(offset + start, offset + end));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<&str> {
        lines(text, Some(width))
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("one\n\ntwo", 8), ["one", "", "two"]);
        assert_eq!(wrapped("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    }

    #[test]
    fn width_is_counted_in_columns() {
        assert_eq!(wrapped("漢字漢字", 4), ["漢字", "漢字"]);
        assert_eq!(
            wrapped("Zelensky\u{301} said", 13),
            ["Zelensky\u{301} said"]
        );
    }

    #[test]
    fn without_a_width_nothing_breaks() {
        let text = "word ".repeat(100);
        assert_eq!(lines(&text, None).len(), 1);
    }

    proptest! {
        #[test]
        fn nothing_but_spaces_is_lost_and_every_line_fits(text in "[a-z é漢\u{301}\n]{0,200}", width in 2_usize..40) {
            let wrapped = wrapped(&text, width);
            let dense = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '\n')).collect::<String>();
            prop_assert_eq!(dense(&wrapped.concat()), dense(&text));
            for line in wrapped {
                prop_assert!(line.trim_start().width() <= width, "{line:?}");
            }
        }
    }
}

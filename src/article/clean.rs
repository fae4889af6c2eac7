//! Which characters of a text stay? Those that are read, none that only
//! deceive the eye or command a screen.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// `text` without what only deceives or commands a screen: controls but line
/// breaks, escape sequences, invisible and direction-changing characters.
/// Joiners stay inside the scripts that spell with them. In NFC.
pub(super) fn clean(text: &str) -> String {
    /// The longest run that Unicode calls stream-safe (UAX 15).
    const MARKS: usize = 30;
    let mut kept = String::with_capacity(text.len());
    let mut marks = 0;
    let mut before = '\n';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    continue;
                }
                '\n'
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            '\u{1b}' | '\u{9b}' => {
                skip_escape(&mut chars, c);
                continue;
            }
            '\u{200c}' | '\u{200d}' => {
                let after = chars.peek().copied().unwrap_or(' ');
                if !(spells_with_joiners(before) && spells_with_joiners(after)) {
                    continue;
                }
                c
            }
            c if c != '\n' && is_hostile(c) => continue,
            c => c,
        };
        marks = if !c.is_ascii() && is_combining_mark(c) {
            marks + 1
        } else {
            0
        };
        if marks > MARKS {
            continue;
        }
        kept.push(c);
        before = c;
    }
    if kept.is_ascii() {
        kept
    } else {
        kept.nfc().collect()
    }
}

/// The clean text of one paragraph on one line.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Leaves out the terminal sequence that an escape begins; at most as long
/// as a terminal would wait for.
fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, escape: char) {
    const LONGEST: usize = 512;
    let kind = if escape == '\u{9b}' {
        Some('[')
    } else {
        chars.next_if(|c| matches!(c, '[' | ']' | 'P' | '_' | '^'))
    };
    match kind {
        Some('[') => {
            for _ in 0..LONGEST {
                if chars.next_if(|c| matches!(c, ' '..='?')).is_none() {
                    chars.next_if(|c| matches!(c, '@'..='~'));
                    return;
                }
            }
        }
        Some(_) => {
            for _ in 0..LONGEST {
                match chars.next_if(|c| *c != '\n') {
                    Some('\u{7}' | '\u{9c}') | None => return,
                    Some('\u{1b}') => {
                        chars.next_if(|c| *c == '\\');
                        return;
                    }
                    Some(_) => {}
                }
            }
        }
        None => {}
    }
}

fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffd}'..='\u{ffff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}'
            | '\u{f0000}'..='\u{10ffff}')
}

/// Arabic, Indic and their kin, and emoji; Latin, Greek, Cyrillic and
/// punctuation have no use for joiners.
fn spells_with_joiners(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{1dff}' | '\u{2190}'..='\u{2bff}' | '\u{a800}'..='\u{abff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fb50}'..='\u{fdff}' | '\u{11000}'..='\u{11fff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_to_the_screen_are_dropped_and_scripts_survive() {
        assert_eq!(
            clean("a\u{1b}[31mb\u{1b}]0;title\u{7}c\0d\u{202e}e\u{200b}f"),
            "abcdef"
        );
        assert_eq!(clean("می\u{200c}خواهم p\u{200d}q"), "می\u{200c}خواهم pq");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(
            clean("one\r\ntwo\rthree\u{2028}four"),
            "one\ntwo\nthree\nfour"
        );
        assert!(clean(&"\u{301}".repeat(100_000)).len() < 100);
    }
}

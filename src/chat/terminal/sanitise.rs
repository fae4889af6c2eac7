//! Makes text from outside harmless to a terminal: nothing that an article or
//! an asker wrote may move the cursor, reach the clipboard or reorder a line.

use std::borrow::Cow;

/// `text` with control characters shown as visible ones and characters that
/// reorder text taken out. Line feeds stay; every other character does too,
/// combining marks and right-to-left letters among them.
#[must_use]
pub fn sanitise(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| harmless(c) != Some(c)) {
        Cow::Owned(text.chars().filter_map(harmless).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// `url` for use inside an escape sequence: printable ASCII only, and only of
/// the schemes that a click may open.
#[must_use]
pub fn sanitise_url(url: &str) -> Option<String> {
    let scheme = url.split_once("://")?.0;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let mut clean = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            clean.push(char::from(byte));
        } else {
            use std::fmt::Write;
            // Writing to a string cannot fail.
            let _ = write!(clean, "%{byte:02X}");
        }
    }
    Some(clean)
}

/// What is shown for a character; nothing for one that only reorders.
fn harmless(c: char) -> Option<char> {
    match c {
        '\n' => Some(c),
        '\t' | '\u{0b}' | '\u{0c}' => Some(' '),
        // A carriage return overwrites its line. Embeddings, overrides and isolates of bidirectional text: they reach
        // beyond the words they stand in ("Trojan Source", CVE-2021-42574).
        // The letters themselves still run in their own direction.
        '\r' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        // Unicode has a picture of each of these: ESC becomes ␛.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('␡'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        '\u{2028}' | '\u{2029}' => Some('\n'),
        _ => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn strips_osc_52_clipboard_payload() {
        assert_eq!(sanitise("a\x1b]52;c;ZXZpbA==\x07b"), "a␛]52;c;ZXZpbA==␇b");
    }

    #[test]
    fn strips_cursor_movement_and_colours() {
        assert_eq!(sanitise("\x1b[2J\x1b[1;31mred"), "␛[2J␛[1;31mred");
        // The same sequences with the one-character introducers of C1.
        assert_eq!(
            sanitise("\u{9b}2J\u{9d}0;t\u{9c}"),
            "\u{fffd}2J\u{fffd}0;t\u{fffd}"
        );
    }

    #[test]
    fn strips_bell_backspace_nul_and_carriage_return() {
        assert_eq!(sanitise("a\x07\x08\0\x7fb\r\nc"), "a␇␈␀␡b\nc");
    }

    #[test]
    fn strips_what_reorders_text() {
        let reordering: String = ('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}')
            .collect();
        assert_eq!(sanitise(&format!("pay{reordering}load")), "payload");
    }

    #[test]
    fn keeps_combining_marks_and_right_to_left_letters() {
        for text in [
            "Zelensky\u{301}",
            "שלום עולם",
            "سلام",
            "👩‍🚀 ok",
            "naïve\u{200f}",
        ] {
            assert!(matches!(sanitise(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn an_address_cannot_end_its_escape_sequence() {
        assert_eq!(
            sanitise_url("https://example.org/\x1b\\a\x07é").as_deref(),
            Some("https://example.org/%1B\\a%07%C3%A9")
        );
        assert_eq!(sanitise_url("javascript:alert(1)"), None);
        assert_eq!(sanitise_url("file:///etc/passwd"), None);
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(text in any::<String>()) {
            let clean = sanitise(&text);
            prop_assert!(!clean.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert!(matches!(sanitise(&clean), Cow::Borrowed(_)));
        }
    }
}

//! One line after the other from a program or a person, however long or
//! broken a line is.

use std::io::{self, BufRead, Read};

/// Longest line in bytes that is read; of a longer one nothing is kept. Far
/// more than any question, far less than the memory.
pub const LONGEST: usize = 64 * 1024;

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The line, without its end.
    Line(String),
    /// There was one, longer than [`LONGEST`].
    TooLong,
}

/// The next line; `None` at the end of the input.
///
/// # Errors
/// When reading fails.
pub fn next(input: &mut impl BufRead) -> io::Result<Option<Heard>> {
    let mut bytes = Vec::new();
    let most = LONGEST as u64 + 1;
    if input.by_ref().take(most).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() != Some(&b'\n') && bytes.len() > LONGEST {
        skip_line(input)?;
        return Ok(Some(Heard::TooLong));
    }
    // An editor's mark at the beginning of a file is not part of a question.
    let line = String::from_utf8_lossy(&bytes);
    let line = line
        .trim_start_matches('\u{feff}')
        .trim_end_matches(['\n', '\r']);
    Ok(Some(Heard::Line(line.to_owned())))
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(mut input: &[u8]) -> Vec<Heard> {
        std::iter::from_fn(|| next(&mut input).unwrap()).collect()
    }

    #[test]
    fn lines_end_with_line_feeds_of_both_kinds_or_the_input() {
        let line = |text: &str| Heard::Line(text.to_owned());
        assert_eq!(all(b""), []);
        assert_eq!(
            all("\u{feff}one\r\n\ntwo".as_bytes()),
            [line("one"), line(""), line("two")]
        );
        assert_eq!(all(b"a\xffb\n"), [line("a\u{fffd}b")]);
    }

    #[test]
    fn an_endless_line_is_skipped_and_the_next_is_heard() {
        let mut input = vec![b'a'; 5 * LONGEST];
        input.extend(b"\nnext\n");
        assert_eq!(
            all(&input),
            [Heard::TooLong, Heard::Line("next".to_owned())]
        );
        let mut longest = vec![b'a'; LONGEST];
        longest.push(b'\n');
        assert!(matches!(&all(&longest)[..], [Heard::Line(line)] if line.len() == LONGEST));
    }

    proptest! {
        #[test]
        fn any_bytes_are_lines(input in proptest::collection::vec(any::<u8>(), 0..500)) {
            prop_assert_eq!(all(&input).len(), input.split_inclusive(|&byte| byte == b'\n').count());
        }
    }
}

//! What of an address the client below does not know: `sslmode` as libpq has it,
//! and `sslrootcert`. Both are taken out, and the rest is the client's.

use std::{fmt::Write, path::PathBuf};

/// How much is asked of a connection, by the names that libpq gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    Disable,
    /// TLS where the server has it.
    #[default]
    Prefer,
    /// TLS, with anybody.
    Require,
    /// TLS with somebody whom an authority vouches for.
    VerifyCa,
    /// TLS with the one that is named.
    VerifyFull,
}

/// Whose word counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Roots {
    /// The authorities in a file (PEM).
    File(PathBuf),
    /// Those that browsers trust.
    System,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    pub(super) mode: Option<Mode>,
    pub(super) roots: Option<Roots>,
    /// The address without them.
    pub(super) rest: String,
}

/// Why they cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misread {
    /// It is no address.
    Address,
    /// There is no such mode.
    Mode,
}

impl Parameters {
    pub(super) fn of(text: &str) -> Result<Self, Misread> {
        let is_url = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme));
        if is_url {
            Self::of_url(text)
        } else {
            Self::of_words(text)
        }
    }

    /// Takes a parameter, if it is one of ours.
    fn take(&mut self, key: &str, value: &str) -> Result<bool, Misread> {
        match key {
            "sslmode" => {
                self.mode = Some(match value {
                    "disable" => Mode::Disable,
                    "prefer" => Mode::Prefer,
                    "require" => Mode::Require,
                    "verify-ca" => Mode::VerifyCa,
                    "verify-full" => Mode::VerifyFull,
                    _ => return Err(Misread::Mode),
                });
            }
            "sslrootcert" => {
                self.roots = Some(match value {
                    "system" => Roots::System,
                    path => Roots::File(PathBuf::from(path)),
                });
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn of_url(text: &str) -> Result<Self, Misread> {
        // A password may have a question mark in it.
        let (whose, rest) = match text.split_once('@') {
            Some((whose, rest)) => (format!("{whose}@"), rest),
            None => (String::new(), text),
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut parameters = Self::default();
        let mut left = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value).ok_or(Misread::Address)?;
            if !parameters.take(key, &value)? {
                left.push(pair);
            }
        }
        let mark = if left.is_empty() { "" } else { "?" };
        parameters.rest = format!("{whose}{place}{mark}{}", left.join("&"));
        Ok(parameters)
    }

    fn of_words(text: &str) -> Result<Self, Misread> {
        let mut parameters = Self::default();
        for (key, value) in words(text).ok_or(Misread::Address)? {
            if parameters.take(&key, &value)? {
                continue;
            }
            let value = value.replace('\\', "\\\\").replace('\'', "\\'");
            // Writing to a string cannot fail.
            let _ = write!(parameters.rest, "{key}='{value}' ");
        }
        Ok(parameters)
    }
}

/// A value of a URL; `None` when it is none.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut left = value.bytes();
    while let Some(byte) = left.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(left.next()?).to_digit(16);
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The `key=value` words of libpq; a value may stand in single quotes, and a
/// backslash takes the next character as it is.
fn words(text: &str) -> Option<Vec<(String, String)>> {
    let mut words = Vec::new();
    let mut left = text.trim_start();
    while !left.is_empty() {
        let (key, value) = left.split_once('=')?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return None;
        }
        let value = value.trim_start();
        let (quoted, value) = match value.strip_prefix('\'') {
            Some(value) => (true, value),
            None => (false, value),
        };
        let mut found = String::new();
        let mut characters = value.chars();
        loop {
            match characters.next() {
                Some('\\') => found.extend(characters.next()),
                Some('\'') if quoted => break,
                Some(space) if !quoted && space.is_whitespace() => break,
                Some(other) => found.push(other),
                None if quoted => return None,
                None => break,
            }
        }
        words.push((key.to_owned(), found));
        left = characters.as_str().trim_start();
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_ours_is_taken_and_the_rest_left_as_it_was() {
        let url = "postgresql://bot:a?b%40@db.example:5433/articles?sslmode=verify-full&\
                   options=-c%20a&sslrootcert=%2Fetc%2Froot%20ca.pem";
        assert_eq!(
            Parameters::of(url),
            Ok(Parameters {
                mode: Some(Mode::VerifyFull),
                roots: Some(Roots::File(PathBuf::from("/etc/root ca.pem"))),
                rest: "postgresql://bot:a?b%40@db.example:5433/articles?options=-c%20a".to_owned(),
            })
        );
        let words = r"host=db.example sslmode = require password='a \'b\\' sslrootcert=system";
        assert_eq!(
            Parameters::of(words),
            Ok(Parameters {
                mode: Some(Mode::Require),
                roots: Some(Roots::System),
                rest: r"host='db.example' password='a \'b\\' ".to_owned(),
            })
        );
        let plain = "postgres://db.example/articles";
        assert_eq!(Parameters::of(plain).unwrap().rest, plain);
    }

    #[test]
    fn what_is_no_address_or_no_mode_is_refused() {
        assert_eq!(
            Parameters::of("postgresql://db?sslmode=allow"),
            Err(Misread::Mode)
        );
        assert_eq!(Parameters::of("host=db sslmode=verify"), Err(Misread::Mode));
        for text in ["verbatim.sqlite", "host='db", "postgres://db?a=%4", "a b=c"] {
            assert_eq!(Parameters::of(text), Err(Misread::Address), "{text}");
        }
    }

    proptest! {
        #[test]
        fn words_come_back_as_they_were(
            values in proptest::collection::vec("[a-z' \\\\é=]{1,8}", 1..5)
        ) {
            let quoted = |value: &String| value.replace('\\', "\\\\").replace('\'', "\\'");
            let pairs = values.iter().map(|value| format!("key='{}' ", quoted(value)));
            let text = pairs.collect::<Vec<_>>().concat();
            let found: Vec<String> = words(&text).unwrap().into_iter().map(|(_, value)| value).collect();
            prop_assert_eq!(&found, &values);
            prop_assert_eq!(Parameters::of(&text).unwrap().rest, text);
        }

        #[test]
        fn nothing_breaks_it(text in "(postgresql://)?[a-z@?&=%'\\\\ é:/]{0,40}") {
            let _ = Parameters::of(&text);
        }
    }
}

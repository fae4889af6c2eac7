//! Passwords and tokens: typed so that they cannot be logged, and never in the
//! configuration file.

use std::{fmt, io, path::PathBuf};

/// Text that nobody may see. It can be handed to what needs it and nothing
/// else: it has no `Display`, no `Serialize`, and its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why a secret that was asked for is not there.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file that should hold it cannot be read.
    #[error("failed to read `{path}`, which `{variable}` names", path = path.display())]
    Unreadable {
        /// The variable that names the file.
        variable: String,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The variable and the one that names a file are both set.
    #[error("`{0}` and `{0}_FILE` are both set; unset one")]
    Twice(String),
    /// It is set to nothing.
    #[error("`{0}` is empty")]
    Empty(String),
}

impl Secret {
    /// The secret of variable `name`, or of the file that `name_FILE` names;
    /// `None` when neither is set.
    ///
    /// # Errors
    /// When both are set, the file cannot be read, or there is nothing in it.
    pub fn load(
        name: &str,
        environment: impl Fn(&str) -> Option<String>,
        read: impl Fn(&str) -> io::Result<String>,
    ) -> Result<Option<Self>, SecretError> {
        let in_file = format!("{name}_FILE");
        let (variable, text) = match (environment(name), environment(&in_file)) {
            (Some(_), Some(_)) => return Err(SecretError::Twice(name.to_owned())),
            (Some(text), None) => (name.to_owned(), text),
            (None, Some(path)) => match read(&path) {
                Ok(text) => (in_file, text),
                Err(source) => {
                    return Err(SecretError::Unreadable {
                        variable: in_file,
                        path: path.into(),
                        source,
                    });
                }
            },
            (None, None) => return Ok(None),
        };
        // A file ends in a line feed; no token does.
        let text = text.trim();
        if text.is_empty() {
            return Err(SecretError::Empty(variable));
        }
        Ok(Some(Self(text.to_owned())))
    }

    /// The secret itself, for what it unlocks.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(
        variable: Option<&str>,
        file: Option<io::Result<String>>,
    ) -> Result<Option<Secret>, SecretError> {
        let named = file.is_some();
        let file = std::cell::RefCell::new(file);
        Secret::load(
            "VERBATIM_TOKEN",
            |name| match name {
                "VERBATIM_TOKEN" => variable.map(str::to_owned),
                "VERBATIM_TOKEN_FILE" => named.then(|| "token.txt".to_owned()),
                _ => None,
            },
            |_| file.borrow_mut().take().unwrap(),
        )
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secret = load(Some("open sesame"), None).unwrap().unwrap();
        let shown = format!("{secret:?} {secret:#?} {:?}", Some(&secret));
        assert_eq!(shown, "[secret] [secret] Some([secret])");
        assert_eq!(secret.expose(), "open sesame");
    }

    #[test]
    fn a_secret_comes_from_the_environment_or_a_file() {
        let secret = load(None, Some(Ok("open sesame\n".to_owned()))).unwrap();
        assert_eq!(secret.unwrap().expose(), "open sesame");
        assert!(load(None, None).unwrap().is_none());
    }

    #[test]
    fn what_is_wrong_with_a_secret_is_said_without_it() {
        for (result, expected) in [
            (load(Some("a"), Some(Ok("b".to_owned()))), "both set"),
            (load(Some("  "), None), "`VERBATIM_TOKEN` is empty"),
            (
                load(None, Some(Ok("\n".to_owned()))),
                "`VERBATIM_TOKEN_FILE` is empty",
            ),
            (
                load(None, Some(Err(io::Error::other("no")))),
                "failed to read `token.txt`",
            ),
        ] {
            let error = result.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}

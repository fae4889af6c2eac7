//! What can be wrong with a configuration, said so that it can be put right.

use std::{io, path::PathBuf};

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("failed to read the configuration `{path}`", path = path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something in the file is wrong.
    #[error("`{path}`, line {line}: {fault}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Where in it, counted from 1.
        line: usize,
        /// What, and what was probably meant.
        fault: String,
    },
    /// A variable of the environment is wrong.
    #[error("environment variable `{name}`: {fault}")]
    Variable {
        /// Which variable.
        name: String,
        /// What, and what is expected.
        fault: String,
    },
}

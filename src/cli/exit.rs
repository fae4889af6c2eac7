//! The exit status, decided here and nowhere else.

use std::process::ExitCode;

use crate::reply::Status;

/// How the program ends; of several questions the worst outcome decides, so
/// that 0 means that every one was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The article answers: 0.
    Answered,
    /// The article does not answer: 1.
    NotInArticle,
    /// A usage error or a fault: 2.
    Fault,
}

impl From<Status> for Exit {
    fn from(status: Status) -> Self {
        match status {
            Status::Answered => Self::Answered,
            Status::NotInArticle => Self::NotInArticle,
            Status::Refused => Self::Fault,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Answered => 0,
            Exit::NotInArticle => 1,
            Exit::Fault => 2,
        })
    }
}

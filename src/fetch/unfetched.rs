//! Why is there no page? A sentence for each reason, for whoever gave the
//! address.

/// Why there is no page; the text is for whoever gave the address.
#[derive(Debug, thiserror::Error)]
pub enum Unfetched {
    /// It is none that can be opened.
    #[error(
        "`{0}` is no address that I can open: it must begin with https:// or http:// and name a server"
    )]
    NoAddress(String),
    /// It leads where chats have no business.
    #[error("`{0}` does not lead to a public server, and I open no others")]
    NotPublic(String),
    /// The name is unknown.
    #[error("there is no server `{0}`")]
    NoServer(String),
    /// It took too long.
    #[error("`{host}` did not answer within {seconds} seconds")]
    TooSlow {
        /// The server.
        host: String,
        /// How long was waited.
        seconds: u64,
    },
    /// It is too long.
    #[error("what `{host}` sends is longer than {megabytes} MB")]
    TooLarge {
        /// The server.
        host: String,
        /// The longest that is read.
        megabytes: u64,
    },
    /// It leads around in circles.
    #[error("`{0}` sends me on and on, to other addresses")]
    TooManyRedirects(String),
    /// The server will not.
    #[error(
        "`{host}` does not let me read that ({status}). Open it in a browser, save the page and add the file"
    )]
    Forbidden {
        /// The server.
        host: String,
        /// What it answered, as HTTP numbers it.
        status: u16,
    },
    /// There is nothing.
    #[error("`{host}` has no such page ({status})")]
    Missing {
        /// The server.
        host: String,
        /// What it answered.
        status: u16,
    },
    /// The server cannot at the moment.
    #[error("`{host}` cannot answer at the moment ({status}). Try again later")]
    Busy {
        /// The server.
        host: String,
        /// What it answered.
        status: u16,
    },
    /// Any other answer that is no page.
    #[error("`{host}` answered with status {status}, not with a page")]
    Status {
        /// The server.
        host: String,
        /// What it answered.
        status: u16,
    },
    /// The server's owner wants no programs there.
    #[error("`{0}` does not let programs read that page (robots.txt)")]
    Unwanted(String),
    /// The connection cannot be made or trusted.
    #[error("I cannot connect to `{host}`: {why}")]
    Connection {
        /// The server.
        host: String,
        /// What went wrong.
        why: String,
    },
}

//! Which tables there are, and how an older store becomes one of today.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::Error;

/// Marks the file as ours: "verb" in ASCII.
const APPLICATION: i64 = 0x7665_7262;

/// Step N takes a store from format N to format N + 1. A step that was
/// released is never changed.
pub(super) const ALL: &[&str] = &[FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH];

/// Texts stand apart from what is listed, so that a list of thousands of
/// articles reads little. Times are seconds since 1970.
const FIRST: &str = "
CREATE TABLE articles (
    id        TEXT NOT NULL PRIMARY KEY,
    number    INTEGER NOT NULL,          -- of the version that is asked
    added_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE versions (
    article      TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,       -- counted from 1
    version      TEXT NOT NULL,          -- hash of the text
    title        TEXT,
    byline       TEXT,
    date         TEXT,
    url          TEXT,
    language     TEXT,
    publisher    TEXT,
    source       TEXT NOT NULL,
    words        INTEGER NOT NULL,
    passages     INTEGER NOT NULL,
    source_hash  TEXT NOT NULL,          -- SHA-256 of what was read
    source_type  TEXT,                   -- of source_bytes
    added_at     INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) STRICT;
CREATE TABLE texts (
    article       TEXT NOT NULL,
    number        INTEGER NOT NULL,
    text          TEXT NOT NULL,
    blocks        TEXT NOT NULL,         -- JSON: [start, end, heading level or 0]
    left_out      TEXT NOT NULL,         -- JSON: [text, reason]
    source_bytes  BLOB,
    PRIMARY KEY (article, number),
    FOREIGN KEY (article, number) REFERENCES versions (article, number) ON DELETE CASCADE
) STRICT;
CREATE TABLE channels (
    platform  TEXT NOT NULL,
    channel   TEXT NOT NULL,
    scope     TEXT NOT NULL,             -- JSON: null for all, or identifiers
    PRIMARY KEY (platform, channel)
) STRICT;
CREATE TABLE handled (
    place     INTEGER NOT NULL PRIMARY KEY,  -- order of arrival; clocks lie
    platform  TEXT NOT NULL,
    channel   TEXT NOT NULL,
    message   TEXT NOT NULL,
    at        INTEGER NOT NULL,
    UNIQUE (platform, channel, message)
) STRICT;
CREATE TABLE outbox (
    place     INTEGER NOT NULL PRIMARY KEY REFERENCES handled (place),
    reply     TEXT NOT NULL,
    attempts  INTEGER NOT NULL
) STRICT;
CREATE TABLE conversations (
    conversation  TEXT NOT NULL PRIMARY KEY,
    memory        TEXT NOT NULL,
    saved_at      INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL
) STRICT;
CREATE TABLE feedback (
    platform  TEXT NOT NULL,
    channel   TEXT NOT NULL,
    message   TEXT NOT NULL,
    person    TEXT NOT NULL,
    vote      INTEGER NOT NULL CHECK (vote IN (-1, 1)),
    reason    TEXT,
    at        INTEGER NOT NULL,
    PRIMARY KEY (platform, channel, message, person)
) STRICT;
";

/// Questions are written down when they come, and which message answered them
/// when it is sent.
const SECOND: &str = "
CREATE TABLE inbox (
    place     INTEGER NOT NULL PRIMARY KEY,  -- order of arrival
    platform  TEXT NOT NULL,
    channel   TEXT NOT NULL,
    message   TEXT NOT NULL,
    question  TEXT NOT NULL,
    at        INTEGER NOT NULL,
    UNIQUE (platform, channel, message)
) STRICT;
CREATE TABLE answers (
    place     INTEGER NOT NULL PRIMARY KEY,
    platform  TEXT NOT NULL,
    channel   TEXT NOT NULL,
    message   TEXT NOT NULL,
    answer    TEXT NOT NULL,             -- the message that answers it
    offers    TEXT NOT NULL,             -- JSON: what can be done next
    at        INTEGER NOT NULL,
    UNIQUE (platform, channel, message)
) STRICT;
CREATE INDEX answers_by_answer ON answers (platform, answer);
";

/// Feeds that are followed. What was read of a feed is kept without its row,
/// too: a feed file that is added again is not read twice.
const THIRD: &str = "
CREATE TABLE feeds (
    address        TEXT NOT NULL PRIMARY KEY,
    title          TEXT NOT NULL,
    etag           TEXT,
    last_modified  TEXT,
    checked_at     INTEGER NOT NULL,
    failures       INTEGER NOT NULL      -- in a row
) STRICT;
CREATE TABLE feed_items (
    feed     TEXT NOT NULL,              -- its address or file name
    item     TEXT NOT NULL,              -- as the feed calls it
    stamp    TEXT NOT NULL,              -- when the feed says it changed
    article  TEXT,                       -- once it was read
    tries    INTEGER NOT NULL,           -- how often it could not be read
    at       INTEGER NOT NULL,
    PRIMARY KEY (feed, item)
) STRICT;
";

/// What a community adds is its own; without an owner an article is everybody's,
/// as all were before. A community that follows a feed takes in articles of its
/// own. Pages are asked for again only when they have changed.
const FOURTH: &str = "
ALTER TABLE articles ADD COLUMN owner TEXT;   -- a community, or null
CREATE TABLE followed (
    owner          TEXT NOT NULL,             -- a community, or empty
    address        TEXT NOT NULL,
    title          TEXT NOT NULL,
    etag           TEXT,
    last_modified  TEXT,
    checked_at     INTEGER NOT NULL,
    failures       INTEGER NOT NULL,
    PRIMARY KEY (owner, address)
) STRICT;
INSERT INTO followed SELECT '', address, title, etag, last_modified, checked_at, failures FROM feeds;
DROP TABLE feeds;
ALTER TABLE followed RENAME TO feeds;
CREATE TABLE items (
    owner    TEXT NOT NULL,                   -- a community, or empty
    feed     TEXT NOT NULL,
    item     TEXT NOT NULL,
    stamp    TEXT NOT NULL,
    article  TEXT,
    tries    INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (owner, feed, item)
) STRICT;
INSERT INTO items SELECT '', feed, item, stamp, article, tries, at FROM feed_items;
DROP TABLE feed_items;
ALTER TABLE items RENAME TO feed_items;
CREATE TABLE pages (
    article        TEXT NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    version        TEXT NOT NULL,             -- that was read there
    address        TEXT NOT NULL,             -- as it was asked for
    etag           TEXT,
    last_modified  TEXT
) STRICT;
CREATE INDEX pages_by_address ON pages (address);
";

/// A 👎 keeps what it is about, and what is asked in vain is counted by topic.
const FIFTH: &str = "
ALTER TABLE feedback ADD COLUMN about TEXT;   -- JSON; of a 👎 only
CREATE TABLE unanswered (
    owner  TEXT NOT NULL,                     -- the community that asked, or empty
    topic  TEXT NOT NULL,                     -- words of questions, in small letters
    times  INTEGER NOT NULL,
    at     INTEGER NOT NULL,                  -- the last time
    PRIMARY KEY (owner, topic)
) STRICT;
";

/// What was worked out about articles is kept beside them; an export has none.
const SIXTH: &str = "
CREATE TABLE attributed (
    article  TEXT NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    version  TEXT NOT NULL,                   -- that was read
    engines  TEXT NOT NULL,                   -- that read it: hash of code and weights
    found    TEXT NOT NULL                    -- JSON: attributions and speakers
) STRICT;
";

/// Whose a database is and how old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Of today's format.
    Current,
    /// Ours and older, or empty.
    Older,
    /// Ours, of a program to come.
    Newer(i64, i64),
    /// Not ours.
    Foreign,
}

impl State {
    /// Whether it can be worked with.
    pub(super) fn usable(self, path: &Path) -> Result<(), Error> {
        let path = path.to_owned();
        match self {
            Self::Current => Ok(()),
            Self::Newer(found, known) => Err(Error::Newer { path, found, known }),
            Self::Foreign => Err(Error::Foreign { path }),
            // Only one that may just be read stays older.
            Self::Older => Err(Error::ReadOnly { path }),
        }
    }
}

/// What a database is, without changing it.
pub(super) fn state(connection: &Connection, steps: &[&str]) -> rusqlite::Result<State> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = pragma("application_id")?;
    let format = pragma("user_version")?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if application != APPLICATION {
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let empty = application == 0 && format == 0 && tables == 0;
        return Ok(if empty { State::Older } else { State::Foreign });
    }
    Ok(match format.cmp(&known) {
        std::cmp::Ordering::Less => State::Older,
        std::cmp::Ordering::Equal => State::Current,
        std::cmp::Ordering::Greater => State::Newer(format, known),
    })
}

/// Takes an older database to today's format, all steps or none; leaves any
/// other as it is.
pub(super) fn migrate(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<State> {
    let state_before = state(connection, steps)?;
    if state_before != State::Older {
        return Ok(state_before);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let format: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in steps.iter().skip(usize::try_from(format).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", steps.len())?;
    transaction.commit()?;
    Ok(State::Current)
}

//! Which tables there are on PostgreSQL, and how an older database becomes one
//! of today: by one process at a time.

use postgres::{Client, GenericClient};

use super::super::{error::Fault, migrations::State};

/// Held while the tables are changed: "verb" in ASCII, and a number.
const MIGRATING: i64 = 0x7665_7262_0001;

/// Held while articles are changed.
pub(super) const LIBRARY: i64 = 0x7665_7262_0002;

/// Step N takes a database from format N to format N + 1. A step that was
/// released is never changed. Texts are compared as bytes, as SQLite does.
const ALL: &[&str] = &[include_str!("first.sql")];

/// What the database is, without changing it.
pub(super) fn state(client: &mut impl GenericClient) -> Result<State, Fault> {
    let ours: bool = client
        .query_one("SELECT to_regclass('verbatim_format') IS NOT NULL", &[])?
        .try_get(0)?;
    if !ours {
        let tables: i64 = client
            .query_one(
                "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()",
                &[],
            )?
            .try_get(0)?;
        return Ok(if tables == 0 {
            State::Older
        } else {
            State::Foreign
        });
    }
    let found: i64 = client
        .query_one("SELECT coalesce(max(format), 0) FROM verbatim_format", &[])?
        .try_get(0)?;
    let known = i64::try_from(ALL.len()).unwrap_or(i64::MAX);
    Ok(match found.cmp(&known) {
        std::cmp::Ordering::Less => State::Older,
        std::cmp::Ordering::Equal => State::Current,
        std::cmp::Ordering::Greater => State::Newer(found, known),
    })
}

/// Takes an older database to today's format, all steps or none; leaves any
/// other as it is.
pub(super) fn migrate(client: &mut Client) -> Result<State, Fault> {
    let before = state(client)?;
    if before != State::Older {
        return Ok(before);
    }
    let mut transaction = client.transaction()?;
    transaction.batch_execute(&format!("SELECT pg_advisory_xact_lock({MIGRATING})"))?;
    // Another process may have done it while this one waited.
    let now = state(&mut transaction)?;
    if now != State::Older {
        return Ok(now);
    }
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS verbatim_format (format BIGINT NOT NULL)")?;
    let format: i64 = transaction
        .query_one("SELECT coalesce(max(format), 0) FROM verbatim_format", &[])?
        .try_get(0)?;
    for step in ALL.iter().skip(usize::try_from(format).unwrap_or(0)) {
        transaction.batch_execute(step)?;
    }
    let format = i64::try_from(ALL.len()).unwrap_or(i64::MAX);
    transaction.execute("DELETE FROM verbatim_format", &[])?;
    transaction.execute("INSERT INTO verbatim_format VALUES ($1)", &[&format])?;
    transaction.commit()?;
    Ok(State::Current)
}

//! When is a feed that is followed looked at again, and what came of it?

use std::ops::ControlFlow;

use super::take_in;
use crate::{
    command::Outside,
    library::{self, Library},
    store::{FeedOf, Followed, Seconds},
};

/// How long a feed is left alone after it was looked at, in seconds: what
/// most readers of feeds keep to.
const INTERVAL: Seconds = 30 * 60;

/// After faults it is left alone twice as long each time, up to a day.
const LONGEST_INTERVAL: Seconds = 24 * 60 * 60;

/// Looks at the feeds that are due, and takes in what is new. Meant to be
/// called every minute or so, on a thread that may wait; `stop` ends it
/// between two articles. Returns how many articles are new or changed.
///
/// # Errors
/// When the library or the store fails; a feed that cannot be read is logged.
pub fn check_due(
    library: &Library,
    outside: &dyn Outside,
    now: Seconds,
    stop: &dyn Fn() -> bool,
) -> Result<usize, library::Error> {
    let Some(store) = library.store() else {
        return Ok(0);
    };
    let mut count = 0;
    for feed in store.feeds()? {
        if stop() {
            break;
        }
        if !is_due(&feed, now) {
            continue;
        }
        let mut after = Followed {
            checked_at: now,
            failures: 0,
            ..feed.clone()
        };
        match outside.fetch_changed(&feed.address, &feed.validators) {
            Ok(None) => {}
            Ok(Some(fetched)) => {
                if let Some(read) = super::read(&fetched.bytes, &feed.address) {
                    let mut go_on = |_, _| {
                        if stop() {
                            ControlFlow::Break(())
                        } else {
                            ControlFlow::Continue(())
                        }
                    };
                    let of = FeedOf {
                        address: &feed.address,
                        owner: feed.owner.as_deref(),
                    };
                    let taken = take_in(&read, of, library, outside, now, &mut go_on)?;
                    count += taken.added.len() + taken.changed.len();
                    for (title, why) in &taken.refused {
                        tracing::info!(feed = feed.address, title, "not taken: {why}");
                    }
                    // What was left is looked for again, so it must come again.
                    if taken.left == 0 && taken.refused.is_empty() {
                        after.validators = fetched.validators;
                    }
                    after.title = read.title;
                } else {
                    tracing::warn!(feed = feed.address, "what is there is no feed any more");
                    after.failures = feed.failures.saturating_add(1);
                }
            }
            Err(why) => {
                tracing::warn!(feed = feed.address, "a feed cannot be read: {why}");
                after.failures = feed.failures.saturating_add(1);
            }
        }
        store.put_feed(&after)?;
    }
    Ok(count)
}

fn is_due(feed: &Followed, now: Seconds) -> bool {
    let wait = (INTERVAL << feed.failures.min(6)).min(LONGEST_INTERVAL);
    // A clock that went back must not silence a feed for years.
    now >= feed.checked_at.saturating_add(wait) || now < feed.checked_at
}

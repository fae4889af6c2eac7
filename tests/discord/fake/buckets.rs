//! Discord's limits of requests, where a test turns them on: so many on a
//! route in a while, told with every answer, and none at all for a second after
//! everything was told to wait.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// From when, and until when, everything waits that is told to wait for a
/// second: a request may be on its way when the others are told, and clocks
/// differ.
const HELD_FROM: Duration = Duration::from_millis(150);
const HELD_UNTIL: Duration = Duration::from_millis(850);

#[derive(Default)]
pub(crate) struct Buckets {
    /// Messages that a channel takes, and in which time.
    pub(crate) messages: Option<(u32, Duration)>,
    known: BTreeMap<String, (Instant, u32)>,
    held: Option<Instant>,
    /// Requests that were refused.
    pub(crate) refused: usize,
}

impl Buckets {
    /// The headers of the answer to a request that is within its route's limit,
    /// or of its refusal.
    pub(crate) fn take(
        &mut self,
        method: &str,
        path: &str,
        now: Instant,
    ) -> Result<String, String> {
        let Some((limit, window)) = self.messages else {
            return Ok(String::new());
        };
        if method != "POST" || !path.ends_with("/messages") {
            return Ok(String::new());
        }
        let (since, taken) = self.known.entry(path.to_owned()).or_insert((now, 0));
        if now >= *since + window {
            (*since, *taken) = (now, 0);
        }
        let after = (*since + window).duration_since(now).as_secs_f64();
        let headers = |remaining: u32| {
            format!(
                "X-RateLimit-Bucket: {path}\r\nX-RateLimit-Limit: {limit}\r\n\
                 X-RateLimit-Remaining: {remaining}\r\nX-RateLimit-Reset-After: {after:.3}\r\n"
            )
        };
        if *taken == limit {
            self.refused += 1;
            return Err(format!("{}Retry-After: {after:.3}\r\n", headers(0)));
        }
        *taken += 1;
        Ok(headers(limit - *taken))
    }

    pub(crate) fn holds_everything(&mut self, now: Instant) {
        self.held = Some(now);
        self.refused += 1;
    }

    /// Whether nothing may come.
    pub(crate) fn is_held(&self, now: Instant) -> bool {
        self.held.is_some_and(|since| {
            let held = since + HELD_FROM..since + HELD_UNTIL;
            held.contains(&now)
        })
    }
}

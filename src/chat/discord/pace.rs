//! When may the next request go out? Discord takes fifty a second of one bot,
//! and when it says to wait, everything has to: serenity's limiter knows of one
//! route at a time, and requests that are refused count towards a ban.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Requests that may go out at once, and the time between those that follow:
/// together no more than 50 in any second (Discord: Global Rate Limit).
const AT_ONCE: u32 = 10;
const EVERY: Duration = Duration::from_millis(25);

/// Paces the requests of one bot.
#[derive(Debug)]
pub(super) struct Pace {
    /// When the next would be due if they came evenly; nothing where nobody
    /// counts them.
    due: Option<Mutex<Instant>>,
}

impl Pace {
    /// As Discord wants it.
    pub(super) fn discords() -> Self {
        Self {
            due: Some(Mutex::new(Instant::now())),
        }
    }

    /// None: for a stand-in.
    pub(super) fn none() -> Self {
        Self { due: None }
    }

    /// Waits until it is a request's turn. (Answers to interactions need not:
    /// Discord does not count them.)
    pub(super) async fn turn(&self) {
        let wait = self.wait(Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// Takes the next turn, and says how far off it is.
    fn wait(&self, now: Instant) -> Duration {
        let Some(due) = &self.due else {
            return Duration::ZERO;
        };
        let mut due = due.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = (*due).max(now);
        *due = turn + EVERY;
        let ahead = EVERY * (AT_ONCE - 1);
        turn.saturating_duration_since(now).saturating_sub(ahead)
    }

    /// Lets nothing go out for so long.
    pub(super) fn hold(&self, wait: Duration) {
        self.hold_from(Instant::now(), wait);
    }

    fn hold_from(&self, now: Instant, wait: Duration) {
        if let Some(due) = &self.due {
            let mut due = due.lock().unwrap_or_else(PoisonError::into_inner);
            *due = (*due).max(now + wait + EVERY * AT_ONCE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_has_more_than_fifty_requests_however_many_come() {
        let pace = Pace::discords();
        let start = Instant::now();
        // A burst, a trickle, and a burst again.
        let mut turns: Vec<Duration> = Vec::new();
        for at in (0..200)
            .map(|_| 0)
            .chain((0..50).map(|n| 6_000 + n * 100))
            .chain((0..200).map(|_| 12_000))
        {
            let at = Duration::from_millis(at);
            turns.push(at + pace.wait(start + at));
        }
        assert_eq!(turns.iter().filter(|turn| turn.is_zero()).count(), 10);
        for (number, turn) in turns.iter().enumerate() {
            let second = turns[number..]
                .iter()
                .take_while(|later| **later < *turn + Duration::from_secs(1));
            assert!(second.count() <= 50, "from {turn:?}");
        }
        // Ten at once and forty a second: 200 take not quite five.
        assert!(turns[199] < Duration::from_secs(5), "{:?}", turns[199]);
    }

    #[test]
    fn nothing_goes_out_while_discord_says_to_wait() {
        let pace = Pace::discords();
        let start = Instant::now() + Duration::from_secs(1);
        let seconds = Duration::from_secs;
        pace.hold_from(start, seconds(3));
        assert!(pace.wait(start) > seconds(3));
        assert!(pace.wait(start + seconds(2)) > seconds(1));
        assert!(pace.wait(start + seconds(10)).is_zero());
        let unpaced = Pace::none();
        unpaced.hold_from(start, seconds(3));
        assert!((0..1_000).all(|_| unpaced.wait(start).is_zero()));
    }
}

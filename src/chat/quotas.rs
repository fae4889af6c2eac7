//! How much may one person, one channel and one server ask? A token bucket
//! each: so many questions at once, and as many again over a minute.

use std::{
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

use crate::{config::Limits, monitoring::TurnedAway};

/// Whoever has asked too much is told so once in this time; after that
/// there is silence.
const TOLD_EVERY: Duration = Duration::from_mins(10);

/// People, channels or servers that are told apart; each takes about a hundred
/// bytes. With more, those whose buckets are full again are forgotten, and
/// after that all.
const TOLD_APART: usize = 100_000;

/// Who asks, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker<'a> {
    /// "discord", "matrix".
    pub platform: &'static str,
    /// The person.
    pub person: &'a str,
    /// The channel or room.
    pub channel: &'a str,
    /// The server; empty without.
    pub community: &'a str,
}

/// What becomes of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is worked out.
    Fair,
    /// It is not; this is said instead.
    Told(TurnedAway, String),
    /// It is not, and that was said before.
    Silent(TurnedAway),
}

/// The quotas of everybody. Kept in memory: a restart fills every bucket.
#[derive(Debug)]
pub struct Quotas<C: Clock = DefaultClock> {
    person: Buckets<C>,
    channel: Buckets<C>,
    community: Buckets<C>,
    told: Buckets<C>,
    clock: C,
}

/// Whose bucket: on which platform, and a name that is one's own there.
type Key = (&'static str, String);

type Limiter<C> =
    RateLimiter<Key, HashMapStateStore<Key>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Buckets of one kind; none where nothing is limited.
#[derive(Debug)]
struct Buckets<C: Clock> {
    limiter: Option<Mutex<Limiter<C>>>,
    quota: Option<Quota>,
}

impl Quotas {
    /// The quotas that are configured.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self::with_clock(limits, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Quotas<C> {
    fn with_clock(limits: &Limits, clock: C) -> Self {
        let buckets = |each: u32| {
            let quota = NonZeroU32::new(each).map(Quota::per_minute);
            Buckets::new(quota, &clock)
        };
        Self {
            person: buckets(limits.person_questions),
            channel: buckets(limits.channel_questions),
            community: buckets(limits.server_questions),
            told: Buckets::new(Quota::with_period(TOLD_EVERY), &clock),
            clock,
        }
    }

    /// Takes a question out of the buckets of its asker.
    pub fn ask(&self, asker: &Asker<'_>) -> Verdict {
        let Some((away, wait)) = self.over(asker) else {
            return Verdict::Fair;
        };
        let name = match away {
            TurnedAway::Person => asker.person,
            TurnedAway::Channel => asker.channel,
            TurnedAway::Community | TurnedAway::Busy => asker.community,
        };
        // One name may be that of a person and of a channel.
        let key = (asker.platform, format!("{away:?} {name}"));
        match self.told.take(&key, &self.clock) {
            Ok(()) => Verdict::Told(away, sentence(away, wait)),
            Err(_) => Verdict::Silent(away),
        }
    }

    /// The sentence for whoever must be answered each time they ask, unless
    /// the question is fair.
    pub fn ask_each_time(&self, asker: &Asker<'_>) -> Option<(TurnedAway, String)> {
        self.over(asker)
            .map(|(away, wait)| (away, sentence(away, wait)))
    }

    /// Whose bucket is empty, and for how long. The person's first, so that one
    /// of them does not empty those of all.
    fn over(&self, asker: &Asker<'_>) -> Option<(TurnedAway, Duration)> {
        let key = |name: &str| (asker.platform, name.to_owned());
        [
            (TurnedAway::Person, &self.person, asker.person),
            (TurnedAway::Channel, &self.channel, asker.channel),
            (TurnedAway::Community, &self.community, asker.community),
        ]
        .into_iter()
        .filter(|(.., name)| !name.is_empty())
        .find_map(|(away, buckets, name)| {
            let taken = buckets.take(&key(name), &self.clock);
            taken.err().map(|wait| (away, wait))
        })
    }
}

impl<C: Clock + Clone> Buckets<C> {
    fn new(quota: Option<Quota>, clock: &C) -> Self {
        Self {
            limiter: quota.map(|quota| Mutex::new(full(quota, clock))),
            quota,
        }
    }

    /// Takes one out of a bucket, or says for how long it is empty.
    fn take(&self, key: &Key, clock: &C) -> Result<(), Duration> {
        let (Some(limiter), Some(quota)) = (&self.limiter, self.quota) else {
            return Ok(());
        };
        let mut limiter = limiter.lock().unwrap_or_else(PoisonError::into_inner);
        if limiter.len() >= TOLD_APART {
            limiter.retain_recent();
            if limiter.len() >= TOLD_APART {
                *limiter = full(quota, clock);
            }
        }
        limiter
            .check_key(key)
            .map_err(|empty| empty.wait_time_from(clock.now()))
    }
}

fn full<C: Clock + Clone>(quota: Quota, clock: &C) -> Limiter<C> {
    RateLimiter::hashmap_with_clock(quota, clock.clone())
}

fn sentence(away: TurnedAway, wait: Duration) -> String {
    let who = match away {
        TurnedAway::Person => "You have asked me",
        TurnedAway::Channel => "This channel has asked me",
        TurnedAway::Community => "This server has asked me",
        TurnedAway::Busy => return BUSY.to_owned(),
    };
    // In whole seconds, and never none.
    let seconds = wait.as_secs() + 1;
    let again = match seconds {
        1 => "in a second".to_owned(),
        more => format!("in {more} seconds"),
    };
    format!("{who} a lot in a short time, so this one I left out. Please ask it again {again}.")
}

/// Said when too much is waiting.
pub const BUSY: &str =
    "I have more to answer than I can at the moment. Please ask again in a minute.";

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn quotas(
        person: u32,
        channel: u32,
        server: u32,
    ) -> (Quotas<FakeRelativeClock>, FakeRelativeClock) {
        let limits = Limits {
            person_questions: person,
            channel_questions: channel,
            server_questions: server,
            ..Limits::default()
        };
        let clock = FakeRelativeClock::default();
        (Quotas::with_clock(&limits, clock.clone()), clock)
    }

    fn asker<'a>(person: &'a str, channel: &'a str) -> Asker<'a> {
        Asker {
            platform: "test",
            person,
            channel,
            community: "server",
        }
    }

    fn is_silent(verdict: &Verdict) -> bool {
        matches!(verdict, Verdict::Silent(_))
    }

    #[test]
    fn whoever_asks_too_much_is_told_once_and_can_ask_again_later() {
        let (quotas, clock) = quotas(3, 0, 0);
        let ann = asker("Ann", "mill");
        for _ in 0..3 {
            assert_eq!(quotas.ask(&ann), Verdict::Fair);
        }
        let Verdict::Told(TurnedAway::Person, says) = quotas.ask(&ann) else {
            panic!("it is not said");
        };
        assert!(says.starts_with("You have asked me a lot"), "{says}");
        assert!(says.ends_with("in 21 seconds."), "{says}");
        assert!(is_silent(&quotas.ask(&ann)));
        // Nobody else is held to it, nor the same name elsewhere.
        assert_eq!(quotas.ask(&asker("Tom", "mill")), Verdict::Fair);
        let elsewhere = Asker {
            platform: "other",
            ..ann
        };
        assert_eq!(quotas.ask(&elsewhere), Verdict::Fair);

        clock.advance(Duration::from_secs(20));
        assert_eq!(quotas.ask(&ann), Verdict::Fair);
        assert!(is_silent(&quotas.ask(&ann)));
        clock.advance(TOLD_EVERY);
        for _ in 0..3 {
            assert_eq!(quotas.ask(&ann), Verdict::Fair);
        }
        assert!(matches!(quotas.ask(&ann), Verdict::Told(..)));
    }

    #[test]
    fn a_channel_and_a_server_have_their_own() {
        let (quotas, _) = quotas(0, 2, 3);
        for person in ["Ann", "Tom"] {
            assert_eq!(quotas.ask(&asker(person, "mill")), Verdict::Fair);
        }
        let third = quotas.ask(&asker("Mia", "mill"));
        assert!(matches!(third, Verdict::Told(TurnedAway::Channel, _)));
        assert_eq!(quotas.ask(&asker("Mia", "yard")), Verdict::Fair);
        let fifth = quotas.ask(&asker("Mia", "yard"));
        assert!(matches!(fifth, Verdict::Told(TurnedAway::Community, _)));
    }

    #[test]
    fn one_person_does_not_use_up_what_a_channel_has() {
        let (quotas, _) = quotas(2, 4, 0);
        for _ in 0..50 {
            quotas.ask(&asker("Ann", "mill"));
        }
        assert_eq!(quotas.ask(&asker("Tom", "mill")), Verdict::Fair);
        assert_eq!(quotas.ask(&asker("Tom", "mill")), Verdict::Fair);
    }

    #[test]
    fn however_many_ask_the_buckets_stay_bounded() {
        let (quotas, _) = quotas(1, 0, 0);
        for number in 0..TOLD_APART + 10 {
            quotas.ask(&asker(&number.to_string(), "mill"));
        }
        let limiter = quotas.person.limiter.unwrap().into_inner().unwrap();
        assert!(limiter.len() <= TOLD_APART);
    }

    #[test]
    fn a_command_is_answered_each_time() {
        let (quotas, _) = quotas(1, 0, 0);
        assert_eq!(quotas.ask_each_time(&asker("Ann", "mill")), None);
        for _ in 0..2 {
            let (away, says) = quotas.ask_each_time(&asker("Ann", "mill")).unwrap();
            assert_eq!(away, TurnedAway::Person);
            assert!(
                says.contains("in 60 seconds") || says.contains("in 61 seconds"),
                "{says}"
            );
        }
    }
}

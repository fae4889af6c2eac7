//! Which shards are silent for too long, and what is to be done about it.
//! serenity 0.12 loses shards after some failed resumes, and waits without end
//! for a gateway that takes the connection and says nothing.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use serenity::model::id::ShardId;

/// Shards are started one after the other, and so far apart.
const APART: Duration = Duration::from_secs(6);

/// A shard that is started has a session within a second or two; one that has
/// none for so long is refused, or Discord is not well.
const NO_SESSION: Duration = Duration::from_secs(6);

/// After so many restarts without a sign of life everything is built anew.
const RESTARTS: u32 = 2;

/// Looks after the shards of one client.
#[derive(Debug)]
pub(super) struct Watch {
    silence: Duration,
    shards: HashMap<ShardId, Known>,
}

#[derive(Debug)]
struct Known {
    alive: Instant,
    latency: Option<Duration>,
    restarts: u32,
    /// Since when it has run without a session, until that is looked into.
    without: Option<Instant>,
    looked_into: bool,
}

/// What is seen of a shard at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sign {
    /// When its last event came.
    pub(super) heard: Option<Instant>,
    /// How long the last heartbeat's answer took: measured anew each time, so a
    /// change is a sign of life.
    pub(super) latency: Option<Duration>,
    /// Whether it is there; one that is not is being started.
    pub(super) running: bool,
    /// Whether it has a session.
    pub(super) connected: bool,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    Well,
    /// These are to be restarted.
    Restart(Vec<ShardId>),
    /// It is to be looked into why this one gets no session.
    Refused(ShardId),
    /// That did not help: the client is to be built anew.
    Anew,
}

impl Watch {
    /// Looks after shards that are being started from `now` on.
    pub(super) fn new(
        silence: Duration,
        shards: impl Iterator<Item = ShardId>,
        now: Instant,
    ) -> Self {
        let known = shards.zip(0_u32..).map(|(shard, before)| {
            let known = Known {
                alive: now + APART * before,
                latency: None,
                restarts: 0,
                without: None,
                looked_into: false,
            };
            (shard, known)
        });
        Self {
            silence,
            shards: known.collect(),
        }
    }

    /// Every shard it looks after.
    pub(super) fn shards(&self) -> Vec<ShardId> {
        self.shards.keys().copied().collect()
    }

    /// Takes note of what is seen.
    pub(super) fn look(&mut self, seen: &[(ShardId, Sign)], now: Instant) -> Verdict {
        let mut silent = Vec::new();
        let mut refused = None;
        let no_session = NO_SESSION.min(self.silence / 2);
        for (shard, sign) in seen {
            let Some(known) = self.shards.get_mut(shard) else {
                continue;
            };
            let beats = sign.latency.is_some() && sign.latency != known.latency;
            known.latency = sign.latency;
            let last = if beats { Some(now) } else { sign.heard };
            if let Some(last) = last.filter(|last| *last > known.alive) {
                known.alive = last;
                known.restarts = 0;
            }
            if sign.connected {
                (known.without, known.looked_into) = (None, false);
            } else if sign.running {
                let without = *known.without.get_or_insert(now);
                if !known.looked_into && now.saturating_duration_since(without) >= no_session {
                    known.looked_into = true;
                    refused = Some(*shard);
                }
            }
            let quiet = now.saturating_duration_since(known.alive);
            if quiet < self.silence {
                continue;
            }
            // One that is being started is started again and again by itself; a
            // second start would make two of it.
            if sign.running && known.restarts < RESTARTS {
                known.restarts += 1;
                known.alive = now;
                silent.push(*shard);
            } else if sign.running || quiet >= self.silence * (RESTARTS + 1) {
                return Verdict::Anew;
            }
        }
        match refused {
            _ if !silent.is_empty() => Verdict::Restart(silent),
            Some(shard) => Verdict::Refused(shard),
            None => Verdict::Well,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Duration = Duration::from_secs(100);

    fn watch(now: Instant) -> Watch {
        Watch::new(SILENCE, [ShardId(0)].into_iter(), now)
    }

    fn look(watch: &mut Watch, sign: Sign, now: Instant) -> Verdict {
        watch.look(&[(ShardId(0), sign)], now)
    }

    #[test]
    fn events_and_heartbeats_are_signs_of_life() {
        let start = Instant::now();
        let mut watch = watch(start);
        for second in (0..2_000).step_by(50) {
            let now = start + Duration::from_secs(second);
            let sign = Sign {
                heard: (second % 100 == 0).then_some(now),
                latency: Some(Duration::from_micros(second / 100)),
                running: true,
                connected: true,
            };
            assert_eq!(look(&mut watch, sign, now), Verdict::Well, "{second}");
        }
    }

    #[test]
    fn a_silent_shard_is_restarted_then_everything_is_built_anew() {
        let start = Instant::now();
        let mut watch = watch(start);
        let sign = Sign {
            heard: Some(start),
            latency: Some(Duration::from_micros(7)),
            running: true,
            connected: true,
        };
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(look(&mut watch, sign, after(10)), Verdict::Well);
        assert_eq!(look(&mut watch, sign, after(109)), Verdict::Well);
        let restart = Verdict::Restart(vec![ShardId(0)]);
        assert_eq!(look(&mut watch, sign, after(111)), restart);
        assert_eq!(look(&mut watch, sign, after(210)), Verdict::Well);
        assert_eq!(look(&mut watch, sign, after(212)), restart);
        assert_eq!(look(&mut watch, sign, after(313)), Verdict::Anew);
    }

    #[test]
    fn a_restart_that_helps_is_forgotten() {
        let start = Instant::now();
        let mut watch = watch(start);
        let mut now = start;
        for _ in 0..10 {
            now += SILENCE;
            let silent = Sign {
                running: true,
                connected: true,
                ..Sign::default()
            };
            let restart = Verdict::Restart(vec![ShardId(0)]);
            assert_eq!(look(&mut watch, silent, now), restart);
            now += Duration::from_secs(1);
            let back = Sign {
                heard: Some(now),
                running: true,
                connected: true,
                ..Sign::default()
            };
            assert_eq!(look(&mut watch, back, now), Verdict::Well);
        }
    }

    #[test]
    fn what_is_being_started_is_given_longer() {
        let start = Instant::now();
        let mut watch = Watch::new(SILENCE, (0..50).map(ShardId), start);
        let sign = Sign::default();
        let late = [(ShardId(49), sign)];
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(watch.look(&late, after(590)), Verdict::Well);
        assert_eq!(watch.look(&late, after(595)), Verdict::Anew);
    }

    #[test]
    fn a_shard_that_runs_without_a_session_is_looked_into_once() {
        let start = Instant::now();
        let mut watch = watch(start);
        let after = |seconds| start + Duration::from_secs(seconds);
        let without = Sign {
            running: true,
            ..Sign::default()
        };
        assert_eq!(look(&mut watch, without, after(1)), Verdict::Well);
        // Between two attempts it does not run.
        assert_eq!(look(&mut watch, Sign::default(), after(5)), Verdict::Well);
        assert_eq!(look(&mut watch, without, after(6)), Verdict::Well);
        let refused = Verdict::Refused(ShardId(0));
        assert_eq!(look(&mut watch, without, after(8)), refused);
        assert_eq!(look(&mut watch, without, after(40)), Verdict::Well);
        let with = Sign {
            heard: Some(after(41)),
            connected: true,
            ..without
        };
        assert_eq!(look(&mut watch, with, after(41)), Verdict::Well);
        assert_eq!(look(&mut watch, without, after(50)), Verdict::Well);
        assert_eq!(look(&mut watch, without, after(57)), refused);
    }
}

//! What is counted while questions are answered. Every label has one of a few
//! values that are ours: nothing that people or platforms write becomes one.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};

use crate::{
    bot::OUR_FAULT,
    reply::{Block, Line, Reply, Status},
};

/// Upper bounds of the classes of a duration, in seconds: from an answer out of
/// memory to a platform that is down.
const CLASSES: [f64; 15] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
];

/// A part of the way of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// From its arrival until work on it begins: behind others of its channel,
    /// and for a processor.
    Waiting,
    /// Working it out.
    Answering,
    /// Sending the reply, with everything that was tried in vain.
    Sending,
    /// All of it.
    Whole,
}

/// Why a question was not worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedAway {
    /// Its asker had asked too many.
    Person,
    /// Its channel had.
    Channel,
    /// Its server had.
    Community,
    /// Too much was waiting.
    Busy,
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Answering => "answering",
            Self::Sending => "sending",
            Self::Whole => "whole",
        }
    }
}

impl TurnedAway {
    const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Channel => "channel",
            Self::Community => "community",
            Self::Busy => "busy",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    platform: &'static str,
    command: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct At {
    platform: &'static str,
    stage: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Away {
    platform: &'static str,
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Unsent {
    platform: &'static str,
    again: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct On {
    platform: &'static str,
}

/// Counts; cheap to share, safe from many threads.
#[derive(Clone)]
pub struct Metrics {
    questions: Family<Asked, Counter>,
    stages: Family<At, Histogram, fn() -> Histogram>,
    turned_away: Family<Away, Counter>,
    unsent: Family<Unsent, Counter>,
    working: Family<On, Gauge>,
    wanted: Family<On, Gauge>,
    open: Family<On, Gauge>,
    heard: Family<On, Gauge>,
    interruptions: Family<On, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let classes: fn() -> Histogram = || Histogram::new(CLASSES);
        Self {
            questions: Family::default(),
            stages: Family::new_with_constructor(classes),
            turned_away: Family::default(),
            unsent: Family::default(),
            working: Family::default(),
            wanted: Family::default(),
            open: Family::default(),
            heard: Family::default(),
            interruptions: Family::default(),
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Metrics")
    }
}

impl Metrics {
    /// A question was worked out.
    pub fn answered(&self, platform: &'static str, reply: &Reply) {
        let asked = Asked {
            platform,
            command: reply.command,
            outcome: outcome(reply),
        };
        self.questions.get_or_create(&asked).inc();
    }

    /// A part of a question's way took so long.
    pub fn took(&self, platform: &'static str, stage: Stage, time: Duration) {
        let at = At {
            platform,
            stage: stage.name(),
        };
        self.stages.get_or_create(&at).observe(time.as_secs_f64());
    }

    /// A question was not worked out.
    pub fn turned_away(&self, platform: &'static str, reason: TurnedAway) {
        let away = Away {
            platform,
            reason: reason.name(),
        };
        self.turned_away.get_or_create(&away).inc();
    }

    /// Sending a reply failed; `again` says whether it is tried again.
    pub fn unsent(&self, platform: &'static str, again: bool) {
        let again = if again { "yes" } else { "no" };
        self.unsent.get_or_create(&Unsent { platform, again }).inc();
    }

    /// Something is being worked out, for as long as what is returned lives.
    #[must_use]
    pub fn working(&self, platform: &'static str) -> Working {
        let gauge = self.working.get_or_create(&On { platform }).clone();
        gauge.inc();
        Working(gauge)
    }

    /// A platform is served over so many connections, so many of which are
    /// open.
    pub fn connections(&self, platform: &'static str, open: usize, wanted: usize) {
        let set = |family: &Family<On, Gauge>, number: usize| {
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            family.get_or_create(&On { platform }).set(number);
        };
        set(&self.open, open);
        set(&self.wanted, wanted);
    }

    /// A platform said something: an event, an answer to a sync.
    pub fn heard(&self, platform: &'static str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
        self.heard.get_or_create(&On { platform }).set(seconds);
    }

    /// A connection to a platform was lost, or a sync failed.
    pub fn interrupted(&self, platform: &'static str) {
        self.interruptions.get_or_create(&On { platform }).inc();
    }

    /// Open and wanted connections of a platform; nothing before it has said
    /// how many it wants.
    pub(super) fn connected(&self, platform: &'static str) -> Option<(i64, i64)> {
        let on = On { platform };
        let wanted = self.wanted.get(&on)?.get();
        Some((self.open.get(&on).map_or(0, |open| open.get()), wanted))
    }

    /// The registry of everything that is counted.
    pub(super) fn registry(&self) -> Registry {
        let Self {
            questions,
            stages,
            turned_away,
            unsent,
            working,
            wanted,
            open,
            heard,
            interruptions,
        } = self.clone();
        let mut registry = Registry::with_prefix("verbatim");
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "The program that runs", Info::new(version));
        registry.register(
            "questions",
            "Questions worked out, by command and outcome (answered, not_in_article, refused, failed)",
            questions,
        );
        registry.register_with_unit(
            "stage",
            "How long the parts of a question's way took (waiting, answering, sending, whole)",
            Unit::Seconds,
            stages,
        );
        registry.register(
            "turned_away",
            "Questions not worked out, by whose limit was reached (person, channel, community) or because too much waited (busy)",
            turned_away,
        );
        registry.register(
            "unsent",
            "Attempts to send a reply that failed, by whether another follows",
            unsent,
        );
        registry.register("working", "Questions that are being worked out", working);
        registry.register(
            "connections_wanted",
            "Connections that a platform is served over: shards of Discord, the sync of Matrix",
            wanted,
        );
        registry.register("connections_open", "Those of them that are open", open);
        registry.register_with_unit(
            "heard_timestamp",
            "When a platform last said something, since 1970",
            Unit::Seconds,
            heard,
        );
        registry.register(
            "interruptions",
            "Connections that were lost, and syncs that failed",
            interruptions,
        );
        registry
    }
}

/// Something that is being worked out.
#[derive(Debug)]
pub struct Working(Gauge);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.dec();
    }
}

pub(super) fn outcome(reply: &Reply) -> &'static str {
    let failed = |block: &Block| *block == Block::Text(Line::own(OUR_FAULT));
    match reply.status {
        Status::Answered => "answered",
        Status::NotInArticle => "not_in_article",
        Status::Refused if reply.blocks.iter().any(failed) => "failed",
        Status::Refused => "refused",
    }
}

//! What may be answered to an interaction, when, and how often.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Within that it is acknowledged.
const AT_ONCE: Duration = Duration::from_secs(3);

/// Within that its answer can be filled in, changed and added to.
const AFTERWARDS: Duration = Duration::from_mins(15);

/// Interactions that were sent to the bot.
#[derive(Default)]
pub(crate) struct Interactions(BTreeMap<String, Open>);

struct Open {
    kind: u64,
    token: String,
    since: Instant,
    /// The type of the callback that acknowledged it.
    acknowledged: Option<u64>,
}

/// Status, body, and what of it is the bot's fault.
pub(crate) type Refused = (u16, Value, String);

impl Interactions {
    pub(crate) fn open(&mut self, id: &str, kind: u64, token: &str, now: Instant) {
        let open = Open {
            kind,
            token: token.to_owned(),
            since: now,
            acknowledged: None,
        };
        self.0.insert(id.to_owned(), open);
    }

    pub(crate) fn acknowledge(
        &mut self,
        id: &str,
        token: &str,
        callback: u64,
        now: Instant,
    ) -> Result<(), Refused> {
        let unknown = |why: &str| {
            let body = json!({"message": "Unknown interaction", "code": 10_062});
            Err((404, body, format!("interaction {id}: {why}")))
        };
        let Some(open) = self.0.get_mut(id).filter(|open| open.token == token) else {
            return unknown("there is none");
        };
        if open.acknowledged.is_some() {
            let message = "Interaction has already been acknowledged.";
            let body = json!({"message": message, "code": 40_060});
            return Err((400, body, format!("interaction {id} acknowledged twice")));
        }
        if now.saturating_duration_since(open.since) > AT_ONCE {
            return unknown("acknowledged after more than 3 s");
        }
        let fits: &[u64] = match open.kind {
            1 => &[1],
            2 => &[4, 5, 9],
            3 => &[4, 5, 6, 7, 9],
            4 => &[8],
            5 => &[4, 5, 6, 7],
            _ => &[],
        };
        if !fits.contains(&callback) {
            let body = json!({"message": "Invalid Form Body", "code": 50_035});
            let why = format!("callback {callback} does not fit interaction {}", open.kind);
            return Err((400, body, why));
        }
        open.acknowledged = Some(callback);
        Ok(())
    }

    /// Whether something may be done with the answer by its token.
    pub(crate) fn afterwards(&self, token: &str, now: Instant) -> Result<(), Refused> {
        let open = self.0.values().find(|open| open.token == token);
        let body = |message: &str, code: u64| json!({"message": message, "code": code});
        match open {
            Some(open) if now.saturating_duration_since(open.since) > AFTERWARDS => Err((
                401,
                body("Invalid Webhook Token", 50_027),
                "a token after 15 minutes".to_owned(),
            )),
            Some(Open {
                acknowledged: Some(4..=7),
                ..
            }) => Ok(()),
            _ => Err((
                404,
                body("Unknown Webhook", 10_015),
                "an answer changed that there is not".to_owned(),
            )),
        }
    }

    /// Interactions that nobody has acknowledged.
    pub(crate) fn waiting(&self) -> usize {
        self.0
            .values()
            .filter(|open| open.acknowledged.is_none())
            .count()
    }
}

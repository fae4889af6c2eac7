//! An interaction waits for its one answer: within three seconds, or announced
//! within them and given within a quarter of an hour.

use std::{future::Future, sync::Arc, time::Duration};

use serenity::{
    Error,
    builder::{
        Builder, CreateInteractionResponse as Response, CreateInteractionResponseMessage as Said,
        EditInteractionResponse,
    },
    http::Http,
    model::id::InteractionId,
};
use tokio::time::{Instant, sleep, timeout};

use super::health::Health;

/// After that an answer is announced first: Discord waits three seconds, and
/// the way there takes some of them.
const AT_ONCE: Duration = Duration::from_millis(1_200);

/// For how long an answer is given again when it did not go through.
const STILL: Duration = Duration::from_millis(2_500);

/// For how long one that was announced is: its token lives for 15 minutes.
const ANNOUNCED: Duration = Duration::from_mins(14);

/// Pauses before it is given again; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// What Discord says of an interaction that has its answer.
const ACKNOWLEDGED: isize = 40_060;

/// One interaction.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    id: InteractionId,
    pub(super) token: String,
    health: Arc<Health>,
}

/// How an answer that takes its time is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Announced {
    /// As a message that is being written; whether the asker alone sees it is
    /// settled then.
    Message { private: bool },
    /// Not at all: the message with the button stays as it is until it changes.
    Change,
}

impl Waiting {
    pub(super) fn new(id: InteractionId, token: &str, health: Arc<Health>) -> Self {
        Self {
            id,
            token: token.to_owned(),
            health,
        }
    }

    /// Gives the answer; again when Discord or the network fails.
    pub(super) async fn answer(&self, http: &Http, response: Response) -> serenity::Result<()> {
        let mut again = false;
        repeated(STILL, &self.health, || {
            let given = response.clone().execute(http, (self.id, &self.token));
            let before = std::mem::replace(&mut again, true);
            async move {
                match given.await {
                    // The first time went through, and only its answer did not.
                    Err(fault) if before && code(&fault) == Some(ACKNOWLEDGED) => Ok(()),
                    given => given,
                }
            }
        })
        .await
    }

    /// What `working` gives, when it is there at once; else the answer is
    /// announced and waited for, and that is said with it.
    pub(super) async fn at_once<T>(
        &self,
        http: &Http,
        announced: Announced,
        patience: Patience,
        working: impl Future<Output = T>,
    ) -> serenity::Result<(T, bool)> {
        tokio::pin!(working);
        if patience == Patience::Some
            && let Ok(done) = timeout(AT_ONCE, &mut working).await
        {
            return Ok((done, false));
        }
        let announcement = match announced {
            Announced::Message { private } => Response::Defer(Said::new().ephemeral(private)),
            Announced::Change => Response::Acknowledge,
        };
        // Works on meanwhile.
        let (given, done) = tokio::join!(self.answer(http, announcement), working);
        given.map(|()| (done, true))
    }

    /// Fills in what was announced.
    pub(super) async fn fill_in(
        &self,
        http: &Http,
        edit: EditInteractionResponse,
    ) -> serenity::Result<()> {
        repeated(ANNOUNCED, &self.health, || {
            let edited = edit.clone().execute(http, &self.token);
            async move {
                match edited.await {
                    // It was taken, and what came back cannot be read.
                    Ok(_) | Err(Error::Json(_)) => Ok(()),
                    Err(fault) => Err(fault),
                }
            }
        })
        .await
    }
}

/// Whether there is time to wait before an answer is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// Most answers take milliseconds.
    Some,
    /// This one opens pages or reads files.
    None,
}

async fn repeated<F, G>(within: Duration, health: &Health, mut attempt: F) -> serenity::Result<()>
where
    F: FnMut() -> G,
    G: Future<Output = serenity::Result<()>>,
{
    let until = Instant::now() + within;
    let mut pause = FIRST_PAUSE;
    loop {
        match attempt().await {
            Err(fault) if passes(&fault) && Instant::now() + pause < until => {
                health.failed(&fault);
                tracing::warn!(%fault, "an interaction is answered again");
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            done => return done,
        }
    }
}

/// Whether the same may work later.
fn passes(fault: &Error) -> bool {
    match fault {
        Error::Http(http) => http
            .status_code()
            .is_none_or(|status| status.is_server_error() || status.as_u16() == 429),
        _ => false,
    }
}

/// Discord's own number of a fault.
fn code(fault: &Error) -> Option<isize> {
    match fault {
        Error::Http(serenity::http::HttpError::UnsuccessfulRequest(response)) => {
            Some(response.error.code)
        }
        _ => None,
    }
}

//! Hears what happens in the rooms: asks the server for it, finds the
//! questions in it, and hands them to the desk before the server's place in
//! the story is kept.

use std::{sync::Arc, time::Duration};

use anyhow::bail;
use matrix_sdk::{
    Client, HttpError, RefreshTokenError, Room,
    config::SyncSettings,
    deserialized_responses::{TimelineEvent, TimelineEventKind},
    room::MessagesOptions,
    ruma::{
        EventId, MilliSecondsSinceUnixEpoch, OwnedRoomId, UserId,
        api::{
            client::filter::{FilterDefinition, LazyLoadOptions, RoomEventFilter, RoomFilter},
            error::ErrorKind,
        },
        events::{
            AnySyncMessageLikeEvent, AnySyncStateEvent, AnySyncTimelineEvent, StateEventType,
            SyncMessageLikeEvent, SyncStateEvent,
            reaction::OriginalSyncReactionEvent,
            room::{
                member::MembershipState,
                message::{MessageType, OriginalSyncRoomMessageEvent, Relation},
            },
        },
        serde::Raw,
        uint,
    },
    sync::SyncResponse,
};
use tokio::{sync::watch, time::sleep};

use super::{
    account::Account,
    address::{Addressing, Circumstances, asked},
    office::{Place, Post},
    rooms,
};
use crate::{
    chat::{
        desk::{Desk, Office, Question, Unsent, now},
        serving::Serving,
    },
    store::{Feedback, Memory, MessageKey, Store, Vote},
};

/// How long the server holds a request while nothing happens.
const HELD: Duration = Duration::from_secs(30);

/// Longest pause after a request that failed.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Messages older than this are history, also after a long time away.
const OLDEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Messages of one room that are fetched after a time away, at most.
const MISSED: usize = 1_000;

/// Messages that wait for their key, at most.
const WITHOUT_KEY: usize = 500;

/// How long a key may take before the room is told that it is missing.
const KEY_PATIENCE: Duration = Duration::from_secs(20);

/// For how long a place in the story is kept, in seconds: for ever.
const FOR_EVER: i64 = i64::MAX / 2;

/// A message that cannot be read yet.
struct Locked {
    room: OwnedRoomId,
    event: Raw<AnySyncTimelineEvent>,
    session: Option<String>,
    since: tokio::time::Instant,
}

struct Listener {
    client: Client,
    desk: Arc<Desk<Post>>,
    store: Arc<Store>,
    prefix: String,
    invitations: Vec<String>,
    /// Where the server's story is kept.
    bookmark: String,
    locked: Vec<Locked>,
    /// Sessions of which a room was told that their key is missing.
    told: Vec<String>,
}

/// Serves until it is stopped or the account is no longer ours.
pub(super) async fn run(client: Client, account: &Account, serving: Serving) -> anyhow::Result<()> {
    let Some(user) = client.user_id().map(ToOwned::to_owned) else {
        bail!("the client is not logged in");
    };
    if serving.config.matrix.invitations.is_empty() {
        tracing::warn!("matrix.invitations is empty: no invitation is accepted");
    }
    tracing::info!(%user, homeserver = account.homeserver, "on Matrix");
    let post = Post {
        client: client.clone(),
        titles: serving.bot.library().len() > 1,
    };
    let store = Arc::clone(&serving.store);
    let mut stop = serving.stop.clone();
    let mut listener = Listener {
        client,
        prefix: serving.config.matrix.prefix.clone(),
        invitations: serving.config.matrix.invitations.clone(),
        bookmark: format!("matrix sync of {user}"),
        desk: Desk::new(post, serving),
        store,
        locked: Vec::new(),
        told: Vec::new(),
    };
    let served = listener.serve(&mut stop).await;
    listener.desk.drained().await;
    served
}

impl Listener {
    async fn serve(&mut self, stop: &mut watch::Receiver<bool>) -> anyhow::Result<()> {
        let mut token = self.store.memory(&self.bookmark, now())?;
        if token.is_some() && self.client.rooms().is_empty() {
            // A new device knows none of its rooms, and what happened since
            // the bookmark would not bring them.
            tokio::select! {
                rooms = self.ask(None, Duration::ZERO) => drop(rooms?),
                _ = stop.wait_for(|stop| *stop) => return Ok(()),
            }
        }
        tokio::select! {
            // The first look brings the rooms and their keys, so that what
            // lies in the outbox can be sent.
            started = self.first_look(&mut token) => started?,
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        }
        tokio::select! {
            resumed = self.desk.resume() => resumed?,
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        }
        loop {
            let response = tokio::select! {
                response = self.ask(token.as_deref(), self.held()) => response?,
                _ = stop.wait_for(|stop| *stop) => return Ok(()),
            };
            self.hear(&response).await;
            self.keep(&response.next_batch)?;
            token = Some(response.next_batch);
        }
    }

    /// At the very first start everything that is there is history.
    async fn first_look(&mut self, token: &mut Option<String>) -> anyhow::Result<()> {
        let response = self.ask(token.as_deref(), Duration::ZERO).await?;
        if token.is_some() {
            self.hear(&response).await;
        } else {
            self.invitations(&response);
        }
        // Those that came before this start are not told again.
        let told = &response.rooms.invited;
        for room in self.client.invited_rooms() {
            if !told.contains_key(room.room_id()) {
                self.invitation(room);
            }
        }
        self.keep(&response.next_batch)?;
        *token = Some(response.next_batch);
        Ok(())
    }

    /// Whoever waits for a key is told in time that it is missing.
    fn held(&self) -> Duration {
        if self.locked.is_empty() {
            HELD
        } else {
            HELD / 6
        }
    }

    /// The server's place in the story, kept once everything before it is
    /// written down.
    fn keep(&self, token: &str) -> anyhow::Result<()> {
        let memory = Memory {
            conversation: &self.bookmark,
            memory: token,
            expires_at: FOR_EVER,
        };
        Ok(self.store.set_memory(memory, now())?)
    }

    /// What happened since `token`. Tries until the server answers; fails
    /// only when the account is lost.
    async fn ask(&self, token: Option<&str>, held: Duration) -> anyhow::Result<SyncResponse> {
        let mut pause = Duration::from_secs(1);
        loop {
            let mut settings = SyncSettings::new().timeout(held).filter(filter().into());
            if let Some(token) = token {
                settings = settings.token(token.to_owned());
            }
            let fault = match self.client.sync_once(settings).await {
                Ok(response) => return Ok(response),
                Err(fault) => fault,
            };
            match kind(&fault) {
                Some(ErrorKind::UnknownToken { .. } | ErrorKind::MissingToken) => bail!(
                    "the homeserver no longer knows this session: it was logged out. Run `verbatim matrix logout`, then start again with VERBATIM_MATRIX_PASSWORD"
                ),
                Some(
                    ErrorKind::UserDeactivated | ErrorKind::UserLocked | ErrorKind::UserSuspended,
                ) => {
                    bail!("the account was closed by the homeserver: {fault}")
                }
                _ => {}
            }
            tracing::warn!(
                seconds = pause.as_secs(),
                "the homeserver did not answer: {fault}"
            );
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn hear(&mut self, response: &SyncResponse) {
        self.invitations(response);
        for (id, update) in &response.rooms.joined {
            let Some(room) = self.client.get_room(id) else {
                continue;
            };
            let missed = match (&update.timeline.prev_batch, update.timeline.limited) {
                (Some(from), true) => self.missed(&room, from).await,
                _ => Vec::new(),
            };
            for event in missed.iter().chain(&update.timeline.events) {
                self.event(&room, event).await;
            }
        }
        self.unlock().await;
    }

    fn invitations(&self, response: &SyncResponse) {
        for id in response.rooms.invited.keys() {
            let Some(room) = self.client.get_room(id) else {
                continue;
            };
            self.invitation(room);
        }
    }

    fn invitation(&self, room: Room) {
        let desk = Arc::clone(&self.desk);
        let allowed = self.invitations.clone();
        let prefix = self.prefix.clone();
        tokio::spawn(async move {
            rooms::invited(desk.office(), room, &allowed, &prefix).await;
        });
    }

    /// What the server left out of its answer, oldest first: as far back as
    /// what was handled before.
    async fn missed(&self, room: &Room, from: &str) -> Vec<TimelineEvent> {
        let mut missed = Vec::new();
        let mut from = Some(from.to_owned());
        while let Some(place) = from.take() {
            let mut options = MessagesOptions::backward().from(place.as_str());
            options.limit = uint!(100);
            let Ok(page) = room.messages(options).await else {
                tracing::warn!(room = %room.room_id(), "missed messages could not be fetched");
                break;
            };
            let known = page.chunk.iter().any(|event| self.is_known(room, event));
            let old = page.chunk.iter().any(|event| is_history(event.timestamp()));
            let fetched = page.chunk.len();
            missed.extend(page.chunk);
            if known || old || fetched == 0 || missed.len() >= MISSED {
                break;
            }
            from = page.end;
        }
        missed.reverse();
        missed
    }

    fn is_known(&self, room: &Room, event: &TimelineEvent) -> bool {
        event.event_id().is_some_and(|id| {
            let handled = self.store.is_handled(&key(room, &id));
            handled.unwrap_or(false)
        })
    }

    async fn event(&mut self, room: &Room, event: &TimelineEvent) {
        if let TimelineEventKind::UnableToDecrypt { event, utd_info } = &event.kind {
            if self.locked.len() < WITHOUT_KEY {
                self.locked.push(Locked {
                    room: room.room_id().to_owned(),
                    event: event.clone(),
                    session: utd_info.session_id.clone(),
                    since: tokio::time::Instant::now(),
                });
            }
            return;
        }
        let Ok(event) = event.raw().deserialize() else {
            return;
        };
        match event {
            AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::RoomMessage(
                SyncMessageLikeEvent::Original(message),
            )) => self.message(room, message).await,
            AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::Reaction(
                SyncMessageLikeEvent::Original(reaction),
            )) => self.reaction(room, reaction).await,
            AnySyncTimelineEvent::MessageLike(AnySyncMessageLikeEvent::RoomRedaction(
                redaction,
            )) => {
                let rules = room.clone_info().room_version_rules_or_default();
                if let Some(redacted) = redaction
                    .as_original()
                    .map(|redaction| redaction.redacts(&rules.redaction))
                {
                    self.redaction(room, redacted).await;
                }
            }
            AnySyncTimelineEvent::State(AnySyncStateEvent::RoomTombstone(
                SyncStateEvent::Original(tombstone),
            )) => {
                let to = tombstone.content.replacement_room;
                let room = room.clone();
                tokio::spawn(async move { rooms::follow(&room, &to).await });
            }
            AnySyncTimelineEvent::State(AnySyncStateEvent::RoomMember(member))
                if !matches!(
                    member.membership(),
                    MembershipState::Join | MembershipState::Invite
                ) =>
            {
                let room = room.clone();
                tokio::spawn(async move { rooms::leave_when_empty(&room).await });
            }
            _ => {}
        }
    }

    async fn message(&self, room: &Room, event: OriginalSyncRoomMessageEvent) {
        if event.sender == room.own_user_id() || is_history(Some(event.origin_server_ts)) {
            return;
        }
        // Notices are what bots say; answering them is how two bots talk for ever.
        let MessageType::Text(text) = &event.content.msgtype else {
            return;
        };
        if self.was_before_us(room, event.origin_server_ts).await {
            return;
        }
        if let Some(Relation::Replacement(replacement)) = &event.content.relates_to {
            let MessageType::Text(text) = &replacement.new_content.msgtype else {
                return;
            };
            let original = replacement.event_id.clone();
            let Some(question) = self
                .question(room, &event, &text.body, original.as_str())
                .await
            else {
                return;
            };
            self.edited(&event.event_id, question);
            return;
        }
        let message = event.event_id.as_str();
        if let Some(question) = self.question(room, &event, &text.body, message).await {
            self.desk.take(question);
        }
    }

    /// The question in a message, when it is for the bot.
    async fn question(
        &self,
        room: &Room,
        event: &OriginalSyncRoomMessageEvent,
        body: &str,
        message: &str,
    ) -> Option<Question> {
        let own = room.own_user_id();
        let name = match room.get_member_no_sync(own).await {
            Ok(Some(member)) => member.display_name().map(str::to_owned),
            _ => None,
        };
        let direct = rooms::is_direct(room).await;
        let around = Circumstances {
            mentions_bot: event
                .content
                .mentions
                .as_ref()
                .is_some_and(|mentions| mentions.user_ids.contains(own)),
            direct,
            to_bot: self.is_to_bot(room, event),
        };
        let how = Addressing {
            user: own.as_str(),
            name: name.as_deref(),
            prefix: &self.prefix,
        };
        let text = asked(body, how, around)?;
        let thread = match &event.content.relates_to {
            Some(Relation::Thread(thread)) => Some(thread.event_id.to_string()),
            _ => None,
        };
        let channel = room.room_id().to_string();
        let place = Place {
            thread: thread.clone(),
            shared: !direct,
        };
        Some(Question {
            conversation: format!(
                "matrix {channel} {} {}",
                thread.as_deref().unwrap_or_default(),
                event.sender
            ),
            channel,
            // A room stands for itself: what is added there stays there.
            community: String::new(),
            message: message.to_owned(),
            author: event.sender.to_string(),
            text,
            moderator: may_moderate(room, &event.sender).await,
            place: serde_json::to_value(place).unwrap_or_default(),
        })
    }

    /// Whether a message replies to one of ours, or stands in a thread in
    /// which we have answered.
    fn is_to_bot(&self, room: &Room, event: &OriginalSyncRoomMessageEvent) -> bool {
        let ours = |id: &EventId| matches!(self.desk.answered_by(id.as_str()), Ok(Some(_)));
        // A question is the root of the thread that its answer begins.
        let asked = |id: &EventId| matches!(self.store.answer_to(&key(room, id)), Ok(Some(_)));
        match &event.content.relates_to {
            Some(Relation::Reply(reply)) => ours(&reply.in_reply_to.event_id),
            Some(Relation::Thread(thread)) => {
                ours(&thread.event_id)
                    || asked(&thread.event_id)
                    || thread
                        .in_reply_to
                        .as_ref()
                        .is_some_and(|reply| ours(&reply.event_id))
            }
            _ => false,
        }
    }

    fn edited(&self, edit: &EventId, question: Question) {
        let answer = self.desk.answer_to(&question.channel, &question.message);
        let Ok(Some(answer)) = answer else {
            // Not answered before: an edit may make a message a question.
            let mut question = question;
            question.message = edit.to_string();
            self.desk.take(question);
            return;
        };
        let desk = Arc::clone(&self.desk);
        let edit = edit.to_owned();
        tokio::spawn(async move {
            let letter = desk.worked_out(&question).await;
            let key = MessageKey {
                platform: Post::PLATFORM.to_owned(),
                channel: question.channel,
                message: question.message,
            };
            let replaced = desk.office().replace(&key, &edit, &answer, letter).await;
            if let Err(Unsent::Later(fault) | Unsent::Never(fault)) = replaced {
                tracing::warn!("an answer could not be changed: {fault:#}");
            }
        });
    }

    async fn redaction(&self, room: &Room, redacted: &EventId) {
        let key = key(room, redacted);
        if let Ok(Some(answered)) = self.store.answer_to(&key)
            && let Err(Unsent::Later(fault) | Unsent::Never(fault)) =
                self.desk.office().take_back(&key, &answered.answer).await
        {
            tracing::warn!("an answer could not be taken back: {fault:#}");
        }
    }

    /// A thumb is an opinion; a number chooses what the answer offered.
    async fn reaction(&self, room: &Room, event: OriginalSyncReactionEvent) {
        if event.sender == room.own_user_id() || is_history(Some(event.origin_server_ts)) {
            return;
        }
        let about = &event.content.relates_to;
        let Ok(Some((asked, offers))) = self.desk.answered_by(about.event_id.as_str()) else {
            return;
        };
        let sign = about.key.trim_end_matches('\u{fe0f}');
        let vote = match sign.chars().next() {
            Some('👍') => Some(Vote::Up),
            Some('👎') => Some(Vote::Down),
            _ => None,
        };
        if let Some(vote) = vote {
            let feedback = Feedback {
                key: asked,
                person: event.sender.to_string(),
                vote,
                reason: None,
                at: now(),
            };
            if let Err(fault) = self.store.vote(&feedback) {
                tracing::error!(%fault, "an opinion could not be kept");
            }
            return;
        }
        let number = sign
            .strip_suffix('\u{20e3}')
            .map(|digit| digit.trim_end_matches('\u{fe0f}'))
            .and_then(|digit| digit.parse::<usize>().ok());
        let Some(offer) = number.and_then(|number| offers.get(number.checked_sub(1)?)) else {
            return;
        };
        let channel = room.room_id().to_string();
        let place = Place {
            thread: None,
            shared: !rooms::is_direct(room).await,
        };
        self.desk.take(Question {
            conversation: format!("matrix {channel}  {}", event.sender),
            channel,
            community: String::new(),
            message: event.event_id.to_string(),
            author: event.sender.to_string(),
            text: format!("/{}", offer.line),
            moderator: may_moderate(room, &event.sender).await,
            place: serde_json::to_value(place).unwrap_or_default(),
        });
    }

    /// Whether a message was said before the bot came into the room.
    async fn was_before_us(&self, room: &Room, at: MilliSecondsSinceUnixEpoch) -> bool {
        let own = room.own_user_id();
        let Ok(Some(member)) = room.get_member_no_sync(own).await else {
            return false;
        };
        let joined = member.event().origin_server_ts();
        joined.is_some_and(|joined| at < joined)
    }

    /// Reads what could not be read before, where the key has come.
    async fn unlock(&mut self) {
        let mut locked = std::mem::take(&mut self.locked);
        let mut waiting = Vec::new();
        for one in locked.drain(..) {
            let Some(room) = self.client.get_room(&one.room) else {
                continue;
            };
            let read = room
                .decrypt_event(one.event.cast_ref_unchecked(), None)
                .await;
            match read {
                Ok(event) if !event.kind.is_utd() => self.event(&room, &event).await,
                Ok(_) | Err(_) => {
                    self.missing_key(&room, &one).await;
                    waiting.push(one);
                }
            }
        }
        self.locked.extend(waiting);
    }

    /// Says once a session that its key is missing.
    async fn missing_key(&mut self, room: &Room, locked: &Locked) {
        let session = locked.session.clone().unwrap_or_default();
        if locked.since.elapsed() < KEY_PATIENCE || self.told.contains(&session) {
            return;
        }
        let direct = rooms::is_direct(room).await;
        tracing::warn!(room = %room.room_id(), session, "a message cannot be read: its key is missing");
        self.told.push(session);
        // In a room with others it may not have been for the bot at all.
        if direct {
            let event: Option<matrix_sdk::ruma::OwnedEventId> =
                locked.event.get_field("event_id").ok().flatten();
            let says = "I cannot read this message: your client has not sent me its key. When it does, I answer.";
            self.desk.office().remark(room, says, event).await;
        }
    }
}

/// What the server is asked for: messages enough to survive a short time away.
fn filter() -> FilterDefinition {
    let mut timeline = RoomEventFilter::default();
    timeline.limit = Some(uint!(50));
    let mut room = RoomFilter::default();
    room.timeline = timeline;
    // Who is there is needed before something is encrypted, and asked for then.
    // With it servers say how many are there, which Synapse does not without.
    room.state.lazy_load_options = LazyLoadOptions::Enabled {
        include_redundant_members: false,
    };
    let mut filter = FilterDefinition::default();
    filter.room = room;
    filter
}

/// What the server says is wrong, also when it says so of the token that is to
/// be exchanged for another.
fn kind(fault: &matrix_sdk::Error) -> Option<&ErrorKind> {
    if let matrix_sdk::Error::Http(http) = fault
        && let HttpError::RefreshToken(RefreshTokenError::MatrixAuth(refused)) = &**http
    {
        return refused.client_api_error_kind();
    }
    fault.client_api_error_kind()
}

fn key(room: &Room, message: &EventId) -> MessageKey {
    MessageKey {
        platform: Post::PLATFORM.to_owned(),
        channel: room.room_id().to_string(),
        message: message.to_string(),
    }
}

/// Whether something was said so long ago that nobody waits for an answer.
fn is_history(at: Option<MilliSecondsSinceUnixEpoch>) -> bool {
    let Some(at) = at else { return false };
    let at = i64::try_from(u64::from(at.as_secs())).unwrap_or(i64::MAX);
    now().saturating_sub(at) > i64::try_from(OLDEST.as_secs()).unwrap_or(i64::MAX)
}

/// Who may change the room's settings may say which articles it asks; in a
/// room of two both may.
async fn may_moderate(room: &Room, user: &UserId) -> bool {
    if rooms::is_direct(room).await {
        return true;
    }
    match room.power_levels().await {
        Ok(levels) => {
            levels.user_can_send_state(user, StateEventType::RoomTopic)
                && levels.user_can_kick(user)
        }
        Err(_) => false,
    }
}

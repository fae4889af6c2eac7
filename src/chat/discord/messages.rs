//! Messages: which of them are questions, and what became of them when they
//! are edited or deleted.

use std::{sync::Arc, time::Duration};

use serenity::{
    model::{
        Permissions,
        channel::{Message, MessageType},
        id::{ChannelId, GuildId, MessageId, RoleId, UserId},
    },
    prelude::Context,
};
use tokio::{
    task::spawn_blocking,
    time::{sleep, timeout},
};

use super::{handler::Handler, office::Post, threads::Place};
use crate::{
    chat::desk::{Office, Question, Unsent},
    store::MessageKey,
};

/// How often it is looked whether an edited question has got its answer, and
/// for how long.
const LOOK: Duration = Duration::from_millis(100);
const ANSWERED: Duration = Duration::from_secs(30);

/// Pauses before a change of an answer is tried again; each is twice the last.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LAST_PAUSE: Duration = Duration::from_secs(16);

/// The question in a message, when it is for the bot.
pub(super) fn question(message: &Message, own: UserId, moderator: bool) -> Option<Question> {
    let human = !message.author.bot && message.webhook_id.is_none() && message.author.id != own;
    let said = matches!(
        message.kind,
        MessageType::Regular | MessageType::InlineReply
    );
    let direct = message.guild_id.is_none();
    if !human || !said || !direct && !message.mentions_user_id(own) {
        return None;
    }
    let text = without_mention(&message.content, own);
    Some(Question {
        channel: message.channel_id.to_string(),
        community: community(message.guild_id),
        message: message.id.to_string(),
        conversation: format!("discord {} {}", message.channel_id, message.author.id),
        author: message.author.id.to_string(),
        text,
        moderator,
        place: serde_json::Value::Null,
    })
}

/// Where a message stands, as the desk keeps it.
fn place(context: &Context, message: &Message) -> serde_json::Value {
    let place = Place::known(context, message.guild_id, message.channel_id);
    serde_json::to_value(place).unwrap_or_default()
}

/// A server as the community of its channels; a direct chat has none.
pub(super) fn community(guild: Option<GuildId>) -> String {
    guild.map_or_else(String::new, |guild| format!("server {guild}"))
}

/// The text without the bot's mention, wherever it stands.
fn without_mention(content: &str, own: UserId) -> String {
    let plain = format!("<@{own}>");
    let nick = format!("<@!{own}>");
    let text = content.replace(&plain, " ").replace(&nick, " ");
    text.trim().trim_start_matches([',', ':']).trim().to_owned()
}

/// Whether somebody may use moderators' commands in a server.
pub(super) fn may_moderate(
    permissions: Option<Permissions>,
    roles: &[RoleId],
    role: Option<RoleId>,
) -> bool {
    let by_role = role.is_some_and(|role| roles.contains(&role));
    by_role || permissions.is_some_and(|has| has.manage_messages() || has.administrator())
}

impl Handler {
    pub(super) async fn heard(&self, context: &Context, message: &Message) {
        let Some(own) = self.own() else { return };
        let moderator = self.moderates(context, message);
        if let Some(mut question) = question(message, own, moderator) {
            question.place = place(context, message);
            self.found(message.channel_id, message.guild_id);
            let desk = Arc::clone(&self.desk);
            // Writing it down may have to wait for the disk. A panic is logged
            // by its hook.
            let _ = spawn_blocking(move || desk.take(question)).await;
        }
    }

    /// What the author may do, out of what is known of the server's roles.
    fn moderates(&self, context: &Context, message: &Message) -> bool {
        let (Some(guild), Some(member)) = (message.guild_id, &message.member) else {
            return false;
        };
        let permissions = context.cache.guild(guild).map(|guild| {
            if guild.owner_id == message.author.id {
                return Permissions::all();
            }
            let everyone = RoleId::new(guild.id.get());
            let roles = member.roles.iter().chain([&everyone]);
            roles
                .filter_map(|role| guild.roles.get(role))
                .fold(Permissions::empty(), |all, role| all | role.permissions)
        });
        may_moderate(permissions, &member.roles, self.moderator_role)
    }

    /// An edited question edits its answer; an edit can also make a question.
    pub(super) async fn edited(&self, context: &Context, message: &Message) {
        let Some(own) = self.own() else { return };
        let moderator = self.moderates(context, message);
        let Some(mut question) = question(message, own, moderator) else {
            return;
        };
        question.place = place(context, message);
        let answer = || self.answer_to(message.channel_id, message.id);
        let answer = match answer() {
            Some(answer) => answer,
            None if self.desk.take(question.clone()) => return,
            // It is being answered as it was before.
            None => {
                let given = async {
                    loop {
                        sleep(LOOK).await;
                        if let Some(answer) = answer() {
                            return answer;
                        }
                    }
                };
                match timeout(ANSWERED, given).await {
                    Ok(answer) => answer,
                    Err(_) => return,
                }
            }
        };
        let Some(letter) = self.desk.worked_out(&question).await else {
            return;
        };
        let key = key(message.channel_id, message.id);
        self.change(&key, &answer, Some(letter)).await;
    }

    /// A deleted question deletes its answer, also one that is still to come.
    pub(super) async fn deleted(&self, channel: ChannelId, message: MessageId) {
        let office = self.desk.office();
        office.forget(message);
        let Some(answer) = self.answer_to(channel, message) else {
            return;
        };
        self.change(&key(channel, message), &answer, None).await;
    }

    /// Puts a letter in the place of an answer, or nothing; tries again for
    /// about half a minute what may work later.
    async fn change(&self, key: &MessageKey, answer: &str, letter: Option<serde_json::Value>) {
        let office = self.desk.office();
        let mut pause = FIRST_PAUSE;
        loop {
            let changed = match &letter {
                Some(letter) => office.replace(key, answer, letter).await,
                None => office.take_back(key, answer).await,
            };
            match changed {
                Ok(()) => return,
                Err(Unsent::Later(fault)) if pause <= LAST_PAUSE => {
                    let seconds = pause.as_secs_f32();
                    tracing::warn!(seconds, "an answer is changed again: {fault:#}");
                    sleep(pause).await;
                    pause *= 2;
                }
                Err(Unsent::Later(fault) | Unsent::Never(fault)) => {
                    tracing::warn!("an answer could not be changed: {fault:#}");
                    return;
                }
            }
        }
    }

    /// The message that answers a question.
    fn answer_to(&self, channel: ChannelId, message: MessageId) -> Option<String> {
        let found = self
            .desk
            .answer_to(&channel.to_string(), &message.to_string());
        found.unwrap_or_else(|fault| {
            tracing::error!("the answer to a message cannot be looked up: {fault:#}");
            None
        })
    }
}

fn key(channel: ChannelId, message: MessageId) -> MessageKey {
    MessageKey {
        platform: Post::PLATFORM.to_owned(),
        channel: channel.to_string(),
        message: message.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_taken_off_wherever_they_stand() {
        let own = UserId::new(42);
        for (content, expected) in [
            ("<@42> who said that?", "who said that?"),
            ("<@!42>, who said that?", "who said that?"),
            ("who said that, <@42>", "who said that,"),
            ("<@42>", ""),
            ("<@43> who?", "<@43> who?"),
        ] {
            assert_eq!(without_mention(content, own), expected);
        }
    }

    #[test]
    fn who_is_no_person_asks_nothing() {
        let own = UserId::new(42);
        let said = |author: u64| {
            let mut message = Message::default();
            message.author.id = UserId::new(author);
            message.content = "who said that?".to_owned();
            message
        };
        assert!(question(&said(7), own, false).is_some());
        assert!(question(&said(42), own, false).is_none());
        let mut bot = said(7);
        bot.author.bot = true;
        assert!(question(&bot, own, false).is_none());
        let mut hook = said(7);
        hook.webhook_id = Some(7.into());
        assert!(question(&hook, own, false).is_none());
    }

    #[test]
    fn moderators_are_known_by_permission_or_role() {
        let role = RoleId::new(7);
        assert!(may_moderate(Some(Permissions::MANAGE_MESSAGES), &[], None));
        assert!(may_moderate(Some(Permissions::ADMINISTRATOR), &[], None));
        assert!(may_moderate(None, &[role], Some(role)));
        assert!(!may_moderate(
            Some(Permissions::SEND_MESSAGES),
            &[role],
            None
        ));
        assert!(!may_moderate(None, &[], Some(role)));
    }
}

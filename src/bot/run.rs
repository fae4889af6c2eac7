//! How a command is carried out for whoever asked, and what is kept of it.

use std::sync::PoisonError;

use super::{Bot, Message, community, spoken};
use crate::{
    command::{Access, Arguments, Command, Context, Done, Here, Refusal, find},
    index::Scope,
    memory::Turn,
    reply::{Block, Line, Reply, Status},
    seal::seal,
};

/// What the asker reads when something failed on our side; the log has more.
pub const OUR_FAULT: &str =
    "Something went wrong on my side. It is in the log; please ask again later.";

/// What whoever presses a button reads when its article was removed.
pub(crate) const GONE: &str =
    "The article this was about is no longer here. `articles` lists those that are.";

impl Bot {
    pub(super) fn run_remembering(
        &self,
        command: &'static Command,
        arguments: Arguments,
        message: &Message,
        before: &[Turn],
    ) -> Reply {
        let done = self.carry_out(command, &arguments, message, before);
        self.finish(command, arguments, done, message, before)
    }

    /// A plain question that a look for quotations did not answer may still be
    /// answered by the article itself.
    pub(super) fn otherwise(
        &self,
        command: &'static Command,
        tried: &Done,
        message: &Message,
        before: &[Turn],
    ) -> Option<(&'static Command, Arguments, Done)> {
        let unanswered = match tried.reply.status {
            Status::NotInArticle => matches!(command.name, "who" | "quotes"),
            // There is no article of that name: what sounded like one stands in one.
            Status::Refused => command.name == "article",
            Status::Answered => false,
        };
        // A refusal that offers a next step knew whom was meant: the article
        // has no better answer to whose words are asked for.
        let knew = !tried.reply.actions.is_empty();
        if !unanswered || knew {
            return None;
        }
        let ask = find("ask")?;
        let arguments = Arguments::default().with("question", message.text.clone());
        let done = self.carry_out(ask, &arguments, message, before);
        (done.reply.status == Status::Answered).then_some((ask, arguments, done))
    }

    pub(super) fn carry_out(
        &self,
        command: &'static Command,
        arguments: &Arguments,
        message: &Message,
        before: &[Turn],
    ) -> Done {
        if command.access == Access::Moderators && !message.moderator {
            return refused(command, "Only moderators of this channel may do that.");
        }
        let notices = {
            let all = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
            all.get(message.platform).cloned().unwrap_or_default()
        };
        let settings = self.settings();
        let reach = self.reach(message);
        let channel = self.channel(message, &reach);
        let scope = match &message.about {
            Some(id) if self.library.holds(&reach, id) => Ok(Scope::Articles(vec![id.clone()])),
            Some(_) => return refused(command, GONE),
            None => self.scope_within(reach.clone(), &channel),
        };
        let community = community(message);
        let ran = scope.map_err(Refusal::from).and_then(|scope| {
            let context = Context {
                library: &self.library,
                scope: &scope,
                reach: &reach,
                community: community.as_deref(),
                before,
                settings: &settings,
                reader: self.reader.as_deref(),
                here: Here {
                    said: &message.text,
                    attachments: &message.attachments,
                    owner: message.owner,
                    channel: &channel,
                    outside: &*self.outside,
                    notices: &notices,
                },
            };
            (command.run)(&context, arguments)
        });
        match ran {
            Ok(done) => done,
            Err(Refusal::Asker(sentence)) => refused(command, &sentence),
            Err(Refusal::Ours(error)) => {
                tracing::error!(command = command.name, "{error:#}");
                refused(command, OUR_FAULT)
            }
        }
    }

    pub(super) fn finish(
        &self,
        command: &'static Command,
        arguments: Arguments,
        done: Done,
        message: &Message,
        before: &[Turn],
    ) -> Reply {
        let mut reply = seal(done.reply, &self.library);
        let listing = done
            .focus
            .article
            .as_ref()
            .and_then(|id| self.library.listing(id));
        let version = listing.as_ref().map(|listing| listing.version.clone());
        let asked_before = before.iter().rev().find_map(|turn| {
            let same = turn.focus.article == done.focus.article;
            turn.version.as_ref().filter(|_| same)
        });
        if let (Some(listing), Some(asked)) = (&listing, asked_before)
            && *asked != listing.version
        {
            reply.blocks.push(Block::Note(Line::own(format!(
                "The article has changed since you asked before; this is from its version {}.",
                listing.number
            ))));
        }
        if reply.status != Status::Refused {
            let turn = Turn {
                command: command.name,
                arguments,
                focus: done.focus,
                answered: reply.status == Status::Answered,
                actions: reply.actions.clone(),
                version,
            };
            self.memory
                .remember(&message.conversation, message.at, turn);
        }
        reply
    }
}

fn refused(command: &'static Command, sentence: &str) -> Done {
    Done {
        reply: spoken(Status::Refused, command.name, sentence),
        ..Done::default()
    }
}

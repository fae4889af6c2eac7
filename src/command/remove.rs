//! `remove`: takes an article out of the library, once that is confirmed.

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, surroundings::not_kept,
};
use crate::reply::{Action, Block, Line, Piece, Reply, Status};

pub(super) static COMMAND: Command = Command {
    name: "remove",
    aliases: &["delete"],
    summary: "takes an article out of the library for good, after a second yes",
    arguments: &[
        Argument {
            name: "which",
            kind: Kind::Article,
            required: true,
            help: "its identifier or words of its title",
            introduced_by: &[],
        },
        Argument {
            name: "confirm",
            kind: Kind::Confirmation,
            required: false,
            help: "the version that is meant, as the question shows it, or no",
            introduced_by: &[],
        },
    ],
    examples: &["remove old-article"],
    access: Access::Moderators,
    run,
};

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let entry = context.article(arguments.get("which"))?;
    let article = &entry.article;
    let title = Piece::Strong(article.title().to_owned());
    let listing = context.library.listing(&article.id);
    let owner = listing
        .as_ref()
        .and_then(|listing| listing.owner.as_deref());
    // What was put here for everybody is not one community's to take away.
    if context.community.is_some() && owner != context.community {
        return Ok(refused(
            Line(vec![title])
                .say(" is for everybody who talks to me, so it can only be removed where I run. ")
                .and(Piece::Code("use".into()))
                .say(" says which articles this channel asks."),
        ));
    }
    // Not a mere "yes": the article may have changed since the question.
    if arguments.get("confirm") == Some(&article.version) {
        context.library.remove(&article.id).map_err(not_kept)?;
        return Ok(said(Line::own("Removed: ").and(title).say(".")));
    }
    if arguments.get("confirm") == Some("no") {
        return Ok(said(Line(vec![title]).say(" stays.")));
    }
    let versions = listing.map_or(1, |listing| listing.number);
    let with = match versions {
        0 | 1 => String::new(),
        more => format!(" with all its {more} versions"),
    };
    let question = Line::own("Remove ")
        .and(title)
        .say(format!("{with}? That cannot be undone."));
    let mut done = said(question);
    done.reply.actions.push(Action {
        label: "Remove",
        word: "yes",
        line: Arguments::default()
            .with("which", article.id.clone())
            .with("confirm", article.version.clone())
            .line(COMMAND.name),
    });
    Ok(done)
}

fn refused(line: Line) -> Done {
    let mut done = said(line);
    done.reply.status = Status::Refused;
    done
}

fn said(line: Line) -> Done {
    Done {
        reply: Reply {
            command: COMMAND.name,
            blocks: vec![Block::Text(line)],
            ..Reply::default()
        },
        ..Done::default()
    }
}

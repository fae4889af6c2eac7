//! `add` of a feed: takes in what it announces, and follows it.

use std::ops::ControlFlow;

use super::{
    Context, Done, Refusal,
    add::{COMMAND, is_address, widen},
    article::counted,
    room::{made_room_for, make_room},
    surroundings::{Fetched, not_kept},
};
use crate::{
    feed::{self, Feed, Taken},
    library,
    reply::{Block, Line, Piece, Reply},
    store,
};

/// Articles of a feed that are read while somebody waits; the rest follows
/// when the feed is looked at again.
const OF_A_FEED: usize = 10;

/// Titles that are named; more are counted.
const NAMED: usize = 5;

/// Takes in what a feed announces and, where it has an address and the library
/// lasts, follows it from now on.
pub(super) fn from_feed(
    context: &Context<'_>,
    feed: &Feed,
    source: Fetched,
) -> Result<Done, Refusal> {
    let library = context.library;
    let before = made_room_for(context);
    let mut read = 0;
    let mut go_on = |done, of| {
        context.here.outside.progress(done, of);
        read += 1;
        if read > OF_A_FEED && !context.here.owner {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let outside = context.here.outside;
    let now = library::now();
    let of = store::FeedOf {
        address: &source.name,
        owner: context.community,
    };
    let taken = feed::take_in(feed, of, library, outside, now, &mut go_on).map_err(not_kept)?;
    make_room(library, &before).map_err(not_kept)?;
    widen(context, &taken.added)?;
    let followed = match library.store().filter(|_| is_address(&source.name)) {
        Some(store) => {
            store
                .put_feed(&store::Followed {
                    owner: context.community.map(str::to_owned),
                    address: source.name,
                    title: feed.title.clone(),
                    // Only what was read to its end need not come again.
                    validators: if taken.left == 0 && taken.refused.is_empty() {
                        source.validators
                    } else {
                        store::Validators::default()
                    },
                    // What is left is due at once.
                    checked_at: if taken.left == 0 { now } else { 0 },
                    failures: 0,
                })
                .map_err(not_kept)?;
            true
        }
        None => false,
    };
    Ok(report(context, feed, &taken, followed))
}

fn report(context: &Context<'_>, feed: &Feed, taken: &Taken, followed: bool) -> Done {
    let mut parts = vec![format!("{} added", counted(taken.added.len(), "article"))];
    for (count, what) in [
        (taken.changed.len(), "changed"),
        (taken.known, "known already"),
        (taken.refused.len(), "not taken"),
        (taken.left, "still to come"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let mut first = Line::own(format!("A feed: {}.", parts.join(", ")));
    if followed {
        first = first.say(" I follow it from now on.");
    }
    let mut blocks = vec![Block::Text(first)];
    let mut lines: Vec<Line> = Vec::new();
    for id in taken.added.iter().chain(&taken.changed).take(NAMED) {
        if let Some(listing) = context.library.listing(id) {
            lines.push(
                Line(vec![Piece::Strong(listing.title().to_owned())])
                    .say(" · ")
                    .and(Piece::Code(id.clone())),
            );
        }
    }
    for (title, why) in taken.refused.iter().take(NAMED) {
        lines.push(Line(vec![Piece::Strong(title.clone())]).say(format!(": {why}")));
    }
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    Done {
        reply: Reply {
            command: COMMAND.name,
            title: Some(Line(vec![Piece::Strong(feed.title.clone())])),
            blocks,
            ..Reply::default()
        },
        ..Done::default()
    }
}

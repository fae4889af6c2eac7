//! `speakers`: who speaks in the articles, in which role and how often.

use std::collections::BTreeMap;

use super::{
    Access, Argument, Arguments, Command, Context, Done, Kind, Refusal, article::counted, paging,
};
use crate::{
    memory::Focus,
    quotes::{How, SpeakerKind},
    reply::{Action, Block, Line, Piece, Reply, Status},
};

pub(super) static COMMAND: Command = Command {
    name: "speakers",
    aliases: &["voices"],
    summary: "lists who speaks in the article, and how often",
    arguments: &[Argument {
        name: "from",
        kind: Kind::Number,
        required: false,
        help: "the number of the first speaker to show",
        introduced_by: &[],
    }],
    examples: &["speakers"],
    access: Access::Everyone,
    run,
};

const PAGE: usize = 12;

#[derive(Default)]
struct Voice {
    roles: Vec<String>,
    quoted: usize,
    reported: usize,
    named: bool,
    order: usize,
}

fn run(context: &Context<'_>, arguments: &Arguments) -> Result<Done, Refusal> {
    let mut voices: BTreeMap<String, Voice> = BTreeMap::new();
    for entry in context.library.entries(context.scope) {
        let attributions = entry.attributions();
        for attribution in &attributions.attributions {
            let speaker = attributions.speaker_of(attribution);
            let Some(speaker) = speaker.filter(|speaker| speaker.speaks) else {
                continue;
            };
            let order = voices.len();
            let voice = voices.entry(speaker.name.clone()).or_insert_with(|| Voice {
                named: speaker.kind != SpeakerKind::Anonymous,
                order,
                ..Voice::default()
            });
            match attribution.how {
                How::Direct | How::Mixed => voice.quoted += 1,
                How::Indirect => voice.reported += 1,
            }
            for role in &speaker.roles {
                if !voice.roles.contains(role) {
                    voice.roles.push(role.clone());
                }
            }
        }
    }
    let mut voices: Vec<(String, Voice)> = voices.into_iter().collect();
    // Named before unnamed, who speaks most first, otherwise as they come.
    voices.sort_by_key(|(_, voice)| {
        (
            !voice.named,
            std::cmp::Reverse(voice.quoted + voice.reported),
            voice.order,
        )
    });
    if voices.is_empty() {
        return Ok(Done {
            reply: Reply {
                command: COMMAND.name,
                status: Status::NotInArticle,
                blocks: vec![Block::Text(Line::own(
                    "Nobody is quoted or reported in the article.",
                ))],
                ..Reply::default()
            },
            focus: Focus::default(),
        });
    }
    let page = paging::page(&voices, arguments, PAGE);
    let lines = page
        .items
        .iter()
        .map(|(name, voice)| row(name, voice))
        .collect();
    let title = match page.place() {
        Some(place) => format!("Speakers {place}"),
        None => counted(voices.len(), "speaker"),
    };
    let mut actions: Vec<Action> = page.more(COMMAND.name, arguments).into_iter().collect();
    if let Some((name, _)) = page.items.first() {
        actions.push(Action {
            label: "Their quotes",
            word: "quotes",
            line: Arguments::default()
                .with("speaker", name.clone())
                .line("quotes"),
        });
    }
    Ok(Done {
        focus: Focus::default(),
        reply: Reply {
            command: COMMAND.name,
            title: Some(Line::own(title)),
            actions,
            blocks: vec![Block::List(lines)],
            ..Reply::default()
        },
    })
}

fn row(name: &str, voice: &Voice) -> Line {
    let mut line = Line(vec![Piece::Strong(name.to_owned())]);
    if let Some(role) = voice.roles.first() {
        // A role is the article's words, shown as a name is.
        line = line.say(", ").and(Piece::Strong(role.clone()));
    }
    let counts = match (voice.quoted, voice.reported) {
        (quoted, 0) => format!("quoted {}", times(quoted)),
        (0, reported) => format!("reported {}, never quoted", times(reported)),
        (quoted, reported) => format!("quoted {}, reported {}", times(quoted), times(reported)),
    };
    line.say(format!(": {counts}"))
}

fn times(number: usize) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{number} times"),
    }
}

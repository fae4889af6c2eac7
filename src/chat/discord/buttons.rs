//! The buttons under a reply, and what pressing one means: still understood
//! after a restart, because everything needed stands in the button or in the
//! store.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;
use sha2::{Digest, Sha256};

use crate::{
    chat::desk::{Offer, now},
    reply::{Reply, Status},
    store::{Memory, Store},
};

/// Longest identifier of a button, in code points.
const LONGEST: usize = 100;

/// Most buttons in a row.
const ROW: usize = 5;

/// For how long a button whose line did not fit into it works, in seconds.
const KEPT: i64 = 90 * 24 * 60 * 60;

/// What pressing a button means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// Run this line.
    Line(String),
    /// A good answer.
    Up,
    /// A bad one.
    Down,
    /// Show everybody what only the asker sees.
    Share,
    /// Its line is no longer known.
    Forgotten,
}

/// The rows of buttons under a reply: what it offers, then an opinion or the
/// way to show it to everybody.
pub(super) fn rows(
    offers: &[Offer],
    answered: bool,
    private: bool,
    store: &Store,
) -> Vec<CreateActionRow> {
    let mut buttons: Vec<CreateButton> = offers
        .iter()
        .take(ROW)
        .map(|offer| {
            CreateButton::new(identifier(&offer.line, store))
                .label(&offer.label)
                .style(ButtonStyle::Secondary)
        })
        .collect();
    if private {
        buttons.push(
            CreateButton::new("share")
                .label("Share")
                .style(ButtonStyle::Primary),
        );
    } else if answered {
        for (id, sign) in [("up", '👍'), ("down", '👎')] {
            buttons.push(
                CreateButton::new(id)
                    .emoji(sign)
                    .style(ButtonStyle::Secondary),
            );
        }
    }
    let mut rows = Vec::new();
    while !buttons.is_empty() {
        let rest = buttons.split_off(buttons.len().min(ROW));
        rows.push(CreateActionRow::Buttons(std::mem::replace(
            &mut buttons,
            rest,
        )));
    }
    rows
}

/// What a reply offers.
pub(super) fn offers(reply: &Reply) -> Vec<Offer> {
    reply
        .actions
        .iter()
        .map(|action| Offer {
            label: action.label.to_owned(),
            word: action.word.to_owned(),
            line: action.line.clone(),
        })
        .collect()
}

/// Whether a reply is worth an opinion.
pub(super) fn is_answer(reply: &Reply) -> bool {
    reply.status != Status::Refused
        && !matches!(
            reply.command,
            "help" | "status" | "articles" | "feeds" | "use" | "add" | "remove"
        )
}

/// The line itself where it fits, else a name under which it is kept.
fn identifier(line: &str, store: &Store) -> String {
    let whole = format!("line {line}");
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let hash: [u8; 32] = Sha256::digest(line.as_bytes()).into();
    let mut name = 0_u128;
    for byte in hash.iter().take(16) {
        name = name << 8 | u128::from(*byte);
    }
    let identifier = format!("kept {name:032x}");
    let memory = Memory {
        conversation: &format!("discord button {identifier}"),
        memory: line,
        expires_at: now().saturating_add(KEPT),
    };
    if let Err(fault) = store.set_memory(memory, now()) {
        tracing::warn!(%fault, "a button will not work");
    }
    identifier
}

/// What pressing the button of this identifier means; `None` for a button that
/// is not ours.
pub(super) fn pressed(identifier: &str, store: &Store) -> Option<Pressed> {
    Some(match identifier {
        "up" => Pressed::Up,
        "down" => Pressed::Down,
        "share" => Pressed::Share,
        _ => {
            if let Some(line) = identifier.strip_prefix("line ") {
                return Some(Pressed::Line(line.to_owned()));
            }
            identifier.strip_prefix("kept ")?;
            let kept = store.memory(&format!("discord button {identifier}"), now());
            match kept {
                Ok(Some(line)) => Pressed::Line(line),
                Ok(None) | Err(_) => Pressed::Forgotten,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_means_its_line_however_long_and_after_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let long = format!("quotes about:{} from:6", "the new port ".repeat(20));
        let (short_id, long_id) = {
            let store = Store::open(directory.path()).unwrap();
            (
                identifier("summary length:short", &store),
                identifier(&long, &store),
            )
        };
        assert!(short_id.chars().count() <= LONGEST && long_id.chars().count() <= LONGEST);
        let store = Store::open(directory.path()).unwrap();
        assert_eq!(
            pressed(&short_id, &store),
            Some(Pressed::Line("summary length:short".to_owned()))
        );
        assert_eq!(pressed(&long_id, &store), Some(Pressed::Line(long)));
        assert_eq!(pressed("kept 0", &store), Some(Pressed::Forgotten));
        assert_eq!(pressed("somebody else's", &store), None);
    }

    #[test]
    fn rows_hold_what_discord_takes() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let offer = Offer {
            label: "More".to_owned(),
            word: "more".to_owned(),
            line: "quotes from:6".to_owned(),
        };
        let count = |offers: usize, answered, private| {
            let rows = rows(&vec![offer.clone(); offers], answered, private, &store);
            let rows = rows.into_iter().map(|row| match row {
                CreateActionRow::Buttons(buttons) => buttons.len(),
                _ => 0,
            });
            rows.collect::<Vec<_>>()
        };
        assert_eq!(count(0, false, false), Vec::<usize>::new());
        assert_eq!(count(2, true, false), [4]);
        assert_eq!(count(9, true, false), [5, 2]);
        assert_eq!(count(1, true, true), [2]);
    }
}

//! The buttons under a reply, and what pressing one means: still understood
//! after a restart, because everything needed stands in the button or in the
//! store.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;
use sha2::{Digest, Sha256};

use super::letter::{Letter, Rests};
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
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pressed {
    /// Run this line, as the article it rests on has it.
    Line(String, Option<Rests>),
    /// Show this page.
    Page(usize, Box<Letter>),
    /// A good answer.
    Up,
    /// A bad one.
    Down,
    /// Show everybody what only the asker sees.
    Share,
    /// Its line is no longer known.
    Forgotten,
}

/// The rows of buttons under a page of a letter: the pages around it, what the
/// reply offers, then an opinion or the way to show it to everybody.
pub(super) fn rows(letter: &Letter, page: usize, store: &Store) -> Vec<CreateActionRow> {
    let mut buttons = Vec::new();
    if !letter.rest.is_empty() {
        let kept = keep_pages(letter, store);
        let turn = |to: usize, label: &str| {
            CreateButton::new(format!("page {to} {kept}"))
                .label(label)
                .style(ButtonStyle::Primary)
        };
        if page < letter.rest.len() {
            buttons.push(turn(page + 1, "Next page"));
        }
        if let Some(before) = page.checked_sub(1) {
            buttons.push(turn(before, "Back"));
        }
    }
    buttons.extend(letter.offers.iter().take(ROW).map(|offer| {
        CreateButton::new(identifier(&offer.line, letter.article.as_ref(), store))
            .label(&offer.label)
            .style(ButtonStyle::Secondary)
    }));
    if letter.share {
        buttons.push(
            CreateButton::new("share")
                .label("Share")
                .style(ButtonStyle::Primary),
        );
    } else if letter.answer {
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

/// The line itself, with what it rests on, where that fits; else a name under
/// which it is kept.
fn identifier(line: &str, rests: Option<&Rests>, store: &Store) -> String {
    let whole = match rests {
        // It names its article itself.
        _ if named(line).is_some() => format!("line {line}"),
        None => format!("line {line}"),
        Some(Rests::About(article)) => format!("about {article} {line}"),
        Some(Rests::Alone(article)) => format!("alone {article} {line}"),
    };
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let identifier = format!("kept {}", name(&whole));
    keep(&identifier, &whole, store);
    identifier
}

/// The article that a line names.
fn named(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    words.find_map(|word| word.strip_prefix("which:"))
}

/// What an identifier means that is not a name.
fn line(whole: &str) -> Option<Pressed> {
    if let Some(line) = whole.strip_prefix("line ") {
        let rests = named(line).map(|article| Rests::Alone(article.to_owned()));
        return Some(Pressed::Line(line.to_owned(), rests));
    }
    let (kind, rest) = whole.split_once(' ')?;
    let (article, line) = rest.split_once(' ')?;
    let rests = match kind {
        "about" => Rests::About(article.to_owned()),
        "alone" => Rests::Alone(article.to_owned()),
        _ => return None,
    };
    Some(Pressed::Line(line.to_owned(), Some(rests)))
}

/// Keeps the pages of a letter, and says under which name.
fn keep_pages(letter: &Letter, store: &Store) -> String {
    let json = serde_json::to_string(letter).unwrap_or_default();
    let name = name(&json);
    keep(&format!("pages {name}"), &json, store);
    name
}

/// The same for the same text.
fn name(text: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let mut name = 0_u128;
    for byte in hash.iter().take(16) {
        name = name << 8 | u128::from(*byte);
    }
    format!("{name:032x}")
}

fn keep(name: &str, text: &str, store: &Store) {
    let memory = Memory {
        conversation: &format!("discord button {name}"),
        memory: text,
        expires_at: now().saturating_add(KEPT),
    };
    if let Err(fault) = store.set_memory(memory, now()) {
        tracing::warn!(%fault, "a button will not work");
    }
}

fn kept(name: &str, store: &Store) -> Option<String> {
    let kept = store.memory(&format!("discord button {name}"), now());
    kept.unwrap_or_else(|fault| {
        tracing::warn!(%fault, "what a button means cannot be read");
        None
    })
}

/// What pressing the button of this identifier means; `None` for a button that
/// is not ours.
pub(super) fn pressed(identifier: &str, store: &Store) -> Option<Pressed> {
    Some(match identifier {
        "up" => Pressed::Up,
        "down" => Pressed::Down,
        "share" => Pressed::Share,
        _ => {
            if let Some(line) = line(identifier) {
                return Some(line);
            }
            if let Some((page, name)) = page(identifier) {
                let letter = kept(&format!("pages {name}"), store)
                    .and_then(|json| serde_json::from_str(&json).ok());
                return Some(letter.map_or(Pressed::Forgotten, |letter| {
                    Pressed::Page(page, Box::new(letter))
                }));
            }
            identifier.strip_prefix("kept ")?;
            let kept = kept(identifier, store);
            kept.and_then(|whole| line(&whole))
                .unwrap_or(Pressed::Forgotten)
        }
    })
}

/// The number and the name in "page 2 0123…".
fn page(identifier: &str) -> Option<(usize, &str)> {
    let (page, name) = identifier.strip_prefix("page ")?.split_once(' ')?;
    Some((page.parse().ok()?, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_means_its_line_however_long_and_after_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let long = format!("quotes about:{} from:6", "the new port ".repeat(20));
        let about = Some(Rests::About("the-mill".to_owned()));
        let alone = Some(Rests::Alone("the-mill".to_owned()));
        let context = "article which:the-mill passage:3";
        let all = [
            ("summary length:short", None),
            ("summary length:short", about.clone()),
            ("quotes from:6", alone.clone()),
            (&long, None),
            (&long, about),
            (context, alone),
        ];
        let identifiers = all.clone().map(|(line, rests)| {
            let store = Store::open(directory.path()).unwrap();
            identifier(line, rests.as_ref(), &store)
        });
        let store = Store::open(directory.path()).unwrap();
        for (identifier, (line, rests)) in identifiers.iter().zip(all) {
            assert!(identifier.chars().count() <= LONGEST);
            let meant = Pressed::Line(line.to_owned(), rests);
            assert_eq!(pressed(identifier, &store), Some(meant), "{identifier}");
        }
        assert_eq!(identifiers[5], format!("line {context}"));
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
        let count = |offers: usize, pages: usize, page, answer, share| {
            let letter = Letter {
                content: "first".to_owned(),
                rest: vec!["another".to_owned(); pages - 1],
                offers: vec![offer.clone(); offers],
                answer,
                share,
                ..Letter::default()
            };
            let rows = rows(&letter, page, &store).into_iter();
            let rows = rows.map(|row| match row {
                CreateActionRow::Buttons(buttons) => buttons.len(),
                _ => 0,
            });
            rows.collect::<Vec<_>>()
        };
        assert_eq!(count(0, 1, 0, false, false), Vec::<usize>::new());
        assert_eq!(count(2, 1, 0, true, false), [4]);
        assert_eq!(count(9, 1, 0, true, false), [5, 2]);
        assert_eq!(count(1, 1, 0, false, true), [2]);
        assert_eq!(count(9, 3, 1, true, false), [5, 4]);
    }

    #[test]
    fn pages_are_turned_after_a_restart_too() {
        let directory = tempfile::tempdir().unwrap();
        let letter = Letter {
            content: "first".to_owned(),
            rest: vec!["second".to_owned()],
            ..Letter::default()
        };
        let name = {
            let store = Store::open(directory.path()).unwrap();
            assert_eq!(rows(&letter, 0, &store).len(), 1);
            keep_pages(&letter, &store)
        };
        let store = Store::open(directory.path()).unwrap();
        let turned = pressed(&format!("page 1 {name}"), &store);
        assert_eq!(turned, Some(Pressed::Page(1, Box::new(letter))));
        let unknown = pressed("page 1 0123", &store);
        assert_eq!(unknown, Some(Pressed::Forgotten));
        assert_eq!(pressed("page x 0123", &store), None);
    }
}

//! The receipt of an article as a card: its facts are read at a glance, and its
//! title leads to it. Discord's own limits hold in code points.

use serde::{Deserialize, Serialize};
use serenity::builder::CreateEmbed;

use crate::{
    reply::{Block, Line, Piece, Reply, Status},
    text::shorten,
};

/// Longest title, and longest name and value of a field: within Discord's 256,
/// 256 and 1,024, and together, escaped, within the 6,000 of a message.
const TITLE: usize = 256;
const NAME: usize = 64;
const VALUE: usize = 200;

/// Most fields of a card.
const FIELDS: usize = 12;

/// Values up to so many code points stand side by side.
const SIDE_BY_SIDE: usize = 30;

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Card {
    title: String,
    url: Option<String>,
    facts: Vec<(String, String)>,
}

impl Card {
    /// The card of a reply that is a title and a list of facts.
    pub(super) fn of(reply: &Reply) -> Option<Self> {
        if reply.command != "article" || reply.status != Status::Answered {
            return None;
        }
        let title = plain(reply.title.as_ref()?);
        let lines = reply.blocks.iter().find_map(|block| match block {
            Block::List(lines) => Some(lines),
            _ => None,
        })?;
        let facts: Option<Vec<_>> = lines.iter().map(fact).collect();
        let facts = facts.filter(|facts| facts.len() <= FIELDS)?;
        let address = facts.iter().find(|(name, _)| name == "Address");
        let url = address
            .map(|(_, address)| address.clone())
            .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
            .filter(|url| url.chars().count() <= VALUE);
        Some(Self {
            title: shorten(&title, TITLE).to_owned(),
            facts: facts
                .into_iter()
                .filter(|(name, value)| {
                    // The title leads there.
                    (name != "Address" || url.is_none()) && !value.trim().is_empty()
                })
                .collect(),
            url,
        })
    }

    pub(super) fn embed(&self) -> CreateEmbed {
        let mut embed = CreateEmbed::new().title(&self.title);
        if let Some(url) = &self.url {
            embed = embed.url(url);
        }
        for (name, value) in &self.facts {
            let beside = value.chars().count() <= SIDE_BY_SIDE;
            let value = super::render::escaped(shorten(value, VALUE));
            embed = embed.field(shorten(name, NAME), value, beside);
        }
        embed
    }
}

/// "Date: **Monday**".
fn fact(line: &Line) -> Option<(String, String)> {
    match line.0.as_slice() {
        [Piece::Own(name), Piece::Strong(value)] => {
            let name = name.strip_suffix(": ")?;
            Some((name.to_owned(), value.clone()))
        }
        _ => None,
    }
}

fn plain(line: &Line) -> String {
    let pieces = line.0.iter().map(|piece| match piece {
        Piece::Own(text) | Piece::Strong(text) | Piece::Code(text) | Piece::Asked(text) => {
            text.as_str()
        }
        Piece::Words(excerpt) => excerpt.text.as_str(),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(title: &str, facts: &[(&str, &str)]) -> Reply {
        let lines = facts.iter().map(|(name, value)| {
            Line::own(format!("{name}: ")).and(Piece::Strong((*value).to_owned()))
        });
        Reply {
            command: "article",
            title: Some(Line(vec![Piece::Strong(title.to_owned())])),
            blocks: vec![Block::List(lines.collect())],
            ..Reply::default()
        }
    }

    #[test]
    fn the_title_leads_to_the_article() {
        let address = "https://example.org/mill";
        let card = Card::of(&receipt("The mill", &[("By", "Ann"), ("Address", address)])).unwrap();
        assert_eq!(card.url.as_deref(), Some(address));
        assert_eq!(card.facts, [("By".to_owned(), "Ann".to_owned())]);
        let unsafe_address = [("Address", "javascript:alert(1)")];
        let card = Card::of(&receipt("The mill", &unsafe_address)).unwrap();
        assert_eq!(card.url, None);
    }

    #[test]
    fn what_is_no_receipt_has_no_card() {
        let mut reply = receipt("The mill", &[("By", "Ann")]);
        reply.command = "speakers";
        assert_eq!(Card::of(&reply), None);
        reply.command = "article";
        reply.blocks.clear();
        assert_eq!(Card::of(&reply), None);
    }

    #[test]
    fn a_card_fits_whatever_the_article_says() {
        let long = "*x* ".repeat(2_000);
        let facts = vec![("By", long.as_str()); FIELDS];
        let card = Card::of(&receipt(&long, &facts)).unwrap();
        let embed = serde_json::to_value(card.embed()).unwrap();
        let count = |text: &serde_json::Value| text.as_str().unwrap().chars().count();
        let mut all = count(&embed["title"]);
        assert!(all <= TITLE);
        for field in embed["fields"].as_array().unwrap() {
            assert!(count(&field["name"]) <= 256 && count(&field["value"]) <= 1_024);
            all += count(&field["name"]) + count(&field["value"]);
        }
        assert!(all <= 6_000, "{all}");
    }
}

//! What is better seen than read, as a card beside the text: the receipt of an
//! article, whose title leads to it, and what `check` found, in a colour that
//! says at a glance how it went. Discord's own limits hold in code points.

use serde::{Deserialize, Serialize};
use serenity::builder::CreateEmbed;

use super::{paging::joined, render};
use crate::{
    chat::layout::{Kind, Paragraph},
    reply::{Block, Line, Piece, Reply, Status, Verdict},
    text::shorten,
};

/// Longest title, and longest name and value of a field: within Discord's 256,
/// 256 and 1,024, and together, escaped, within the 6,000 of a message.
const TITLE: usize = 256;
const NAME: usize = 64;
const VALUE: usize = 200;

/// Longest text of a card: Discord takes 4,096; as much as a message is what
/// people read.
const TEXT: usize = render::LONGEST;

/// Most fields of a card.
const FIELDS: usize = 12;

/// Values up to so many code points stand side by side.
const SIDE_BY_SIDE: usize = 30;

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Card {
    /// Facts about an article.
    Receipt {
        title: String,
        url: Option<String>,
        facts: Vec<(String, String)>,
    },
    /// The words of the article that a verdict rests on.
    Found { colour: u32, words: String },
}

impl Card {
    /// The card of a reply that has one.
    pub(super) fn of(reply: &Reply, titles: bool) -> Option<Self> {
        match reply.verdict {
            Some(verdict) => Self::found(reply, titles, verdict),
            None => Self::receipt(reply),
        }
    }

    fn found(reply: &Reply, titles: bool, verdict: Verdict) -> Option<Self> {
        let mut paragraphs = render::laid_out(reply, titles);
        paragraphs.retain(of_the_article);
        let words = joined(&paragraphs);
        let fits = !words.is_empty() && words.chars().nth(TEXT).is_none();
        fits.then_some(Self::Found {
            colour: match verdict {
                Verdict::Verbatim => GREEN,
                Verdict::Altered | Verdict::OtherSpeaker => RED,
                Verdict::Reported => YELLOW,
                Verdict::NotInArticle => GREY,
            },
            words,
        })
    }

    /// A title and a list of facts.
    fn receipt(reply: &Reply) -> Option<Self> {
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
        Some(Self::Receipt {
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

    /// Whether a paragraph of the reply stands on the card.
    pub(super) fn says(&self, paragraph: &Paragraph) -> bool {
        match self {
            Self::Receipt { .. } => matches!(paragraph.kind, Kind::Title | Kind::Item),
            Self::Found { .. } => of_the_article(paragraph),
        }
    }

    pub(super) fn embed(&self) -> CreateEmbed {
        match self {
            Self::Receipt { title, url, facts } => {
                let mut embed = CreateEmbed::new().title(title);
                if let Some(url) = url {
                    embed = embed.url(url);
                }
                for (name, value) in facts {
                    let beside = value.chars().count() <= SIDE_BY_SIDE;
                    let value = render::escaped(shorten(value, VALUE));
                    embed = embed.field(shorten(name, NAME), value, beside);
                }
                embed
            }
            Self::Found { colour, words } => CreateEmbed::new().colour(*colour).description(words),
        }
    }
}

/// Discord's own colours. None of them says anything that the text does not.
const GREEN: u32 = 0x0057_F287;
const YELLOW: u32 = 0x00FE_E75C;
const RED: u32 = 0x00ED_4245;
const GREY: u32 = 0x0099_AAB5;

/// Whether a paragraph is somebody's words, with who they are and where.
fn of_the_article(paragraph: &Paragraph) -> bool {
    matches!(
        paragraph.kind,
        Kind::Speaker | Kind::Words | Kind::Citation | Kind::Address
    )
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
        let card = |facts: &[(&str, &str)]| Card::of(&receipt("The mill", facts), false).unwrap();
        let expected = |url: Option<&str>, facts: &[(&str, &str)]| Card::Receipt {
            title: "The mill".to_owned(),
            url: url.map(str::to_owned),
            facts: facts
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        assert_eq!(
            card(&[("By", "Ann"), ("Address", address)]),
            expected(Some(address), &[("By", "Ann")])
        );
        let unsafe_address = [("Address", "javascript:alert(1)")];
        assert_eq!(card(&unsafe_address), expected(None, &unsafe_address));
    }

    #[test]
    fn what_is_no_receipt_has_no_card() {
        let mut reply = receipt("The mill", &[("By", "Ann")]);
        reply.command = "speakers";
        assert_eq!(Card::of(&reply, false), None);
        reply.command = "article";
        reply.blocks.clear();
        assert_eq!(Card::of(&reply, false), None);
    }

    #[test]
    fn a_card_fits_whatever_the_article_says() {
        let long = "*x* ".repeat(2_000);
        let facts = vec![("By", long.as_str()); FIELDS];
        let card = Card::of(&receipt(&long, &facts), false).unwrap();
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

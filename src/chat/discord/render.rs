//! A reply as the content of a Discord message: Markdown of which nothing is
//! the article's, within Discord's limits, which are counted in code points.

use std::fmt::Write;

use super::card::Card;
use crate::{
    chat::layout::{Hints, Kind, Links, Paragraph, Run, Shown, Style, paragraphs},
    reply::Reply,
};

/// Longest content of a message, in code points (Discord: Create Message).
pub const LONGEST: usize = 2_000;

/// Longest address behind a citation; a longer one leaves no room for words.
const LONGEST_LINK: usize = 400;

/// Which part of a reply is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// All of it.
    Whole,
    /// What this card beside it does not say.
    Beside(&'a Card),
}

/// The pages of a message.
pub(super) fn pages(reply: &Reply, titles: bool, part: Part<'_>) -> Vec<String> {
    let mut paragraphs = laid_out(reply, titles);
    if let Part::Beside(card) = part
        && paragraphs.iter().any(|paragraph| !card.says(paragraph))
    {
        paragraphs.retain(|paragraph| !card.says(paragraph));
    }
    super::paging::pages(&paragraphs)
}

/// A reply in paragraphs, as Discord shows it.
pub(super) fn laid_out(reply: &Reply, titles: bool) -> Vec<Paragraph> {
    let shown = Shown {
        titles,
        links: Links::Behind,
        // Buttons say it.
        hints: Hints::Hidden,
    };
    paragraphs(reply, shown)
}

pub(super) fn gap(before: Kind, kind: Kind) -> &'static str {
    match (before, kind) {
        (_, Kind::Citation | Kind::Address)
        | (Kind::Speaker, Kind::Words)
        | (Kind::Item | Kind::Text | Kind::Title, Kind::Item) => "\n",
        _ => "\n\n",
    }
}

pub(super) fn written(paragraph: &Paragraph) -> String {
    // All of a title is strong: marks within its marks would show.
    let unmarked = |one: &Run| Run {
        style: match one.style {
            Style::Strong | Style::Marked if paragraph.kind == Kind::Title => Style::Plain,
            style => style,
        },
        ..one.clone()
    };
    let runs = paragraph.runs.iter().map(unmarked);
    let words: String = runs.map(|one| run(&one)).collect();
    set(paragraph.kind, &words)
}

/// A paragraph's words as its kind is set.
pub(super) fn set(kind: Kind, words: &str) -> String {
    let lines = words.lines().filter(|line| !line.trim().is_empty());
    let (first, rest) = match kind {
        Kind::Words => ("> ", "> "),
        Kind::Citation | Kind::Address | Kind::Note | Kind::Hint => ("-# ", "-# "),
        Kind::Item => ("- ", "  "),
        Kind::Title | Kind::Text | Kind::Speaker => ("", ""),
    };
    let mut set = String::new();
    for (number, line) in lines.enumerate() {
        if number > 0 {
            set.push('\n');
        }
        set.push_str(if number == 0 { first } else { rest });
        set.push_str(line);
    }
    if kind == Kind::Title && !set.is_empty() {
        set = format!("**{set}**");
    }
    set
}

pub(super) fn run(run: &Run) -> String {
    let text = escaped(&run.text);
    let styled = match run.style {
        Style::Strong | Style::Marked if !run.text.trim().is_empty() => format!("**{text}**"),
        Style::Plain | Style::Strong | Style::Marked => text,
        Style::Replaced => format!("*{text}*"),
        // A backtick inside would end it.
        Style::Code => format!("`{}`", run.text.replace('`', "'")),
    };
    match run.link.as_deref().and_then(link) {
        Some(link) => format!("[{styled}](<{link}>)"),
        None => styled,
    }
}

/// An address that can stand between `(<` and `>)`.
fn link(url: &str) -> Option<String> {
    let short = url.chars().nth(LONGEST_LINK).is_none();
    let clean = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    let (scheme, rest) = url.split_once("://")?;
    let web = matches!(scheme, "https" | "http");
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (place, path) = rest.split_at_checked(end)?;
    // Before an `@` stands a name that many take for the place.
    let plain = |c: char| c.is_alphanumeric() || ".-:[]".contains(c);
    let honest = !place.is_empty() && place.chars().all(plain) && !invites(place);
    (web && short && clean && honest).then(|| format!("{scheme}://{place}{}", disarmed(path)))
}

/// The same path without what would end the address, or what Discord looks for
/// in it: pings and invitations.
fn disarmed(path: &str) -> String {
    let mut disarmed = String::with_capacity(path.len());
    for c in path.chars() {
        let kept = match c {
            '(' | ')' | '<' | '>' | '@' => false,
            '.' => !ends_with(&disarmed, "discord"),
            't' | 'T' => !ends_with(&disarmed, "/invi"),
            _ => true,
        };
        if kept {
            disarmed.push(c);
        } else {
            // Cannot fail: it is a string.
            let _ = write!(disarmed, "%{:02X}", u32::from(c));
        }
    }
    disarmed
}

/// Text in which Discord finds no Markdown, mention, link or emoji.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut line_starts = true;
    for c in text.chars() {
        match c {
            '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '>' | '[' | ']' | ':' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // An invitation is shown as one wherever it stands.
            '/' if invites(&escaped) => escaped.push_str("\\/"),
            // Mentions of everybody are found before escapes are.
            '@' => escaped.push_str("@\u{200b}"),
            '#' | '-' | '+' if line_starts => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() && c != '\n' => {}
            c => escaped.push(c),
        }
        line_starts = c == '\n' || line_starts && c.is_whitespace();
    }
    escaped
}

/// Whether a slash after this makes an invitation to a server of it.
fn invites(before: &str) -> bool {
    ends_with(before, "discord.gg") || ends_with(before, "/invite")
}

/// In whatever case.
fn ends_with(text: &str, ending: &str) -> bool {
    let start = text.len().saturating_sub(ending.len());
    let end = text.get(start..);
    end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        article::{self, Source},
        bot::{Bot, Message, Settings},
        library::Library,
        reply::{Block, Line, Piece},
    };

    const MILL: &str = "---\ntitle: The mill\nurl: https://example.org/mill_(old)\n---\n\nThe old mill was sold on Monday for two million crowns, @everyone heard.\n\n“We had *no* choice,” said Ann Lee, its owner, in the yard.\n";

    fn ask(line: &str) -> Reply {
        let source = Source {
            bytes: MILL.as_bytes(),
            name: "mill.txt",
            format: Some(article::Format::Markdown),
            ..Source::default()
        };
        let library = Library::in_memory(vec![article::read(source).unwrap()]).unwrap();
        let bot = Bot::new(library.into(), Settings::default());
        let message = Message {
            text: line.to_owned(),
            addressed: true,
            ..Message::default()
        };
        bot.answer(&message).unwrap()
    }

    fn content(reply: &Reply, titles: bool) -> String {
        pages(reply, titles, Part::Whole).join("\n")
    }

    #[test]
    fn an_answer_is_a_quotation_with_a_quiet_link() {
        let content = content(&ask("how much was the mill sold for?"), false);
        assert!(
            content.contains("> “The old mill was sold on Monday"),
            "{content}"
        );
        assert!(
            content.contains("](<https://example.org/mill_%28old%29#:~:text="),
            "{content}"
        );
        assert!(!content.contains("@everyone"), "{content}");
    }

    #[test]
    fn an_address_leads_where_it_says_and_pings_nobody() {
        assert_eq!(
            link("https://example.org/@everyone/a_(b)").as_deref(),
            Some("https://example.org/%40everyone/a_%28b%29")
        );
        let inside = "https://example.org/?to=Discord.gg/abc&or=discord.com/INVITE/abc";
        assert_eq!(
            link(inside).as_deref(),
            Some("https://example.org/?to=Discord%2Egg/abc&or=discord%2Ecom/INVI%54E/abc")
        );
        for not in [
            "javascript:alert(1)",
            "https://bank.example@evil.example/",
            "https://discord.gg/abc",
            "https://",
            "https://a b",
        ] {
            assert_eq!(link(not), None, "{not}");
        }
    }

    #[test]
    fn invitations_are_words() {
        assert_eq!(escaped("discord.gg/abc"), "discord.gg\\/abc");
        assert_eq!(
            escaped("Discord.com/INVITE/abc"),
            "Discord.com/INVITE\\/abc"
        );
        assert_eq!(escaped("and/or"), "and/or");
    }

    #[test]
    fn every_reply_fits() {
        for line in [
            "help",
            "article",
            "who said choice?",
            "tl;dr",
            "status",
            "what is the capital of Spain?",
        ] {
            for page in pages(&ask(line), true, Part::Whole) {
                assert!((1..=LONGEST).contains(&page.chars().count()), "{line}");
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_becomes_markup(text in "[@#*_~`|<>\\[\\]():/a-z0-9 \n-]{0,120}") {
            let escaped = escaped(&text);
            let mut before = ' ';
            for c in escaped.chars() {
                if "*_~`|<>[]".contains(c) {
                    prop_assert_eq!(before, '\\');
                    before = ' ';
                    continue;
                }
                let broken = c == '\u{200b}';
                prop_assert!(before != '@' || broken);
                before = if before == '\\' { ' ' } else { c };
            }
        }

        #[test]
        fn any_text_fits(text in "\\PC{0,4000}") {
            let reply = Reply {
                blocks: vec![Block::Text(Line(vec![Piece::Asked(text)]))],
                ..Reply::default()
            };
            for page in pages(&reply, false, Part::Whole) {
                prop_assert!(page.chars().count() <= LONGEST);
            }
        }
    }
}

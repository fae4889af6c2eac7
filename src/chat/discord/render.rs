//! A reply as the content of a Discord message: Markdown of which nothing is
//! the article's, within Discord's limits, which are counted in code points.

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
pub(super) enum Part {
    /// All of it.
    Whole,
    /// What a card beside it does not say.
    BesideCard,
}

/// The pages of a message.
pub(super) fn pages(reply: &Reply, titles: bool, part: Part) -> Vec<String> {
    let shown = Shown {
        titles,
        links: Links::Behind,
        // Buttons say it.
        hints: Hints::Hidden,
    };
    let mut paragraphs = paragraphs(reply, shown);
    if part == Part::BesideCard {
        let on_card = |paragraph: &Paragraph| matches!(paragraph.kind, Kind::Title | Kind::Item);
        if paragraphs.iter().any(|paragraph| !on_card(paragraph)) {
            paragraphs.retain(|paragraph| !on_card(paragraph));
        }
    }
    super::paging::pages(&paragraphs)
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
    let words: String = paragraph.runs.iter().map(run).collect();
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
    let web = url.starts_with("https://") || url.starts_with("http://");
    let short = url.chars().nth(LONGEST_LINK).is_none();
    let clean = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    (web && short && clean).then(|| {
        url.replace('(', "%28")
            .replace(')', "%29")
            .replace('<', "%3C")
            .replace('>', "%3E")
    })
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
    let ends_with = |ending: &str| {
        let start = before.len().saturating_sub(ending.len());
        let end = before.get(start..);
        end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    ends_with("discord.gg") || ends_with("/invite")
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

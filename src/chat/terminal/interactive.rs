//! The chat with line editing, history, completion and hints.

use std::{
    borrow::Cow,
    io::{self, Write},
    path::{Path, PathBuf},
};

use rustyline::{
    ColorMode, CompletionType, Config, Context, Editor, Helper, completion::Completer,
    completion::Pair, error::ReadlineError, highlight::Highlighter, hint::Hinter,
    history::FileHistory, validate::Validator,
};

use super::{
    leaves,
    render::{Look, render},
    sanitise::sanitise,
};
use crate::{
    article::Metadata,
    bot::Bot,
    chat::session::Session,
    index::Scope,
    reply::{Block, Line, Piece, Reply},
};

/// Lines that the history keeps.
const HISTORY: usize = 1_000;

/// Articles that the welcome names one by one.
const NAMED: usize = 5;

/// Characters of a word before the rest of it is guessed.
const GUESSED_FROM: usize = 2;

/// What the chat may use.
#[derive(Clone, Debug)]
pub struct Interactive {
    /// How replies look; the width is asked of the terminal.
    pub look: Look,
    /// Where the history is kept; nowhere without.
    pub history: Option<PathBuf>,
}

/// Talks until the user leaves.
///
/// # Errors
/// When the terminal cannot be read or written.
pub fn interactive(session: &Session<'_>, settings: &Interactive) -> anyhow::Result<()> {
    let colours = if settings.look.colour {
        ColorMode::Enabled
    } else {
        ColorMode::Disabled
    };
    let config = Config::builder()
        .max_history_size(HISTORY)?
        .history_ignore_dups(true)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .color_mode(colours)
        .build();
    let history = FileHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(Assistant {
        session,
        guesses: settings.look.colour,
    }));
    if let Some(path) = &settings.history {
        // A first visit has none.
        let _ = editor.load_history(path);
    }
    let mut output = io::stdout();
    show(&mut output, &welcome(session.bot()), &mut editor, settings)?;
    let mut leaving = false;
    loop {
        let line = match editor.readline(&("> ", "\x1b[1m>\x1b[0m ")) {
            Ok(line) => line,
            Err(ReadlineError::Eof) => break,
            Err(ReadlineError::Interrupted) if leaving => break,
            Err(ReadlineError::Interrupted) => {
                // Once may only have meant the line.
                writeln!(output, "Ctrl-C again or Ctrl-D leaves.")?;
                leaving = true;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        leaving = false;
        if line.trim().is_empty() {
            continue;
        }
        if leaves(&line) {
            break;
        }
        remember(&mut editor, &line, settings.history.as_deref());
        show(&mut output, &session.say(&line), &mut editor, settings)?;
    }
    Ok(())
}

/// Columns of the terminal that the output goes to.
#[must_use]
pub fn columns() -> Option<usize> {
    let mut editor = Editor::<(), FileHistory>::new().ok()?;
    editor.dimensions().map(|(columns, _)| usize::from(columns))
}

type Edited<'a> = Editor<Assistant<'a>, FileHistory>;

fn show(
    output: &mut impl Write,
    reply: &Reply,
    editor: &mut Edited<'_>,
    settings: &Interactive,
) -> io::Result<()> {
    // Asked anew each time: windows are resized.
    let width = editor
        .dimensions()
        .map(|(columns, _)| usize::from(columns))
        .filter(|columns| *columns > 0);
    let look = Look {
        width,
        ..settings.look
    };
    writeln!(output, "{}\n", render(reply, look))?;
    output.flush()
}

/// Adds a line to the history, at once, so that a kill loses nothing.
fn remember(editor: &mut Edited<'_>, line: &str, path: Option<&Path>) {
    let kept = editor.add_history_entry(line).and_then(|_| match path {
        Some(path) => editor.append_history(path),
        None => Ok(()),
    });
    // The conversation is worth more than its history.
    if let Err(error) = kept {
        tracing::info!("the history was not written: {error}");
    }
}

/// What the chat begins with: which articles it has, how to ask, how to leave.
fn welcome(bot: &Bot) -> Reply {
    let all = bot.library().listings(&Scope::All);
    let mut blocks = Vec::new();
    match all.as_slice() {
        [] => blocks.push(Block::Text(Line::own("There is no article to ask yet."))),
        [one] => {
            let line = Line::own("Ask me about: ").and(Piece::Strong(title(&one.metadata)));
            blocks.push(Block::Text(by(line, &one.metadata)));
        }
        several => {
            blocks.push(Block::Text(Line::own(format!(
                "Ask me about {} articles:",
                several.len()
            ))));
            let named = several
                .iter()
                .take(NAMED)
                .map(|listing| Line(vec![Piece::Strong(title(&listing.metadata))]));
            let mut named: Vec<Line> = named.collect();
            if several.len() > NAMED {
                named.push(Line::with_code("and more: `articles`"));
            }
            blocks.push(Block::List(named));
        }
    }
    blocks.push(Block::Note(Line::with_code(
        "I answer in the article's own words or not at all. `help` shows how to ask, Tab completes, `quit` or Ctrl-D leaves.",
    )));
    Reply {
        blocks,
        ..Reply::default()
    }
}

/// Characters of a title or a byline that the welcome shows.
const SHOWN: usize = 120;

fn title(metadata: &Metadata) -> String {
    let title = metadata.title.as_ref().unwrap_or(&metadata.source);
    crate::text::shorten(title, SHOWN).to_owned()
}

fn by(line: Line, metadata: &Metadata) -> Line {
    let known = [
        metadata.byline.as_deref(),
        metadata.publisher.as_deref(),
        metadata.day(),
    ];
    let known: Vec<&str> = known
        .into_iter()
        .flatten()
        .map(|value| crate::text::shorten(value, SHOWN))
        .collect();
    if known.is_empty() {
        line
    } else {
        line.say(format!(" ({})", known.join(", ")))
    }
}

/// Completes and guesses while a line is typed.
struct Assistant<'a> {
    session: &'a Session<'a>,
    /// A guess that is not dimmed could be taken for what was typed.
    guesses: bool,
}

impl Helper for Assistant<'_> {}

impl Validator for Assistant<'_> {}

impl Completer for Assistant<'_> {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, found) = self.session.complete(line.get(..at).unwrap_or(line));
        let pairs = found.iter().map(|word| {
            let word = sanitise(word).into_owned();
            Pair {
                display: word.trim_end().to_owned(),
                replacement: word,
            }
        });
        Ok((start, pairs.collect()))
    }
}

impl Hinter for Assistant<'_> {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<String> {
        if !self.guesses || at < line.len() {
            return None;
        }
        let (start, found) = self.session.complete(line);
        guess(line.get(start..)?, &found)
    }
}

impl Highlighter for Assistant<'_> {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[2m{hint}\x1b[0m"))
    }
}

/// The rest of the only word that `typed` can become.
fn guess(typed: &str, found: &[String]) -> Option<String> {
    let [only] = found else { return None };
    let count = typed.chars().count();
    let same = only
        .chars()
        .zip(typed.chars())
        .filter(|(a, b)| a.to_lowercase().eq(b.to_lowercase()))
        .count();
    let rest: String = only.chars().skip(count).collect();
    let rest = sanitise(rest.trim_end()).into_owned();
    (count >= GUESSED_FROM && same == count && !rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Article, library::Library};

    #[test]
    fn only_the_one_word_that_fits_is_guessed() {
        let found = |words: &[&str]| -> Vec<String> { words.iter().map(|w| (*w).into()).collect() };
        assert_eq!(guess("an", &found(&["Ann Lee"])).as_deref(), Some("n Lee"));
        assert_eq!(guess("su", &found(&["summary "])).as_deref(), Some("mmary"));
        assert_eq!(guess("s", &found(&["summary "])), None);
        assert_eq!(guess("summary", &found(&["summary "])), None);
        assert_eq!(guess("an", &found(&["Ann Lee", "Anna Roe"])), None);
        assert_eq!(guess("le", &found(&["Ann Lee"])), None);
    }

    #[test]
    fn the_welcome_names_the_articles_and_the_way_out() {
        let article = |title: &str, byline: Option<&str>| {
            Article::from_lines(
                format!("One line of {title}."),
                Metadata {
                    title: Some(title.to_owned()),
                    byline: byline.map(str::to_owned),
                    ..Metadata::default()
                },
            )
        };
        let text = |articles| {
            let library = Library::in_memory(articles).unwrap();
            let bot = Bot::new(library.into(), crate::bot::Settings::default());
            render(
                &welcome(&bot),
                Look::plain(crate::chat::layout::Hints::Words),
            )
        };
        let one = text(vec![article("The mill", Some("Ann Lee"))]);
        assert!(
            one.starts_with("Ask me about: The mill (Ann Lee)\n"),
            "{one}"
        );
        assert!(one.contains("`quit` or Ctrl-D leaves"), "{one}");
        let many = (0..7)
            .map(|number| article(&format!("Mill {number}"), None))
            .collect();
        let many = text(many);
        assert!(many.contains("7 articles:\n- Mill 0\n"), "{many}");
        assert!(many.contains("- and more: `articles`"), "{many}");
    }
}

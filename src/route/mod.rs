//! What does a line ask for? From what somebody typed, and the turns before,
//! to a command with its arguments. Knows no article.

use crate::{
    command::{self, Arguments, Command},
    memory::Turn,
};

mod follow_up;
mod itself;
mod manners;
mod one_of_several;
mod plain;
mod quoted;
mod summing_up;
mod words;

use words::Words;

/// What a line asks for.
#[derive(Debug)]
pub enum Routed {
    /// Run this command.
    Run {
        /// The command.
        command: &'static Command,
        /// Its arguments.
        arguments: Arguments,
        /// Whether the command was named; a plain question may be answered by
        /// another command when this one finds nothing.
        named: bool,
    },
    /// Something that needs a word back, not a look into the article.
    Courtesy(&'static str),
    /// It cannot be taken: a sentence and the next step.
    Refused(String),
}

/// Whether a line asks for what comes after the last reply, whatever that was.
#[must_use]
pub fn asks_for_more(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['/', '!']);
    let said = Words::new(line);
    follow_up::means_more(&manners::without(&said).bare().join(" "))
}

/// Reads one line.
#[must_use]
pub fn route(line: &str, before: &[Turn]) -> Routed {
    let line = line.trim();
    let said = Words::new(line);
    if said.is_empty() {
        return Routed::Courtesy("Yes? Ask me anything about the article, or say help to see how.");
    }
    if let Some(named) = line.strip_prefix(['/', '!']) {
        return explicit(named);
    }
    if let Some(courtesy) = courtesy(&said) {
        return Routed::Courtesy(courtesy);
    }
    let asked = manners::without(&said);
    let line = if asked.len() < said.len() {
        &asked.line()
    } else {
        line
    };
    let found = follow_up::read(&asked, before)
        .or_else(|| quoted::read(&asked))
        .or_else(|| one_of_several::read(&asked))
        .or_else(|| plain::read(&asked))
        .or_else(|| quoted::stands_in_marks(&asked))
        .or_else(|| itself::read(&asked));
    if let Some(routed) = found.or_else(|| by_name(&asked, line)) {
        return routed;
    }
    ask(&follow_up::with_names(&asked, before))
}

/// A plain question.
fn ask(question: &str) -> Routed {
    plain("ask", Arguments::default().with("question", question))
}

/// A command that plain words mean.
fn plain(name: &str, arguments: Arguments) -> Routed {
    match command::find(name) {
        Some(command) => Routed::Run {
            command,
            arguments,
            named: false,
        },
        None => Routed::Refused(command::unknown(name)),
    }
}

/// `/name …`: surely a command.
fn explicit(line: &str) -> Routed {
    let (name, rest) = first_word(line);
    match command::find(name) {
        Some(command) => run(command, rest),
        None => Routed::Refused(command::unknown(name)),
    }
}

/// A line as an action or a completed line gives it: `name argument:value …`.
#[must_use]
pub fn action(line: &str) -> Routed {
    explicit(line)
}

fn run(command: &'static Command, words: &str) -> Routed {
    match command::parse(command, words) {
        Ok(arguments) => Routed::Run {
            command,
            arguments,
            named: true,
        },
        Err(sentence) => Routed::Refused(sentence),
    }
}

/// Words of a line that names an article and says nothing else.
const LONGEST_TITLE: usize = 5;

/// A line that begins with a command's name, unless the rest shows that it is
/// a sentence: "status of the talks?", "who is she?".
fn by_name(said: &Words<'_>, line: &str) -> Option<Routed> {
    let (first, rest) = first_word(line);
    let name = first.trim_end_matches([':', '.', '!', '?', ',']);
    let Some(command) = command::find(name).or_else(|| command::find(first)) else {
        return near_miss(said, name);
    };
    let takes_words = command
        .arguments
        .iter()
        .any(|argument| argument.kind.is_typed());
    let is_command = if rest.is_empty() {
        true
    } else if command.name == "help" {
        command::find(rest).is_some()
    } else if command.name == "who" {
        let verb = |word| {
            words::is_auxiliary(word) || words::is_past(word) || words::is_present(word, said.at(2))
        };
        !said.is_question() && !said.at(1).is_some_and(verb)
    } else if command.access == command::Access::Moderators {
        // "use of force?" asks; "use first-article" tells.
        !rest.ends_with('?') && !said.at(1).is_some_and(words::is_preposition)
    } else if command.name == "article" && !rest.contains(':') {
        // "article goats" is its receipt if there is one, else it asks.
        // With a number it is one of a treaty.
        let named = rest.starts_with(char::is_alphabetic);
        let short = !said.is_question() && said.len() <= LONGEST_TITLE;
        return (named && short)
            .then(|| plain("article", Arguments::default().with("which", rest)));
    } else {
        takes_words
    };
    is_command.then(|| run(command, rest))
}

/// A short line whose first word is nearly a command's name.
fn near_miss(said: &Words<'_>, name: &str) -> Option<Routed> {
    let short = said.len() == 1 || (said.len() <= 3 && !said.is_question());
    if !short || words::is_question_word(said.at(0)?) {
        return None;
    }
    // Of several words only a clear slip counts: "reach deal" is not "search".
    let nearest = command::nearest(name)?;
    let slips = strsim::osa_distance(&name.to_lowercase(), nearest.name);
    (said.len() == 1 || slips == 1).then(|| Routed::Refused(command::unknown(name)))
}

fn courtesy(said: &Words<'_>) -> Option<&'static str> {
    let all = said.bare().join(" ");
    Some(match all.as_str() {
        "hi" | "hello" | "hey" | "good morning" | "good evening" | "hi there" | "hello there"
        | "hallo" | "moin" => "Hello. Ask me anything about the article, or say help to see how.",
        "thanks"
        | "thank you"
        | "thanks a lot"
        | "thank you very much"
        | "thx"
        | "ty"
        | "cheers"
        | "great thanks"
        | "ok thanks"
        | "nice"
        | "great"
        | "good bot" => "You are welcome.",
        "ok" | "okay" | "i see" | "got it" => "Good. Ask on when you like.",
        _ => return None,
    })
}

fn first_word(line: &str) -> (&str, &str) {
    let line = line.trim();
    match line.split_once(char::is_whitespace) {
        Some((first, rest)) => (first, rest.trim()),
        None => (line, ""),
    }
}

#[cfg(test)]
mod tests;

//! What does a line ask for? From what somebody typed, and the turns before,
//! to a command with its arguments. Knows no article.

use crate::{
    command::{self, Arguments, Command},
    memory::Turn,
};

mod follow_up;
mod plain;
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
    let found = follow_up::read(&said, before).or_else(|| plain::read(&said));
    if let Some(routed) = found.or_else(|| by_name(&said, line)) {
        return routed;
    }
    ask(&follow_up::with_names(&said, before))
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
        .any(|argument| argument.kind != command::Kind::Number);
    let is_command = if rest.is_empty() {
        true
    } else if command.name == "help" {
        command::find(rest).is_some()
    } else if command.name == "who" {
        !said.is_question() && !said.at(1).is_some_and(words::is_auxiliary)
    } else if command.name == "article" {
        rest.contains(':')
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
mod tests {
    use super::*;
    use crate::memory::Focus;
    use proptest::prelude::*;

    /// The route as one line: `command name:value …`.
    fn routed(line: &str, before: &[Turn]) -> String {
        match route(line, before) {
            Routed::Run {
                command, arguments, ..
            } => arguments.line(command.name),
            Routed::Courtesy(_) => "courtesy".to_owned(),
            Routed::Refused(sentence) => sentence,
        }
    }

    #[test]
    fn plain_lines_find_their_command() {
        for (line, expected) in [
            // who
            ("who said win-win?", "who words:win-win"),
            (
                "Who said that it was “a gift”?",
                "who words:it was “a gift”",
            ),
            ("who called the plan a gift?", "who words:the plan a gift"),
            ("who first warned about the dam", "who words:the dam"),
            ("who is the mayor?", "ask question:who is the mayor?"),
            (
                "who rejected the draft?",
                "ask question:who rejected the draft?",
            ),
            ("who harbour fee", "who words:harbour fee"),
            // quotes
            (
                "what did Lee say about money?",
                "quotes speaker:Lee about:money",
            ),
            (
                "What has the mayor said on the port",
                "quotes speaker:the mayor about:the port",
            ),
            (
                "what does Ann Lee think of it all?",
                "quotes speaker:Ann Lee about:it all",
            ),
            ("what did the minister say?", "quotes speaker:the minister"),
            ("what was said about the port?", "quotes about:the port"),
            (
                "quotes by Ann Lee about the port",
                "quotes about:the port speaker:Ann Lee",
            ),
            (
                "what did Lee announce?",
                "ask question:what did Lee announce?",
            ),
            // check
            (
                "did Lee really say “we will not pay”?",
                "check quote:we will not pay speaker:Lee",
            ),
            (
                "Did Lee say we will not pay?",
                "check quote:we will not pay speaker:Lee",
            ),
            (
                "did Lee say how much it costs?",
                "ask question:did Lee say how much it costs?",
            ),
            (
                "did Lee say anything about the port?",
                "quotes speaker:Lee about:the port",
            ),
            ("“we will not pay”", "check quote:we will not pay"),
            (
                "is it true that Lee said we will not pay?",
                "check quote:we will not pay speaker:Lee",
            ),
            (
                "did anyone say “we will not pay”?",
                "check quote:we will not pay",
            ),
            // summary
            ("tl;dr", "summary"),
            ("TLDR please", "summary"),
            ("sum it up", "summary"),
            ("give me a short summary", "summary length:short"),
            ("summary short", "summary length:short"),
            (
                "summarise the article in 3 sentences",
                "summary length:3 sentences",
            ),
            ("what is the article about?", "summary length:short"),
            (
                "what does the article say about the port?",
                "summary length:short about:the port",
            ),
            // others
            ("speakers", "speakers"),
            ("who speaks in the article?", "speakers"),
            ("help", "help"),
            ("what can you do?", "help"),
            ("help check", "help command:check"),
            (
                "help me understand the deal",
                "ask question:help me understand the deal",
            ),
            ("status of the talks?", "ask question:status of the talks?"),
            ("article 5", "ask question:article 5"),
            ("search harbour fee", "search words:harbour fee"),
            ("hello", "courtesy"),
            ("thanks!", "courtesy"),
            (
                "how much did they first demand?",
                "ask question:how much did they first demand?",
            ),
            ("Lee role?", "ask question:Lee role?"),
        ] {
            assert_eq!(routed(line, &[]), expected, "{line}");
        }
    }

    #[test]
    fn near_misses_are_pointed_out_and_questions_are_not() {
        assert_eq!(
            routed("serach harbour", &[]),
            "There is no command `serach`. Did you mean `search`?"
        );
        assert_eq!(
            routed("/sumary", &[]),
            "There is no command `sumary`. Did you mean `summary`?"
        );
        assert_eq!(
            routed("/frobnicate", &[]),
            "There is no command `frobnicate`. `help` lists what there is."
        );
        assert_eq!(routed("where?", &[]), "ask question:where?");
    }

    fn turn(command: &'static str, arguments: Arguments, focus: Focus) -> Turn {
        Turn {
            command,
            arguments,
            focus,
            answered: true,
            actions: Vec::new(),
        }
    }

    fn focus(subject: &str, words: &str) -> Focus {
        Focus {
            subject: Some(subject.to_owned()),
            words: Some(words.to_owned()),
            ..Focus::default()
        }
    }

    #[test]
    fn follow_ups_mean_the_turn_before() {
        let ask = turn(
            "ask",
            Arguments::default().with("question", "What did Ann Lee reject?"),
            focus("Ann Lee", "the first draft"),
        );
        let quotes = turn(
            "quotes",
            Arguments::default()
                .with("speaker", "Ann Lee")
                .with("about", "money"),
            focus("Ann Lee", "We will not pay"),
        );
        let summary = turn("summary", Arguments::default(), Focus::default());
        for (before, line, expected) in [
            (&ask, "why?", "ask question:why did Ann Lee reject?"),
            (&ask, "and when?", "ask question:when did Ann Lee reject?"),
            (&ask, "what else did she say?", "quotes speaker:Ann Lee"),
            (
                &ask,
                "where does she live?",
                "ask question:where does Ann Lee live?",
            ),
            (
                &ask,
                "what is her role?",
                "ask question:what is Ann Lee's role?",
            ),
            (
                &ask,
                "and Tom Ray?",
                "ask question:What did Tom Ray reject?",
            ),
            (&ask, "who said that?", "who words:the first draft"),
            (
                &quotes,
                "did she really say that?",
                "check quote:We will not pay speaker:Ann Lee",
            ),
            (
                &quotes,
                "what about Tom Ray?",
                "quotes about:money speaker:Tom Ray",
            ),
            (
                &quotes,
                "what did she say about the port?",
                "quotes speaker:Ann Lee about:the port",
            ),
            (&summary, "and the port?", "summary about:the port"),
            (&summary, "shorter", "summary length:short"),
            (&summary, "more", "courtesy"),
        ] {
            let actions = if before.command == "summary" {
                vec![crate::reply::Action {
                    label: "Shorter",
                    word: "shorter",
                    line: "summary length:short".to_owned(),
                }]
            } else {
                Vec::new()
            };
            let before = Turn {
                actions,
                ..before.clone()
            };
            assert_eq!(routed(line, &[before]), expected, "{line}");
        }
    }

    #[test]
    fn a_silent_turn_does_not_break_follow_ups() {
        let answered = turn(
            "ask",
            Arguments::default().with("question", "What did Ann Lee reject?"),
            focus("Ann Lee", "the first draft"),
        );
        let silent = Turn {
            answered: false,
            ..turn(
                "ask",
                Arguments::default().with("question", "How old is the harbour?"),
                Focus::default(),
            )
        };
        assert_eq!(
            routed("and what else did she say?", &[answered, silent]),
            "quotes speaker:Ann Lee"
        );
    }

    proptest! {
        #[test]
        fn any_line_is_routed(line in ".{0,200}") {
            let before = turn("ask", Arguments::default().with("question", line.clone()), focus("A", "b"));
            let _ = route(&line, &[]);
            let _ = route(&line, &[before]);
        }
    }
}

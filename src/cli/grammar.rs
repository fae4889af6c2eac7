//! The grammar of the command line. A command of the table needs no line here:
//! its subcommand, arguments and help are derived from its row.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command as Program, builder::EnumValueParser, value_parser};

use crate::{
    chat::terminal::colour::Colour,
    command::{COMMANDS, Command, Kind},
};

// In brackets, which no argument of a command can have in its name.
pub(super) const ARTICLE: &str = "<article>";
pub(super) const JSON: &str = "<json>";
pub(super) const COLOUR: &str = "<colour>";
pub(super) const VERBOSE: &str = "<verbose>";
pub(super) const CONFIG: &str = "<config>";
pub(super) const WORDS: &str = "<words>";
pub(super) const TEXT: &str = "<text>";
pub(super) const CHAT: &str = "chat";
#[cfg(feature = "serve")]
pub(super) const SERVE: &str = "serve";
#[cfg(feature = "matrix")]
pub(super) const MATRIX: &str = "matrix";
#[cfg(feature = "matrix")]
pub(super) const STEP: &str = "step";
pub(super) const EVAL: &str = "eval";
pub(super) const BENCH: &str = "bench";
pub(super) const DOCTOR: &str = "doctor";
#[cfg(feature = "serve")]
pub(super) const RUNNING: &str = "running";
pub(super) const EXPORT: &str = "export";
pub(super) const IMPORT: &str = "import";
pub(super) const SET_ASIDE: &str = "set-aside";
#[cfg(feature = "reader")]
pub(super) const READER: &str = "reader";
#[cfg(feature = "reader")]
pub(super) const READER_USE: &str = "use";
#[cfg(feature = "reader")]
pub(super) const READER_REMOVE: &str = "remove";
pub(super) const FILE: &str = "file";
pub(super) const FEEDBACK: &str = "feedback";
pub(super) const LIMIT: &str = "limit";
pub(super) const READ_PDF: &str = "read-pdf";
pub(super) const COMPLETIONS: &str = "completions";
pub(super) const SHELL: &str = "shell";
pub(super) const MANUAL: &str = "man";
pub(super) const COMMAND: &str = "command";
pub(super) const TASK: &str = "task";
pub(super) const DATA: &str = "data";
pub(super) const OUT: &str = "out";

const ABOUT: &str = "Answers questions about an article out of the article, verbatim and cited, or says that it does not know.";

const AFTER: &str = "Without a command, it serves the platforms that are configured; without any, the chat opens.
Exit status: 0 answered, 1 not in the article, 2 usage error or fault; of several questions the worst counts.";

/// The whole grammar.
pub(super) fn program() -> Program {
    let program = without_platforms();
    #[cfg(feature = "reader")]
    let program = program.subcommand(reader());
    #[cfg(feature = "serve")]
    let program = program
        .subcommand(Program::new(SERVE).about(
            "answers on Discord and Matrix, where they are configured, until it is stopped",
        ));
    #[cfg(feature = "matrix")]
    let program = program.subcommand(
        Program::new(MATRIX)
            .about("logs in to the account on Matrix, has its device trusted, or logs out")
            .arg(
                Arg::new(STEP)
                    .required(true)
                    .value_parser(["login", "verify", "logout"])
                    .help("What is done"),
            ),
    );
    program
}

fn without_platforms() -> Program {
    Program::new("verbatim")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT)
        .after_help(AFTER)
        .args(everywhere())
        .subcommand(
            Program::new(CHAT).about("opens the chat; through pipes, one line in, one reply out"),
        )
        .subcommands(
            COMMANDS
                .iter()
                .copied()
                .filter(|c| is_asked_here(c))
                .map(subcommand),
        )
        .subcommand(eval())
        .subcommand(Program::new(BENCH).about(
            "says how fast the commands answer on this machine, with questions made of the articles",
        ))
        .subcommand(doctor())
        .subcommand(
            Program::new(EXPORT)
                .about("writes everything that lasts as JSON Lines: articles, channels, conversations")
                .arg(
                    Arg::new(FILE)
                        .value_parser(value_parser!(PathBuf))
                        .help("Where to; standard output without"),
                ),
        )
        .subcommand(
            Program::new(IMPORT)
                .about("reads what `export` wrote, into a library that is still empty")
                .arg(
                    Arg::new(FILE)
                        .required(true)
                        .value_parser(value_parser!(PathBuf))
                        .help("The file; - for standard input"),
                )
                .arg(
                    Arg::new(SET_ASIDE)
                        .long(SET_ASIDE)
                        .action(ArgAction::SetTrue)
                        .help("Moves the library that is there out of the way first, also a damaged one"),
                ),
        )
        .subcommand(
            Program::new(FEEDBACK)
                .about("lists what people thought of replies, and what they asked in vain")
                .arg(
                    Arg::new(LIMIT)
                        .long("limit")
                        .value_name("NUMBER")
                        .default_value("50")
                        .value_parser(value_parser!(u32).range(1..))
                        .help("How many of each are listed, latest or most frequent first"),
                )
                .arg(
                    Arg::new(EXPORT)
                        .long("export")
                        .value_name("FILE")
                        .value_parser(value_parser!(PathBuf))
                        .help("Writes the questions that got a 👎 as data for `verbatim eval qa`, to be corrected by hand"),
                ),
        )
        .subcommand(
            Program::new(READ_PDF)
                .hide(true)
                .about("prints the text of a PDF file from standard input; the program runs it itself"),
        )
        .subcommand(
            Program::new(COMPLETIONS)
                .about("prints the script that completes this program's arguments in a shell")
                .arg(
                    Arg::new(SHELL)
                        .required(true)
                        .value_parser(value_parser!(clap_complete::Shell))
                        .help("Which shell"),
                ),
        )
        .subcommand(
            Program::new(MANUAL)
                .about("prints a page of the manual, for `man`")
                .arg(Arg::new(COMMAND).help("The command that it is about; the program without")),
        )
}

/// The bot's own help explains the chat; that of the command line is clap's.
fn is_asked_here(command: &Command) -> bool {
    command.name != "help"
}

fn everywhere() -> [Arg; 5] {
    [
        Arg::new(ARTICLE)
            .long("article")
            .value_name("FILE_OR_ID")
            .global(true)
            .action(ArgAction::Append)
            .help("Asks this article: a file, or one that is known by its identifier; may be repeated"),
        Arg::new(JSON)
            .long("json")
            .global(true)
            .action(ArgAction::SetTrue)
            .help("Prints one JSON object a line for each question"),
        Arg::new(COLOUR)
            .long("colour")
            .alias("color")
            .value_name("WHEN")
            .global(true)
            .value_parser(EnumValueParser::<Colour>::new())
            .help("When to use colours"),
        Arg::new(CONFIG)
            .long("config")
            .value_name("FILE")
            .global(true)
            .value_parser(value_parser!(PathBuf))
            .help("Reads this configuration; config/verbatim.toml documents every key"),
        Arg::new(VERBOSE)
            .short('v')
            .long("verbose")
            .global(true)
            .action(ArgAction::Count)
            .help("Logs more to standard error; -vv still more"),
    ]
}

fn subcommand(command: &'static Command) -> Program {
    let mut program = Program::new(command.name)
        .about(command.summary)
        .aliases(command.aliases.iter().copied());
    let first = command
        .arguments
        .iter()
        .find(|argument| argument.kind.is_typed());
    if let Some(first) = first {
        program = program.override_usage(format!(
            "verbatim {} [OPTIONS]\n       verbatim {} [OPTIONS] -    (one a line from standard input)",
            command.usage(),
            command.name
        ));
        program = program.arg(
            Arg::new(WORDS)
                .value_name("WORDS")
                .action(ArgAction::Append)
                .num_args(0..)
                .help(first.help),
        );
    }
    for argument in command.arguments {
        let mut arg = Arg::new(argument.name)
            .long(argument.name)
            .value_name("VALUE")
            .help(argument.help);
        if argument.kind == Kind::Number {
            arg = arg.value_name("NUMBER").value_parser(whole_number);
        }
        program = program.arg(arg);
    }
    if command.name == "article" {
        program = program.arg(
            Arg::new(TEXT)
                .long("text")
                .action(ArgAction::SetTrue)
                .conflicts_with(JSON)
                .help("Prints the article's text exactly, to which all offsets refer"),
        );
    }
    program
}

#[cfg(feature = "reader")]
fn reader() -> Program {
    let path = Arg::new(FILE)
        .value_name("PATH")
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help("A folder with model.onnx and vocab.txt, or the file of a model with vocab.txt beside it");
    Program::new(READER)
        .about("says which neural network points at the words that answer, or puts another in")
        .subcommand(
            Program::new(READER_USE)
                .about("checks a network and keeps a copy of it for all answers from now on")
                .arg(path),
        )
        .subcommand(
            Program::new(READER_REMOVE)
                .about("takes it out again; the one that is built in takes its place"),
        )
}

fn doctor() -> Program {
    let doctor = Program::new(DOCTOR)
        .about("says whether everything that the program needs is there and in order");
    #[cfg(feature = "serve")]
    let doctor = doctor.arg(
        Arg::new(RUNNING)
            .long(RUNNING)
            .action(ArgAction::SetTrue)
            .help("Asks the service that runs on this machine how it is doing, and looks at nothing else"),
    );
    doctor
}

/// Checks a number and keeps it as it was written, as every value is.
fn whole_number(value: &str) -> Result<String, std::num::ParseIntError> {
    value.parse::<usize>().map(|number| number.to_string())
}

fn eval() -> Program {
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .help(help)
    };
    Program::new(EVAL)
        .about("runs an engine over evaluation data, writes its predictions and prints its figures")
        .arg(
            Arg::new(TASK)
                .required(true)
                .value_parser(["qa", "quotes", "summary"])
                .help("Which engine"),
        )
        .arg(file(DATA, "The data, one JSON object a line"))
        .arg(file(OUT, "Where the predictions are written"))
        .args(with_reader(&file))
}

#[cfg(feature = "reader")]
fn with_reader(file: &dyn Fn(&'static str, &'static str) -> Arg) -> Option<Arg> {
    let help = "For qa: a network that points at the words that answer";
    Some(file(READER, help).required(false))
}

#[cfg(not(feature = "reader"))]
fn with_reader(_: &dyn Fn(&'static str, &'static str) -> Arg) -> Option<Arg> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_holds_for_every_command_of_the_table() {
        program().debug_assert();
        let program = program();
        for command in COMMANDS.iter().filter(|command| is_asked_here(command)) {
            assert!(
                program.find_subcommand(command.name).is_some(),
                "{}",
                command.name
            );
        }
    }
}

//! The README is derived from the table of commands where it lists them.

use verbatim::command::{COMMANDS, Kind};

const README: &str = include_str!("../README.md");

#[test]
fn the_readme_lists_every_command_as_the_table_has_it() {
    for command in COMMANDS {
        let row = format!("| `{}` | {} |", command.usage(), command.summary);
        assert!(README.contains(&row), "README.md lacks the row\n{row}");
    }
    let rows = README.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, COMMANDS.len(), "README.md lists a command that is gone");
}

#[test]
fn every_example_of_a_command_can_be_read() {
    for command in COMMANDS {
        for example in command.examples {
            let words = example.strip_prefix(command.name).unwrap_or(example);
            let read = verbatim::command::parse(command, words.trim());
            assert!(read.is_ok(), "{example}: {read:?}");
        }
        assert!(command.arguments.iter().all(|argument| argument.kind == Kind::Number || !argument.help.is_empty()));
    }
}

//! What the README shows is what the program has: the session, and the table of
//! commands. `UPDATE_CONVERSATIONS=1` rewrites them.

use std::{fs, path::Path};

use verbatim::command::{COMMANDS, Kind};

use crate::{
    conversations::{Partner, hold},
    difference::difference,
};

/// The text with what stands between a marker and its end made anew.
fn with(text: &str, marker: &str, make: impl FnOnce(&str) -> String) -> String {
    let (begin, end) = (
        format!("<!-- {marker} -->\n"),
        format!("<!-- /{marker} -->"),
    );
    let (before, rest) = text.split_once(&begin).expect("a marker");
    let (inside, after) = rest.split_once(&end).expect("the end of a marker");
    format!("{before}{begin}{}{end}{after}", make(inside))
}

fn session(written: &str) -> String {
    let lines = written.trim().trim_matches('`').trim_start();
    let mut partner = Partner::over(Vec::new());
    let held = hold(lines, |line| partner.answer(line));
    format!("```\n{held}```\n")
}

fn commands() -> String {
    let mut table = "| type | gives |\n|---|---|\n".to_owned();
    for command in COMMANDS {
        table.extend([
            "| `",
            command.usage().as_str(),
            "` | ",
            command.summary,
            " |\n",
        ]);
    }
    table
}

#[test]
fn the_readme_shows_what_the_program_says_and_takes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let written = fs::read_to_string(&path).unwrap();
    let now = with(&written, "commands", |_| commands());
    let now = with(&now, "session", session);
    if now != written && std::env::var_os("UPDATE_CONVERSATIONS").is_some() {
        fs::write(&path, now).unwrap();
        return;
    }
    assert!(
        now == written,
        "README.md is not what the program says (- written, + now); \
         UPDATE_CONVERSATIONS=1 rewrites it\n\n{}",
        difference(&written, &now)
    );
}

#[test]
fn every_example_of_a_command_can_be_read() {
    for command in COMMANDS {
        for example in command.examples {
            let words = example.strip_prefix(command.name).unwrap_or(example);
            let read = verbatim::command::parse(command, words.trim());
            assert!(read.is_ok(), "{example}: {read:?}");
        }
        let mut arguments = command.arguments.iter();
        assert!(arguments.all(|a| a.kind == Kind::Number || !a.help.is_empty()));
    }
}

#[test]
fn the_readmes_test_command_ends_the_checks() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(project.join("README.md")).unwrap();
    let checks = fs::read_to_string(project.join(".ci/run")).unwrap();
    let last = checks.lines().last().unwrap();
    assert!(readme.contains(&format!("```\n{last}\n```")), "{last}");
}

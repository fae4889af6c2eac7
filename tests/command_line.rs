//! The program as a process: what it prints where, and how it ends.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const FRONT: &str = "---
title: Sel Point goes dark
---
";

const BODY: &str = "The lighthouse of Sel Point closed on Monday after ninety-one years.

“Nobody asked us before they turned off the light,” said Mara Quill, its keeper.

The harbour office promised a buoy by March.
";

const OTHER: &str =
    "Something else happened in another town, where nobody had ever seen a lighthouse before.\n";

/// A directory with an article, and the program in it.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("light.md", format!("{FRONT}{BODY}").as_bytes());
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where the library of this home lasts.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.path().join(".local/share/verbatim")
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_verbatim"));
        program
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("TERM", "xterm-256color")
            .stdin(Stdio::null());
        program
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.program(arguments).output().unwrap())
    }

    pub(crate) fn run_on(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .program(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may end before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::from(child.wait_with_output().unwrap())
    }
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// A fault: nothing on standard output, one sentence that says `words`.
    #[track_caller]
    pub(crate) fn fails_saying(&self, words: &[&str]) {
        assert_eq!(self.status, Some(2), "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        assert!(self.err.starts_with("error: "), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word}: {self:?}");
        }
    }

    #[track_caller]
    fn objects(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

#[test]
fn usage_errors_say_what_would_be_right() {
    let place = Place::new();
    place.run(&["serach"]).fails_saying(&["serach", "'search'"]);
    place
        .run(&["ask", "--colour", "green", "x"])
        .fails_saying(&["green", "never"]);
    place
        .run(&["eval", "qa"])
        .fails_saying(&["--data", "--out"]);
    place
        .run(&["--article", "light.md", "ask"])
        .fails_saying(&["`ask` needs question"]);
    place
        .run(&["quotes", "--from", "x"])
        .fails_saying(&["--from"]);
}

#[test]
fn help_and_version_are_answers() {
    let place = Place::new();
    for arguments in [
        &["--help"][..],
        &["help"],
        &["help", "check"],
        &["ask", "--help"],
        &["--version"],
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{ran:?}");
    }
}

#[test]
fn files_that_cannot_be_articles_are_refused_with_the_reason() {
    let place = Place::new();
    let ask = |file: &str| place.run(&["--article", file, "ask", "who kept it?"]);
    ask("nope.txt").fails_saying(&["there is no file `nope.txt`"]);
    ask("no\u{1b}[31m.txt").fails_saying(&["no␛[31m.txt"]);
    std::fs::create_dir(place.path().join("papers")).unwrap();
    ask("papers").fails_saying(&["`papers` is a directory"]);
    place.write("empty.txt", b"");
    ask("empty.txt").fails_saying(&["`empty.txt`"]);
    place.write("blank.txt", b" \n\n\t\n");
    ask("blank.txt").fails_saying(&["`blank.txt`"]);
    place.write(
        "binary.txt",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0",
    );
    ask("binary.txt").fails_saying(&["`binary.txt`"]);
    ask("https://example.org/a").fails_saying(&["verbatim add https://example.org/a"]);
}

#[test]
fn an_article_that_is_too_long_is_not_read() {
    let place = Place::new();
    let file = std::fs::File::create(place.path().join("long.txt")).unwrap();
    // A hole: it takes no space, and reading it would take long.
    file.set_len(100_000_000_000).unwrap();
    place
        .run(&["--article", "long.txt", "ask", "x"])
        .fails_saying(&["`long.txt` is 100000 MB long"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_ordinary_file_is_not_waited_for() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = Place::new();
    place
        .run(&["--article", "/dev/zero", "ask", "x"])
        .fails_saying(&["`/dev/zero` is not an ordinary file"]);
    let pipe = place.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    place
        .run(&["--article", "pipe", "ask", "x"])
        .fails_saying(&["`pipe` is not an ordinary file"]);
    symlink("nowhere", place.path().join("link")).unwrap();
    place
        .run(&["--article", "link", "ask", "x"])
        .fails_saying(&["`link`", "it leads nowhere"]);
    let secret = place.write("secret.txt", BODY.as_bytes());
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
    // An administrator may read everything, and then there is nothing to test.
    if std::fs::read(&secret).is_err() {
        place
            .run(&["--article", "secret.txt", "ask", "x"])
            .fails_saying(&["`secret.txt`", "you may not read it"]);
    }
}

#[test]
fn the_exit_status_says_how_it_went() {
    let place = Place::new();
    let search = |words: &str| {
        place
            .run(&["--article", "light.md", "search", words])
            .status
    };
    assert_eq!(search("zeppelin"), Some(1));
    assert_eq!(
        place.run(&["--article", "light.md", "article"]).status,
        Some(0)
    );
    assert_eq!(
        place
            .run(&["--article", "light.md", "article", "nope"])
            .status,
        Some(2)
    );
}

#[test]
fn of_several_questions_the_worst_outcome_decides() {
    let place = Place::new();
    let ran = place.run_on(
        &["--json", "--article", "light.md", "article", "-"],
        b"sel-point-goes-dark\nnope\n",
    );
    let statuses: Vec<Value> = ran.objects().iter().map(|o| o["status"].clone()).collect();
    assert_eq!(statuses, ["answered", "refused"]);
    assert_eq!(ran.status, Some(2));
    let ran = place.run_on(
        &["--json", "--article", "light.md", "article", "-"],
        b"sel-point-goes-dark\n",
    );
    assert_eq!(ran.status, Some(0));
}

#[test]
fn one_line_in_is_one_object_out() {
    let place = Place::new();
    let mut input = b"zeppelin\n\n\xff\xfe\0\x1b[31m\n".to_vec();
    input.extend(vec![b'a'; 200_000]);
    input.extend("\n\u{202e}what\u{2066}?\r\nlast line without an end".as_bytes());
    for arguments in [
        &["ask", "-", "--json", "--article", "light.md"][..],
        &["search", "-", "--json", "--article", "light.md"],
        &["check", "-", "--json", "--article", "light.md"],
        &["chat", "--json", "--article", "light.md"],
        &["--json", "--article", "light.md"],
    ] {
        let ran = place.run_on(arguments, &input);
        let objects = ran.objects();
        assert_eq!(objects.len(), 6, "{arguments:?}: {ran:?}");
        assert_eq!(objects[1]["status"], "refused", "an empty line");
        assert_eq!(objects[3]["status"], "refused", "an endless line");
        for object in objects {
            assert!(
                object["text"].as_str().is_some_and(|text| !text.is_empty())
                    || arguments[0] == "check"
            );
        }
    }
}

#[test]
fn json_is_flushed_after_every_line() {
    use std::io::{BufRead, BufReader};
    let place = Place::new();
    let mut child = place
        .program(&["chat", "--json", "--article", "light.md"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for (line, command) in [("help", "help"), ("quit", ""), ("articles", "articles")] {
        writeln!(input, "{line}").unwrap();
        let mut object = String::new();
        output.read_line(&mut object).unwrap();
        let object: Value = serde_json::from_str(&object).unwrap();
        // Only the end of its input ends a program's conversation.
        if !command.is_empty() {
            assert_eq!(object["command"], command);
        }
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_chat_through_a_pipe_has_no_prompt_and_ends_when_told() {
    let place = Place::new();
    let ran = place.run_on(&["--article", "light.md"], b"articles\n\nquit\nhelp\n");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.out.contains("Sel Point goes dark"), "{ran:?}");
    assert!(
        !ran.out.contains("help") && !ran.out.contains("> "),
        "{ran:?}"
    );
    assert!(!ran.out.contains('\x1b'), "{ran:?}");
    assert_eq!(ran.err, "");
}

#[test]
fn colours_follow_the_option_and_the_environment() {
    let place = Place::new();
    let out = |colour: &[&str], variable: Option<(&str, &str)>| {
        let arguments: Vec<&str> = ["--article", "light.md", "article"]
            .iter()
            .chain(colour)
            .copied()
            .collect();
        let mut program = place.program(&arguments);
        program.envs(variable);
        Ran::from(program.output().unwrap()).out
    };
    let has_escapes = |out: &str| out.contains('\x1b');
    assert!(!has_escapes(&out(&[], None)));
    assert!(has_escapes(&out(&["--colour", "always"], None)));
    assert!(has_escapes(&out(
        &["--color=always"],
        Some(("NO_COLOR", "1"))
    )));
    assert!(has_escapes(&out(&[], Some(("CLICOLOR_FORCE", "1")))));
    assert!(!has_escapes(&out(
        &["--colour", "never"],
        Some(("CLICOLOR_FORCE", "1"))
    )));
}

#[test]
fn the_text_of_an_article_is_printed_exactly() {
    let place = Place::new();
    let ran = place.run(&["article", "--text", "--article", "light.md"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let passages = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(passages(&ran.out), passages(BODY));
    let object = &place
        .run(&[
            "article",
            "--passage",
            "1",
            "--json",
            "--article",
            "light.md",
        ])
        .objects()[0];
    let points: Vec<char> = ran.out.chars().collect();
    let items = object["evidence"].as_array().unwrap();
    assert!(!items.is_empty());
    for item in items {
        let at = |key: &str| usize::try_from(item[key].as_u64().unwrap()).unwrap();
        let words: String = points[at("start")..at("end")].iter().collect();
        assert_eq!(item["text"], words.as_str());
    }
    place.write("other.txt", OTHER.as_bytes());
    place
        .run(&[
            "article",
            "--text",
            "--article",
            "light.md",
            "--article",
            "other.txt",
        ])
        .fails_saying(&["name one article", "other-txt"]);
    let ran = place.run(&[
        "article",
        "other-txt",
        "--text",
        "--article",
        "light.md",
        "--article",
        "other.txt",
    ]);
    assert_eq!(ran.out.trim_end(), OTHER.trim_end());
}

#[test]
fn several_articles_can_be_asked() {
    let place = Place::new();
    place.write("other.txt", OTHER.as_bytes());
    let ran = place.run(&[
        "articles",
        "--article",
        "light.md",
        "--article",
        "other.txt",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.out.contains("Sel Point goes dark") && ran.out.contains("other.txt"),
        "{ran:?}"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let place = Place::new();
    for arguments in [
        &["--article", "light.md"][..],
        &["--json", "--article", "light.md"],
    ] {
        let mut child = place
            .program(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let _ = child.stdin.take().unwrap().write_all(b"help\nhelp\n");
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!(
            (ran.status, ran.err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn without_an_article_the_one_that_is_compiled_in_is_asked() {
    let place = Place::new();
    let ran = place.run(&["articles"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(!ran.out.trim().is_empty(), "{ran:?}");
}

#[test]
fn packages_get_completions_and_pages_of_the_manual() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = place.run(&["completions", shell]).out;
        assert!(script.contains("verbatim"), "{shell}");
        for command in ["speakers", "check", "bench"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
    let page = place.run(&["man"]).out;
    assert!(page.contains(".TH verbatim 1"), "{page}");
    let page = place.run(&["man", "quotes"]).out;
    assert!(page.contains("verbatim\\-quotes"), "{page}");
    assert!(page.contains("speaker"), "{page}");
    place
        .run(&["man", "dance"])
        .fails_saying(&["no command `dance`"]);
}

#[test]
fn the_doctor_finds_what_is_wrong() {
    let place = Place::new();
    let well = place.run(&["doctor"]);
    assert_eq!(well.status, Some(0), "{well:?}");
    assert!(well.out.contains("All is well."), "{well:?}");
    assert!(!place.data_dir().exists(), "looking makes nothing");

    place.run(&["add", "light.md"]);
    let well = place.run(&["doctor"]);
    assert!(well.out.contains("1 article"), "{well:?}");

    place.write("odd.toml", b"[library]\narticles = [\"missing.md\"]\n");
    let odd = place.run(&["--config", "odd.toml", "doctor"]);
    assert_eq!(odd.status, Some(2), "{odd:?}");
    assert!(
        odd.out.contains("FAULT") && odd.out.contains("missing.md"),
        "{odd:?}"
    );

    let database = place.data_dir().join("verbatim.sqlite");
    let mut bytes = std::fs::read(&database).unwrap();
    for byte in bytes.iter_mut().skip(4096).take(8192) {
        *byte ^= 0x5a;
    }
    std::fs::write(&database, bytes).unwrap();
    let damaged = place.run(&["doctor"]);
    assert_eq!(damaged.status, Some(2), "{damaged:?}");
    assert!(damaged.out.contains("FAULT"), "{damaged:?}");
}

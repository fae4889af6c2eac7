//! The chat as a person has it: in a terminal, with keys.

use std::{
    fs::File,
    io::{Read, Write},
    os::fd::AsFd,
    process::{Child, Command, Stdio},
};

use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    pty::{Winsize, openpty},
};

/// How long a terminal may be silent before a test gives up, in milliseconds.
const PATIENCE: u16 = 20_000;

/// The program in a terminal of its own.
struct Terminal {
    screen: File,
    seen: String,
    child: Child,
}

impl Terminal {
    fn open(home: &std::path::Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let size = Winsize {
            ws_row: 40,
            ws_col: 60,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let pair = openpty(Some(&size), None).unwrap();
        let slave = || Stdio::from(pair.slave.try_clone().unwrap());
        let child = Command::new(env!("CARGO_BIN_EXE_verbatim"))
            .args(arguments)
            .current_dir(home)
            .env_clear()
            .env("HOME", home)
            .env("TERM", "xterm-256color")
            .envs(environment.iter().copied())
            .stdin(slave())
            .stdout(slave())
            .stderr(slave())
            .spawn()
            .unwrap();
        Self {
            screen: File::from(pair.master),
            seen: String::new(),
            child,
        }
    }

    /// Presses keys. Before the prompt is there the terminal itself takes
    /// control keys, so wait for [`PROMPT`] first.
    fn types(&mut self, keys: &str) {
        self.screen.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until `words` have appeared, and forgets what was before them.
    #[track_caller]
    fn shows(&mut self, words: &str) {
        while !self.seen.contains(words) {
            assert!(self.read(), "{words:?} never appeared: {:?}", self.seen);
        }
        let after = self.seen.split_once(words).unwrap().1.to_owned();
        self.seen = after;
    }

    /// Reads a piece; false when the terminal is closed.
    #[track_caller]
    fn read(&mut self) -> bool {
        let mut waiting = [PollFd::new(self.screen.as_fd(), PollFlags::POLLIN)];
        let ready = poll(&mut waiting, PollTimeout::from(PATIENCE)).unwrap();
        // Who is silent and still there would be waited for for ever.
        assert!(ready > 0, "nothing more after {:?}", self.seen);
        let mut piece = [0; 4096];
        match self.screen.read(&mut piece) {
            Ok(0) | Err(_) => false,
            Ok(count) => {
                self.seen
                    .push_str(&String::from_utf8_lossy(&piece[..count]));
                true
            }
        }
    }

    /// Reads until the program has closed the terminal.
    #[track_caller]
    fn ends(mut self) -> (Option<i32>, String) {
        while self.read() {}
        (self.child.wait().unwrap().code(), self.seen.clone())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A failed test must not leave it behind; a good one has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(
        home.path().join("light.md"),
        "---\ntitle: Sel Point\n---\nThe lighthouse closed on Monday.\n\n“Nobody asked us,” said Mara Quill.\n",
    )
    .unwrap();
    home
}

/// With its colours, as it is written anew at every key.
const PROMPT: &str = "\u{1b}[1m>\u{1b}[0m ";

const CHAT: [&str; 2] = ["--article", "light.md"];

#[test]
fn a_person_is_welcomed_completes_a_command_and_leaves() {
    let home = home();
    let mut terminal = Terminal::open(home.path(), &CHAT, &[]);
    terminal.shows("Ask me about");
    terminal.shows("Sel Point");
    terminal.shows("leaves.");
    terminal.shows(PROMPT);
    terminal.types("artic\t");
    terminal.types("s\r");
    terminal.shows("Sel Point");
    terminal.shows(PROMPT);
    terminal.types("quit\r");
    let (status, _) = terminal.ends();
    assert_eq!(status, Some(0));
}

#[test]
fn the_history_is_kept_for_the_next_time_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    let mut terminal = Terminal::open(home.path(), &CHAT, &[]);
    terminal.shows(PROMPT);
    terminal.types("articles\r");
    terminal.shows("Sel Point");
    terminal.shows(PROMPT);
    terminal.types("\u{4}");
    assert_eq!(terminal.ends().0, Some(0));
    let history = home.path().join(".local/state/verbatim/history");
    assert!(
        std::fs::read_to_string(&history)
            .unwrap()
            .contains("articles")
    );
    let mode = std::fs::metadata(&history).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut terminal = Terminal::open(home.path(), &CHAT, &[]);
    terminal.shows(PROMPT);
    // The key that fetches the last line.
    terminal.types("\x1b[A");
    terminal.shows("articles");
    terminal.types("\r");
    terminal.shows("Sel Point");
    terminal.shows(PROMPT);
    terminal.types("exit\r");
    assert_eq!(terminal.ends().0, Some(0));
}

#[test]
fn an_interrupt_asks_and_the_second_leaves() {
    let home = home();
    let mut terminal = Terminal::open(home.path(), &CHAT, &[]);
    terminal.shows(PROMPT);
    terminal.types("half a ques\u{3}");
    terminal.shows("Ctrl-C again");
    terminal.shows(PROMPT);
    terminal.types("\u{3}");
    assert_eq!(terminal.ends().0, Some(0));
}

#[test]
fn without_colours_the_replies_have_no_escape_sequences() {
    let home = home();
    let arguments = ["--article", "light.md", "article", "--passage", "1"];
    let plain = [&arguments[..], &["--colour", "never"]].concat();
    for (arguments, environment, escapes) in [
        (&arguments[..], &[][..], true),
        (&plain[..], &[("VTE_VERSION", "7600")][..], false),
        (
            &arguments[..],
            &[("NO_COLOR", "1"), ("VTE_VERSION", "7600")][..],
            false,
        ),
        (&arguments[..], &[("TERM", "dumb")][..], false),
    ] {
        let terminal = Terminal::open(home.path(), arguments, environment);
        let (status, seen) = terminal.ends();
        assert_eq!(status, Some(0), "{seen:?}");
        assert!(
            seen.contains("The lighthouse closed on Monday."),
            "{seen:?}"
        );
        assert_eq!(seen.contains('\x1b'), escapes, "{environment:?}: {seen:?}");
    }
}

#[test]
fn a_folder_shows_a_bar_and_is_gone_on_with_when_it_was_killed() {
    const FILES: usize = 300;
    let home = home();
    std::fs::create_dir(home.path().join("many")).unwrap();
    for number in 0..FILES {
        let text = format!(
            "Well number {number} in the dale\n\nWell number {number} was dug in {} and fell dry last spring, when the pump at its side broke.\n",
            1600 + number
        );
        std::fs::write(home.path().join(format!("many/{number}.txt")), text).unwrap();
    }
    let mut terminal = Terminal::open(home.path(), &["add", "many"], &[]);
    terminal.shows("adding [");
    terminal.shows(" of 300");
    terminal.child.kill().unwrap();
    assert_eq!(terminal.ends().0, None, "it was at it");

    let (status, seen) = Terminal::open(home.path(), &["add", "many"], &[]).ends();
    assert_eq!(status, Some(0), "{seen:?}");
    assert!(
        seen.contains("adding [") && seen.contains("of 300 files"),
        "{seen:?}"
    );
    let (_, seen) = Terminal::open(home.path(), &["articles"], &[]).ends();
    assert!(seen.contains("of 300"), "{seen:?}");
}

//! The bot: the program that is delivered, in a home of its own.

use std::{
    fs::{self, File},
    path::Path,
    process::{Child, Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    between::Between,
    people::PATIENCE,
    server::{PASSWORD, Server, ended},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_verbatim");

/// Runs the program that it is given until nobody holds its input any more.
const KILLED_WITH_INPUT: &str = r#""$0" "$@" & bot=$!; cat >/dev/null; kill -9 $bot"#;

/// The article of the tests' bot.
const ARTICLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/articles/ferry-trial.md");

/// The bot: the program itself, in a home of its own.
pub(super) struct Bot {
    pub(super) user: String,
    url: String,
    invitations: String,
    /// What it finds in its environment beside that, or instead; what is empty
    /// it does not find.
    pub(super) environment: Vec<(&'static str, String)>,
    home: tempfile::TempDir,
    running: Option<Child>,
    /// Whether it goes on when nobody in the tests holds its input any more.
    lasts: bool,
}

impl Bot {
    /// The bot that tests share which do nothing to it but talk: everybody may
    /// invite it, and it opens pages of this machine. It ends with the tests.
    pub(super) fn shared(server: &'static Server) -> &'static Self {
        static BOT: OnceLock<Bot> = OnceLock::new();
        BOT.get_or_init(|| {
            let mut bot = Self::with_account(server, "*");
            let private = ("VERBATIM_FETCH_PRIVATE_ADDRESSES", "yes".to_owned());
            bot.environment.push(private);
            bot.lasts = false;
            bot.go_on();
            bot
        })
    }

    /// A bot of a test's own, that everybody may invite.
    #[track_caller]
    pub(super) fn new(server: &Server) -> Self {
        Self::invited_by(server, "*")
    }

    /// A bot that reaches its homeserver over a line of the tests.
    #[track_caller]
    pub(super) fn over(server: &Server, line: &Between) -> Self {
        let mut bot = Self::with_account(server, "*");
        bot.url = line.url();
        // Where a login says where the homeserver is, that is believed.
        bot.go_on();
        bot.is_killed();
        bot.go_on();
        bot
    }

    #[track_caller]
    pub(super) fn invited_by(server: &Server, invitations: &str) -> Self {
        let mut bot = Self::with_account(server, invitations);
        bot.go_on();
        bot
    }

    /// A bot that has an account and an article, and does not run.
    #[track_caller]
    pub(super) fn with_account(server: &Server, invitations: &str) -> Self {
        Self::with_environment(server, invitations, Vec::new())
    }

    /// The same with something more in its environment.
    #[track_caller]
    pub(super) fn with_environment(
        server: &Server,
        invitations: &str,
        environment: Vec<(&'static str, String)>,
    ) -> Self {
        let bot = Self {
            user: server.registered("verbatim"),
            url: server.url(),
            invitations: invitations.to_owned(),
            environment,
            home: tempfile::tempdir().unwrap(),
            running: None,
            lasts: true,
        };
        let mut added = bot.program(&["add", ARTICLE]).spawn().unwrap();
        assert_eq!(ended(&mut added, PATIENCE), Some(true), "{}", bot.log());
        bot
    }

    pub(super) fn program(&self, arguments: &[&str]) -> Command {
        self.run(Command::new(PROGRAM), arguments)
    }

    fn run(&self, mut program: Command, arguments: &[&str]) -> Command {
        let log = File::options()
            .append(true)
            .create(true)
            .open(self.home.path().join("log"))
            .unwrap();
        program
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("VERBATIM_LIBRARY_DATA_DIR", self.data())
            .env("VERBATIM_MATRIX_HOMESERVER", &self.url)
            .env("VERBATIM_MATRIX_USER", &self.user)
            .env("VERBATIM_MATRIX_PASSWORD", PASSWORD)
            .env("VERBATIM_MATRIX_INVITATIONS", &self.invitations)
            // Floods would wait for it.
            .env("VERBATIM_ANSWERS_READER", "never")
            .env("VERBATIM_LIMITS_PERSON_QUESTIONS", "0")
            .env("VERBATIM_LIMITS_CHANNEL_QUESTIONS", "0")
            .env("VERBATIM_LIMITS_SERVER_QUESTIONS", "0")
            .env("VERBATIM_LOG", "verbatim=info,warn")
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        for (name, value) in &self.environment {
            if value.is_empty() {
                program.env_remove(name);
            } else {
                program.env(name, value);
            }
        }
        program
    }

    pub(super) fn data(&self) -> std::path::PathBuf {
        self.home.path().join("data")
    }

    /// Starts it, again with everything it knew.
    #[track_caller]
    pub(super) fn go_on(&mut self) {
        let before = self.log().matches("on Matrix").count();
        let mut program = if self.lasts {
            self.program(&["serve"])
        } else {
            self.run(
                Command::new("/bin/sh"),
                &["-c", KILLED_WITH_INPUT, PROGRAM, "serve"],
            )
        };
        if !self.lasts {
            program.stdin(Stdio::piped());
        }
        self.running = Some(program.spawn().unwrap());
        let until = Instant::now() + PATIENCE;
        while self.log().matches("on Matrix").count() == before {
            let ended = self.has_ended();
            assert!(!ended && Instant::now() < until, "{}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The most memory that it had, in megabytes, as the system counts it.
    pub(super) fn memory(&self) -> u64 {
        let process = self.running.as_ref().unwrap().id();
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = most.and_then(|most| most.trim().strip_suffix(" kB"));
        most.unwrap().parse::<u64>().unwrap() / 1024
    }

    pub(super) fn has_ended(&mut self) -> bool {
        let child = self.running.as_mut().unwrap();
        child.try_wait().unwrap().is_some()
    }

    /// Whether it ends by itself in time, and well.
    pub(super) fn ends(&mut self) -> Option<bool> {
        ended(self.running.as_mut().unwrap(), PATIENCE)
    }

    /// Dies in the middle of whatever it is at.
    pub(super) fn is_killed(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// What it logged.
    pub(super) fn log(&self) -> String {
        let bytes = fs::read(self.home.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Until it has logged something.
    #[track_caller]
    pub(super) fn logs(&self, what: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.log().contains(what) {
            assert!(Instant::now() < until, "no `{what}` in: {}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Its device, as its session says.
    #[track_caller]
    pub(super) fn device(&self) -> String {
        let saved = fs::read(self.session_file()).unwrap();
        let saved: Value = serde_json::from_slice(&saved).unwrap();
        saved["device_id"].as_str().unwrap().to_owned()
    }

    pub(super) fn session_file(&self) -> std::path::PathBuf {
        self.data().join(Path::new("matrix/session.json"))
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.is_killed();
    }
}

//! The program itself, as people start it, on a stand-in: it can be killed, and
//! its log read.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use serde_json::Value;
use verbatim::{article::Article, library::Library, store::Store};

use super::fake::TOKEN;

pub(crate) struct Program {
    process: Child,
    log: Arc<Mutex<Vec<Value>>>,
}

/// A directory whose library has these articles.
pub(crate) fn home(articles: Vec<Article>) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let store = Arc::new(Store::open(&data).unwrap());
    let library = Library::stored(store, &home.path().join("unused")).unwrap();
    library.add_all(articles).unwrap();
    home
}

/// One of its subcommands in a directory; `discord` is what is configured of
/// Discord.
pub(crate) fn command(home: &Path, subcommand: &str, discord: &str) -> Command {
    let file = home.join("verbatim.toml");
    let data = home.join("data");
    let configuration = format!(
        "[library]\ndata_dir = {:?}\n[log]\nformat = \"json\"\n[discord]\n{discord}\n",
        data.to_str().unwrap()
    );
    fs::write(&file, configuration).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_verbatim"));
    command
        .arg(subcommand)
        .arg("--config")
        .arg(&file)
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("VERBATIM_DISCORD_TOKEN", TOKEN)
        // A flood would wait for it.
        .env("VERBATIM_ANSWERS_READER", "never")
        // One person asks for a whole server here.
        .env("VERBATIM_LIMITS_PERSON_QUESTIONS", "0")
        .env("VERBATIM_LIMITS_CHANNEL_QUESTIONS", "0")
        .env("VERBATIM_LIMITS_SERVER_QUESTIONS", "0")
        .stdin(Stdio::null());
    command
}

impl Program {
    /// Lets it serve.
    pub(crate) fn start(home: &Path, discord: &str) -> Self {
        Self::run(command(home, "serve", discord))
    }

    /// Lets it do what a command says, and reads its log.
    pub(crate) fn run(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let line = serde_json::from_str(&line).unwrap_or(Value::String(line));
                to.lock().unwrap().push(line);
            }
        });
        Self { process, log }
    }

    /// Kills it as a machine that is switched off would: without a word.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// What it has logged so far.
    pub(crate) fn logged(&self) -> Vec<Value> {
        self.log.lock().unwrap().clone()
    }

    /// Waits until it has logged a message.
    #[cfg(feature = "postgres")]
    pub(crate) async fn logs(&self, message: &str) {
        let logged = async {
            while !self.logged().iter().any(|line| line["message"] == message) {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let patience = std::time::Duration::from_mins(1);
        let logged = tokio::time::timeout(patience, logged).await;
        assert!(logged.is_ok(), "never logged: {message}");
    }

    /// The most memory that it has had, in MB of 1,000,000 bytes.
    pub(crate) fn most_memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() * 1_024 / 1_000_000
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

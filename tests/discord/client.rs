//! The stand-in is honest: a client that is not ours, discord.py, gets on with
//! it. It is installed from `PyPI` below `target/`, once.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::json;
use tokio::{sync::mpsc, time::timeout};

use super::fake::{BOT, CHANNEL, Fake, TOKEN};

/// What is installed; a change of it installs anew.
const PACKAGE: &str = "discord.py==2.6.4";

/// The Python that has it; nothing where there is none.
fn python() -> PathBuf {
    // The directory that cargo gives tests lies in the target directory.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let home = target.join("discord");
    fs::create_dir_all(&home).unwrap();
    // Two test runs at once install one after the other.
    let lock = File::create(home.join("lock")).unwrap();
    lock.lock().unwrap();
    let environment = home.join("venv");
    let python = environment.join("bin/python");
    let installed = home.join("installed");
    if python.exists() && fs::read_to_string(&installed).is_ok_and(|found| found == PACKAGE) {
        return python;
    }
    let run = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    assert!(
        run(Command::new("python3")
            .args(["-m", "venv"])
            .arg(&environment)),
        "this test needs Python 3 with venv, to install another client of Discord; \
         set VERBATIM_SKIP_DISCORD_PY=1 to go without it"
    );
    let arguments = ["-m", "pip", "install", "-q", "--disable-pip-version-check"];
    assert!(
        run(Command::new(&python).args(arguments).arg(PACKAGE)),
        "discord.py could not be installed from PyPI"
    );
    fs::write(installed, PACKAGE).unwrap();
    python
}

/// The other client's process; it ends with this value.
struct Client(Child);

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_client_gets_on_with_the_stand_in() {
    if std::env::var_os("VERBATIM_SKIP_DISCORD_PY").is_some_and(|skip| skip == "1") {
        return;
    }
    let python = tokio::task::spawn_blocking(python).await.unwrap();
    let mut fake = Fake::start().await;
    let mut client = Command::new(python)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/discord/client.py"
        ))
        .args([&fake.api, TOKEN])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(client.stdout.take().unwrap()).lines();
    let client = Client(client);
    let (sender, mut said) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let mut next = async || {
        let line = timeout(Duration::from_mins(1), said.recv()).await;
        line.unwrap().unwrap_or_default()
    };
    assert_eq!(next().await, format!("ready as {BOT} in 1 server"));
    fake.next("PUT", "/commands").await;
    assert_eq!(next().await, "registered ping");

    let message = fake.message(CHANNEL, &format!("<@{BOT}> hello"));
    fake.dispatch("MESSAGE_CREATE", message.clone());
    let sent = fake.next("POST", "/messages").await;
    assert_eq!(sent.body["content"], "heard: hello");
    // It writes identifiers as numbers, which Discord takes too.
    let to = sent.body["message_reference"]["message_id"].to_string();
    assert_eq!(to.trim_matches('"'), message["id"].as_str().unwrap());
    assert_eq!(next().await, "replied");

    let data = json!({"id": "7000000", "name": "ping", "type": 1,
        "options": [{"name": "word", "type": 3, "value": "pong"}]});
    fake.dispatch("INTERACTION_CREATE", fake.interaction(2, data, None));
    let answer = fake.next("POST", "/callback").await;
    assert_eq!(answer.body["type"], 5);
    fake.next("PATCH", "/@original").await;
    assert_eq!(next().await, "answered pong");

    fake.operate(json!({"op": 7, "d": null, "s": null, "t": null}));
    fake.until("it resumed", |world| world.sessions.resumed == 1)
        .await;
    assert_eq!(next().await, "resumed");
    let broken = fake.excused();
    // Its identifiers as numbers are all that is not as described.
    let only = broken
        .iter()
        .all(|rule| rule.contains("/message_reference"));
    assert!(only, "{broken:#?}");
    drop(client);
}

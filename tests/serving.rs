//! `verbatim serve` as a service manager sees it: when it is ready, that it is
//! alive, that it reads its configuration again and stops when it is told to.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::net::UnixDatagram,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use verbatim::store::{Memory, Store};

/// A machine under load is slow; a service that stops has a bound of its own.
const PATIENCE: Duration = Duration::from_mins(1);

struct Service {
    process: Child,
    manager: UnixDatagram,
    log: BufReader<std::process::ChildStderr>,
    directory: tempfile::TempDir,
    /// Takes connections and never answers: a platform that hangs.
    _platform: TcpListener,
}

impl Service {
    fn start(configuration: &str) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), configuration)
    }

    fn start_in(directory: tempfile::TempDir, configuration: &str) -> Self {
        let file = directory.path().join("verbatim.toml");
        fs::write(&file, configuration).unwrap();
        let socket = directory.path().join("notify");
        let manager = UnixDatagram::bind(&socket).unwrap();
        manager.set_read_timeout(Some(PATIENCE)).unwrap();
        let platform = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_verbatim"))
            .arg("serve")
            .arg("--config")
            .arg(&file)
            .current_dir(directory.path())
            .env_clear()
            .env("HOME", directory.path())
            .env("NOTIFY_SOCKET", &socket)
            .env("WATCHDOG_USEC", "100000")
            .env("VERBATIM_DISCORD_TOKEN", "a-token-for-nobody")
            .env(
                "VERBATIM_DISCORD_API",
                format!("http://{}", platform.local_addr().unwrap()),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(process.stderr.take().unwrap());
        Self {
            process,
            manager,
            log,
            directory,
            _platform: platform,
        }
    }

    /// Waits until the manager was told `what`.
    fn tells(&self, what: &str) {
        let since = Instant::now();
        let mut buffer = [0; 256];
        while since.elapsed() < PATIENCE {
            let read = self.manager.recv(&mut buffer).unwrap();
            if String::from_utf8_lossy(&buffer[..read])
                .lines()
                .any(|line| line == what)
            {
                return;
            }
        }
        panic!("the manager was not told {what}");
    }

    /// The next line of the log that has `what` in it.
    fn logs(&mut self, what: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(
                self.log.read_line(&mut line).unwrap(),
                0,
                "no log of {what}"
            );
            if line.contains(what) {
                return line;
            }
        }
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.process.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
    }

    fn configuration(&self) -> std::path::PathBuf {
        Path::join(self.directory.path(), "verbatim.toml")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_service_manager_is_told_when_it_is_ready_alive_and_stopping() {
    let mut service = Service::start("[log]\nformat = \"json\"\n");
    service.tells("READY=1");
    service.tells("WATCHDOG=1");

    fs::write(
        service.configuration(),
        "[answers]\nthreshold = 80\n[matrix]\nhomeserver = \"example.org\"\n[log]\nformat = \"json\"\n",
    )
    .unwrap();
    service.signal("HUP");
    let line = service.logs("read again");
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["level"], "WARN");
    assert!(line["timestamp"].is_string(), "{line}");
    assert!(service.logs("at the next start").contains("[matrix]"));

    fs::write(service.configuration(), "[answers]\nthreshhold = 80\n").unwrap();
    service.signal("HUP");
    assert!(service.logs("stays as it was").contains("threshold"));

    service.signal("TERM");
    service.tells("STOPPING=1");
    let since = Instant::now();
    while service.process.try_wait().unwrap().is_none() {
        assert!(since.elapsed() < PATIENCE, "it does not stop");
        std::thread::yield_now();
    }
}

/// A port that nothing listens at.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Runs another command on the data of a service, or of an empty directory.
fn beside(directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_verbatim"))
        .args(arguments)
        .current_dir(directory)
        .env_clear()
        .env("HOME", directory)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let says = String::from_utf8_lossy(&output.stdout).into_owned();
    let fault = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {says}{fault}");
    says
}

#[test]
fn how_a_service_is_doing_can_be_read_on_this_machine() {
    let port = free_port();
    let service = Service::start(&format!("[monitoring]\nport = {port}\n"));
    service.tells("READY=1");
    assert!(get(port, "/healthz").ends_with("well\n"));
    // Its platform takes connections and never answers.
    let ready = get(port, "/readyz");
    assert!(ready.starts_with("HTTP/1.1 503 "), "{ready}");
    assert!(ready.ends_with("discord is not connected yet\n"), "{ready}");
    let metrics = get(port, "/metrics");
    assert!(
        metrics.contains("\nverbatim_build_info{version="),
        "{metrics}"
    );
    assert!(metrics.contains("\nverbatim_articles 1\n"), "{metrics}");

    let doctor = |port: u16| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_verbatim"));
        program
            .args(["doctor", "--running"])
            .env_clear()
            .env("HOME", service.directory.path())
            .env("VERBATIM_MONITORING_PORT", port.to_string())
            .stdin(Stdio::null());
        program.output().unwrap()
    };
    let asked = doctor(port);
    assert_eq!(asked.status.code(), Some(0), "{asked:?}");
    assert_eq!(String::from_utf8_lossy(&asked.stdout), "well\n");
    for (port, fault) in [(free_port(), "no service answers"), (0, "monitoring.port")] {
        let asked = doctor(port);
        assert_eq!(asked.status.code(), Some(2), "{asked:?}");
        let says = String::from_utf8_lossy(&asked.stderr);
        assert!(says.contains(fault), "{says}");
    }
}

#[test]
fn a_backup_of_a_running_service_is_restored_elsewhere() {
    let service = Service::start("");
    service.tells("READY=1");
    let directory = service.directory.path();
    beside(directory, &["export", "backup.jsonl"]);
    let (list, answer) = (
        beside(directory, &["articles"]),
        beside(directory, &["who", "win-win"]),
    );
    let other = tempfile::tempdir().unwrap();
    fs::copy(
        directory.join("backup.jsonl"),
        other.path().join("backup.jsonl"),
    )
    .unwrap();
    drop(service);
    beside(other.path(), &["import", "backup.jsonl"]);
    assert_eq!(beside(other.path(), &["articles"]), list);
    assert_eq!(beside(other.path(), &["who", "win-win"]), answer);
    // And once more, with nothing changed on the way.
    beside(other.path(), &["export", "again.jsonl"]);
    let read = |name: &str| fs::read_to_string(other.path().join(name)).unwrap();
    assert_eq!(read("again.jsonl"), read("backup.jsonl"));
}

#[test]
fn what_a_conversation_may_no_longer_remember_is_forgotten() {
    let directory = tempfile::tempdir().unwrap();
    let state = directory.path().join("state");
    let remembered = |store: &Store| store.memory("somebody", 500).unwrap();
    let store = Store::open(&state).unwrap();
    let memory = Memory {
        conversation: "somebody",
        memory: "{}",
        expires_at: 1_000,
    };
    store.set_memory(memory, 400).unwrap();
    assert!(remembered(&store).is_some());
    drop(store);

    let configuration = format!("[library]\ndata_dir = {state:?}\n");
    let service = Service::start_in(directory, &configuration);
    service.tells("READY=1");
    let store = Store::open_read_only(&state).unwrap();
    let since = Instant::now();
    while remembered(&store).is_some() {
        assert!(since.elapsed() < PATIENCE, "it is still remembered");
        std::thread::yield_now();
    }
}

//! A real homeserver: Synapse from `PyPI` in a virtual environment below
//! `target/`, installed once, started on a free port of this machine.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// What is installed; a change of it installs anew.
const PACKAGES: [&str; 2] = ["matrix-synapse==1.163.2", "matrix-nio[e2e]==0.26.0"];

/// Installing takes a minute where packages come quickly.
const INSTALLING: Duration = Duration::from_mins(10);

/// Starting takes 4 to 7 seconds alone, and longer beside other tests.
const STARTING: Duration = Duration::from_secs(90);

pub(super) const PASSWORD: &str = "a password of the tests";

/// A running homeserver; it ends with this value, or with this process.
pub(super) struct Server {
    pub(super) port: u16,
    directory: tempfile::TempDir,
    running: Option<Child>,
}

/// The Python that has Synapse and the other client.
pub(super) fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(install)
}

/// The server that tests share; tests that stop theirs start their own. None
/// where whoever runs the tests leaves these out.
pub(super) fn shared() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(|| Server::start_with("")).as_ref()
}

fn target() -> &'static Path {
    // The directory that cargo gives tests lies in the target directory.
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
}

fn install() -> PathBuf {
    let home = target().join("matrix");
    fs::create_dir_all(&home).unwrap();
    // Two test runs at once install one after the other.
    let lock = File::create(home.join("lock")).unwrap();
    lock.lock().unwrap();
    let environment = home.join("venv");
    let python = environment.join("bin/python");
    let installed = home.join("installed");
    let wanted = PACKAGES.join("\n");
    if python.exists() && fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return python;
    }
    let made = Command::new("python3")
        .args(["-m", "venv"])
        .arg(&environment)
        .status();
    assert!(
        made.is_ok_and(|status| status.success()),
        "the tests of Matrix need Python 3 with venv, to install Synapse; \
         set VERBATIM_SKIP_MATRIX=1 to go without them"
    );
    let mut pip = Command::new(&python)
        .args(["-m", "pip", "install", "-q", "--disable-pip-version-check"])
        .args(PACKAGES)
        .spawn()
        .unwrap();
    let status = ended(&mut pip, INSTALLING);
    assert_eq!(
        status,
        Some(true),
        "Synapse could not be installed from PyPI"
    );
    fs::write(installed, wanted).unwrap();
    python
}

/// Whether a process ended well; nothing when it did not end in time.
pub(super) fn ended(child: &mut Child, within: Duration) -> Option<bool> {
    let until = Instant::now() + within;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.success());
        }
        if Instant::now() > until {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        sleep(Duration::from_millis(50));
    }
}

impl Server {
    /// One with further settings, unless these tests are left out.
    pub(super) fn start_with(further: &str) -> Option<Self> {
        if std::env::var_os("VERBATIM_SKIP_MATRIX").is_some_and(|skip| skip == "1") {
            return None;
        }
        let directory = tempfile::tempdir().unwrap();
        let port = {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let data = directory.path();
        // Synapse would generate these, in the time of another start.
        fs::write(data.join("test.yaml"), settings(port) + further).unwrap();
        let key = format!("ed25519 a_test {}\n", "A".repeat(43));
        fs::write(data.join("signing.key"), key).unwrap();
        fs::write(data.join("log.yaml"), LOGGING).unwrap();
        let mut server = Self {
            port,
            directory,
            running: None,
        };
        server.go_on();
        Some(server)
    }

    /// Starts it, again with everything it knew.
    pub(super) fn go_on(&mut self) {
        let child = Command::new(python())
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/matrix/synapse.py"
            ))
            .args(["test.yaml", "out.log"])
            .current_dir(self.directory.path())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let child = self.running.insert(child);
        let until = Instant::now() + STARTING;
        while !is_up(self.port) {
            let died = child.try_wait().unwrap().is_some();
            assert!(
                !died && Instant::now() < until,
                "Synapse did not start: {}",
                fs::read_to_string(self.directory.path().join("out.log")).unwrap_or_default()
            );
            sleep(Duration::from_millis(100));
        }
    }

    /// Stops it; it keeps what it knows.
    pub(super) fn halt(&mut self) {
        if let Some(mut child) = self.running.take() {
            drop(child.stdin.take());
            ended(&mut child, Duration::from_secs(20));
        }
    }

    /// An account that nobody is logged in to, with a name that no other has.
    #[track_caller]
    pub(super) fn registered(&self, of: &str) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("{of}{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let body = json!({"username": name, "password": PASSWORD, "inhibit_login": true,
                          "auth": {"type": "m.login.dummy"}});
        self.post("/_matrix/client/v3/register", &body);
        format!("@{name}:localhost")
    }

    /// What the server answers when something is given to it without a client.
    #[track_caller]
    pub(super) fn post(&self, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nHost: localhost\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.lines().next().unwrap().ends_with("200 OK"), "{answer}");
        serde_json::from_str(body).unwrap()
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.halt();
    }
}

fn is_up(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let mut answer = [0; 12];
    stream
        .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .and_then(|()| stream.read_exact(&mut answer))
        .is_ok_and(|()| answer.ends_with(b"200"))
}

/// Errors alone, where the rest of what Synapse says goes.
const LOGGING: &str = "version: 1\nhandlers: {console: {class: logging.StreamHandler}}\n\
                       root: {level: ERROR, handlers: [console]}\n";

/// What differs from Synapse's own defaults: one port of this machine, anybody
/// may register, and no limits on how fast.
fn settings(port: u16) -> String {
    format!(
        r#"
server_name: localhost
signing_key_path: signing.key
media_store_path: media_store
log_config: log.yaml
macaroon_secret_key: "of the tests"
form_secret: "of the tests"
public_baseurl: "http://127.0.0.1:{port}/"
pid_file: homeserver.pid
listeners:
  - port: {port}
    bind_addresses: ['127.0.0.1']
    type: http
    tls: false
    x_forwarded: false
    resources: [{{names: [client], compress: false}}]
database:
  name: sqlite3
  args: {{database: homeserver.db}}
trusted_key_servers: []
suppress_key_server_warning: true
report_stats: false
presence: {{enabled: false}}
enable_registration: true
enable_registration_without_verification: true
bcrypt_rounds: 4
federation_domain_whitelist: []
url_preview_enabled: false
login_via_existing_session: {{enabled: true, require_ui_auth: false}}
rc_message: &u {{per_second: 100000, burst_count: 100000}}
rc_registration: *u
rc_registration_token_validity: *u
rc_login: {{address: *u, account: *u, failed_attempts: *u}}
rc_admin_redaction: *u
rc_joins: {{local: *u, remote: *u}}
rc_joins_per_room: *u
rc_3pid_validation: *u
rc_invites: {{per_room: *u, per_user: *u, per_issuer: *u}}
rc_third_party_invite: *u
rc_media_create: *u
rc_key_requests: *u
rc_presence: {{per_user: *u}}
rc_room_creation: *u
rc_reports: *u
rc_delayed_event_mgmt: *u
rc_user_directory: *u
"#
    )
}

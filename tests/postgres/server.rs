//! A real PostgreSQL server for the tests of one program: on a socket in a
//! directory of its own, gone with the program whichever way that ends.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Set to 1 where no server can be had.
const VARIABLE: &str = "VERBATIM_SKIP_POSTGRES";

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// As long as the program holds its standard input, the server runs.
const KEEP: &str = r#"
set -e
programs=$1 place=$2
shift 2
"$programs/initdb" -D "$place/data" -U verbatim -A trust -E UTF8 --locale=C --no-sync \
  >"$place/log" 2>&1
"$programs/postgres" -D "$place/data" -k "$place" -c listen_addresses= -c fsync=off \
  -c max_connections=200 "$@" >>"$place/log" 2>&1 &
server=$!
read -r _ || true
kill -INT "$server" 2>/dev/null || true
wait "$server" || true
rm -rf "$place"
"#;

pub(crate) struct Running {
    pub(crate) socket: PathBuf,
    /// Its standard input is what keeps the server.
    _keeper: Child,
}

/// The address of a new, empty schema; `None` where the tests of PostgreSQL
/// are to be left out.
pub(crate) fn address() -> Option<String> {
    static SERVER: OnceLock<Running> = OnceLock::new();
    static SCHEMAS: AtomicUsize = AtomicUsize::new(0);
    if left_out() {
        return None;
    }
    let socket = SERVER
        .get_or_init(|| {
            let directory = tempfile::tempdir().expect("a directory").keep();
            start(directory, 5432, &[])
                .unwrap_or_else(|log| panic!("PostgreSQL does not start: {log}"))
        })
        .socket
        .display()
        .to_string();
    let number = SCHEMAS.fetch_add(1, Ordering::SeqCst);
    let whole = format!("host={socket} user=verbatim dbname=postgres");
    let mut client = postgres::Client::connect(&whole, postgres::NoTls).expect("the server");
    client
        .batch_execute(&format!("CREATE SCHEMA test_{number}"))
        .expect("a schema");
    Some(format!("{whole} options='-c search_path=test_{number}'"))
}

/// Whether the tests of PostgreSQL are to be left out.
pub(crate) fn left_out() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|skip| skip == "1")
}

/// Starts a server in a directory that it then owns, with further options for
/// it; else what it said.
pub(crate) fn start(directory: PathBuf, port: u16, options: &[String]) -> Result<Running, String> {
    let programs = programs().unwrap_or_else(|| {
        panic!(
            "the tests of PostgreSQL need its server: install Debian's `postgresql`, \
             or set {VARIABLE}=1 to leave them out"
        )
    });
    let arguments = ["-c", KEEP, "sh"].map(std::ffi::OsStr::new);
    let paths = [programs.as_os_str(), directory.as_os_str()];
    let mut shell = if is_root() {
        // The server refuses to run as root.
        let owned = Command::new("chown")
            .args(["-R", "nobody"])
            .arg(&directory)
            .status();
        assert!(owned.is_ok_and(|owned| owned.success()), "chown fails");
        let mut other = Command::new("setpriv");
        other.args(["--reuid=nobody", "--clear-groups", "sh"]);
        other
    } else {
        Command::new("sh")
    };
    let mut keeper = shell
        .args(arguments)
        .args(paths)
        .args(options)
        .current_dir(&directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    let whole = format!(
        "host={} port={port} user=verbatim dbname=postgres",
        directory.display()
    );
    let begun = Instant::now();
    while let Err(fault) = postgres::Client::connect(&whole, postgres::NoTls) {
        let log = std::fs::read_to_string(directory.join("log")).unwrap_or_default();
        if begun.elapsed() > PATIENCE || log.contains("FATAL:  could not create any TCP/IP") {
            // The shell waits for the end of its input, whether the server runs or not.
            drop(keeper.stdin.take());
            let _ = keeper.wait();
            return Err(format!("{fault}\n{log}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(Running {
        socket: directory,
        _keeper: keeper,
    })
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("`id`");
    id.stdout.starts_with(b"0")
}

/// Where the server's programs are: Debian keeps them out of the way.
fn programs() -> Option<PathBuf> {
    let mut places: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .collect();
    let path = std::env::var_os("PATH").unwrap_or_default();
    places.extend(std::env::split_paths(&path));
    let whole = |place: &Path| place.join("initdb").is_file() && place.join("postgres").is_file();
    places.into_iter().find(|place| whole(place))
}

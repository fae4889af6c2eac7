//! Reads PDF files in a process of its own: the parser may panic, take all
//! memory or never end on a file made for that, and then only that process is
//! gone.

use std::{
    io::{self, Read, Write},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError, mpsc},
    time::Duration,
};

use super::{Exit, grammar};
use crate::{
    article::LARGEST_SOURCE,
    pdf::{self, Unreadable},
};

/// How long a file may take; a book of 500 pages takes some 5 seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the process may take of memory, in bytes: a hundred times the largest
/// file.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// How the process says why there is no text; 1 and 2 and signals say more.
const LOCKED: i32 = 11;
const NO_TEXT: i32 = 12;

/// One file at a time: more would take more memory than was meant.
static ONE: Mutex<()> = Mutex::new(());

/// The text of a PDF file as Markdown.
pub(super) fn markdown(name: &str, bytes: Vec<u8>) -> Result<String, String> {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let damaged = || {
        format!(
            "`{name}` is a PDF file that I cannot read: it is damaged, or made in a way I do not know. Paste its text instead."
        )
    };
    let run = || -> io::Result<(Option<i32>, String)> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(grammar::READ_PDF)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Its panics are no news.
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("no pipes"));
        };
        // It may end before it has read everything.
        let writing = std::thread::spawn(move || drop(input.write_all(&bytes)));
        let (done, read) = mpsc::channel();
        std::thread::spawn(move || {
            let mut text = String::new();
            let most = LARGEST_SOURCE as u64;
            let all = output.take(most).read_to_string(&mut text).map(|_| text);
            // Nobody waits for it any more when it took too long.
            let _ = done.send(all);
        });
        let text = read.recv_timeout(PATIENCE);
        if text.is_err() {
            child.kill()?;
        }
        let status = child.wait()?;
        let _ = writing.join();
        let text = text.map_err(|_| io::ErrorKind::TimedOut)??;
        Ok((status.code(), text))
    };
    match run() {
        Ok((Some(0), text)) => Ok(text),
        Ok((Some(LOCKED), _)) => Err(format!(
            "`{name}` is a PDF file with a password. Save it without one, or paste its text."
        )),
        Ok((Some(NO_TEXT), _)) => Err(format!(
            "`{name}` is a PDF file of pictures: there is no text in it that I can read. Paste its text instead."
        )),
        Ok(_) => Err(damaged()),
        Err(fault) if fault.kind() == io::ErrorKind::TimedOut => Err(format!(
            "`{name}` is a PDF file that takes me too long to read. Paste its text instead."
        )),
        Err(fault) => {
            tracing::warn!("a PDF file was not read: {fault}");
            Err(damaged())
        }
    }
}

/// What the process does: a file in, its text out.
pub(super) fn run() -> Exit {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, setrlimit};
        if setrlimit(Resource::RLIMIT_AS, MEMORY, MEMORY).is_err() {
            return Exit::Fault;
        }
    }
    let mut bytes = Vec::new();
    let most = LARGEST_SOURCE as u64;
    if io::stdin().take(most).read_to_end(&mut bytes).is_err() {
        return Exit::Fault;
    }
    // Files nest as deep as they like.
    let thread = std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(move || pdf::markdown(&bytes));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(text))) => match io::stdout().write_all(text.as_bytes()) {
            Ok(()) => Exit::Answered,
            Err(_) => Exit::Fault,
        },
        Ok(Ok(Err(Unreadable::Locked))) => std::process::exit(LOCKED),
        Ok(Ok(Err(Unreadable::NoText))) => std::process::exit(NO_TEXT),
        _ => Exit::Fault,
    }
}

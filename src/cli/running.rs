//! `verbatim doctor --running`: how is the service on this machine doing? Asked
//! of the service itself, which costs it nothing, so that a container can ask
//! every minute.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, bail};

use super::{Exit, Options};

/// A service that does not answer within this is not well.
const PATIENCE: Duration = Duration::from_secs(5);

/// Longer answers are not of this service.
const LONGEST: u64 = 4_096;

/// Asks, and says what the service says.
pub(super) fn run(options: &Options) -> anyhow::Result<Exit> {
    let port = options.config.monitoring.port;
    if port == 0 {
        bail!(
            "nothing says how a service is doing: give it a port (monitoring.port, or VERBATIM_MONITORING_PORT)"
        );
    }
    let answer = asked(port)
        .with_context(|| format!("no service answers at port {port} of this machine"))?;
    let (head, says) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let says = crate::chat::terminal::sanitise::sanitise(says.trim());
    writeln!(io::stdout().lock(), "{says}")?;
    Ok(match head.split_ascii_whitespace().nth(1) {
        Some("200") => Exit::Answered,
        _ => Exit::Fault,
    })
}

fn asked(port: u16) -> io::Result<String> {
    let service = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&service, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

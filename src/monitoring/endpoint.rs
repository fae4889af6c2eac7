//! Where it can be read how the service is doing: `/metrics` for Prometheus,
//! `/healthz` and `/readyz` for whoever starts and stops it, on this machine
//! alone. Takes GET and HEAD of a few bytes; whoever is slow, or many, waits.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use prometheus_client::{
    encoding::prometheus_text::{CONTENT_TYPE, encode},
    registry::Registry,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};

use super::{
    Metrics,
    observed::{Look, Observed, Process},
};

/// Longest head of a request in bytes; Prometheus sends some three hundred.
const LONGEST_HEAD: usize = 8 * 1024;

/// Header lines that are read at most.
const HEADERS: usize = 64;

/// Connections that are answered at once; others wait until one is done.
const AT_ONCE: usize = 8;

/// How long one connection may take, from its first byte to the last of ours.
const PATIENCE: Duration = Duration::from_secs(5);

/// After a connection could not be taken: there may be no files left to open.
const PAUSE: Duration = Duration::from_millis(100);

/// The address where it can be read.
#[derive(Debug)]
pub struct Endpoint {
    listener: TcpListener,
    told: Arc<Told>,
    patience: Duration,
}

/// What is told.
#[derive(Debug)]
struct Told {
    metrics: Arc<Metrics>,
    observed: Arc<Observed>,
    registry: Registry,
    process: Registry,
    platforms: Vec<&'static str>,
    stop: watch::Receiver<bool>,
}

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: &'static str,
    kind: &'static str,
    body: String,
}

/// What a request turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// GET, or HEAD when the body is not wanted, of a path.
    Of {
        /// Without what follows a question mark.
        path: String,
        /// Whether it is wanted.
        body: bool,
    },
    /// Something else, which is answered with this status.
    Refused(&'static str),
}

impl Endpoint {
    /// Takes a port of this machine; any free one for 0. `platforms` are
    /// those that must be connected before the service is ready, `stop` turns
    /// true when it no longer is.
    ///
    /// # Errors
    /// When the port cannot be taken.
    pub async fn bind(
        port: u16,
        metrics: Arc<Metrics>,
        observed: Observed,
        platforms: Vec<&'static str>,
        stop: watch::Receiver<bool>,
    ) -> anyhow::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("monitoring.port: {address} cannot be listened at"))?;
        let observed = Arc::new(observed);
        let mut registry = metrics.registry();
        registry.register_collector(Box::new(Look(Arc::clone(&observed))));
        let mut process = Registry::default();
        process.register_collector(Box::new(Process(observed.since)));
        Ok(Self {
            listener,
            patience: PATIENCE,
            told: Arc::new(Told {
                metrics,
                observed,
                registry,
                process,
                platforms,
                stop,
            }),
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers whoever asks, without end.
    pub async fn serve(self) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            // Never closed.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let told = Arc::clone(&self.told);
                    let attended = attend(stream, told, place);
                    tokio::spawn(timeout(self.patience, attended));
                }
                Err(fault) => {
                    tracing::warn!(%fault, "a look at the metrics could not be taken");
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

/// Answers one connection. Whoever does not read, or goes away, is nobody's
/// fault.
async fn attend(
    mut stream: TcpStream,
    told: Arc<Told>,
    _place: OwnedSemaphorePermit,
) -> std::io::Result<()> {
    let (answer, body) = match read(&mut stream).await? {
        Request::Of { path, body } => (told.answer(path).await, body),
        Request::Refused(status) => (Answer::plain(status, ""), true),
    };
    stream.write_all(answer.written(body).as_bytes()).await?;
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Request> {
    let mut head = Vec::with_capacity(1024);
    loop {
        let mut chunk = [0; 1024];
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return Ok(Request::Refused("400 Bad Request"));
        }
        head.extend(chunk.iter().take(read));
        if let Some(request) = request(&head) {
            return Ok(request);
        }
    }
}

/// The request that begins with these bytes; nothing while there are too few.
#[must_use]
pub fn request(head: &[u8]) -> Option<Request> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(head) {
        Ok(httparse::Status::Partial) if head.len() < LONGEST_HEAD => return None,
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
            return Some(Request::Refused("431 Request Header Fields Too Large"));
        }
        Err(_) => return Some(Request::Refused("400 Bad Request")),
        Ok(httparse::Status::Complete(_)) => {}
    }
    let (Some(method), Some(target)) = (parsed.method, parsed.path) else {
        return Some(Request::Refused("400 Bad Request"));
    };
    let path = target.split('?').next().unwrap_or_default();
    Some(match method {
        "GET" | "HEAD" => Request::Of {
            path: path.to_owned(),
            body: method == "GET",
        },
        _ => Request::Refused("405 Method Not Allowed"),
    })
}

impl Told {
    /// Looks it up away from the threads that serve.
    async fn answer(self: Arc<Self>, path: String) -> Answer {
        let looked = tokio::task::spawn_blocking(move || match path.as_str() {
            "/metrics" => self.metrics(),
            "/healthz" => self.health(),
            "/readyz" => self.readiness(),
            _ => Answer::plain(
                "404 Not Found",
                "There are /metrics, /healthz and /readyz.\n",
            ),
        });
        looked
            .await
            .unwrap_or_else(|_| Answer::plain("500 Internal Server Error", ""))
    }

    fn metrics(&self) -> Answer {
        let mut body = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut body, &self.registry);
        let _ = encode(&mut body, &self.process);
        Answer {
            status: "200 OK",
            // The classic format, which every version of Prometheus reads.
            kind: CONTENT_TYPE,
            body,
        }
    }

    /// Whether the process can do its work: not so, it should be started anew.
    fn health(&self) -> Answer {
        if self.observed.is_readable() {
            Answer::plain("200 OK", "well\n")
        } else {
            Answer::plain("503 Service Unavailable", "the store cannot be read\n")
        }
    }

    /// Whether whoever asks now is answered: every platform is connected, and
    /// nobody has told it to stop.
    fn readiness(&self) -> Answer {
        let mut lacks = Vec::new();
        if *self.stop.borrow() {
            lacks.push("it is stopping".to_owned());
        }
        if !self.observed.is_readable() {
            lacks.push("the store cannot be read".to_owned());
        }
        for platform in &self.platforms {
            match self.metrics.connected(platform) {
                Some((open, wanted)) if open >= wanted && wanted > 0 => {}
                Some((open, wanted)) => {
                    lacks.push(format!(
                        "{platform}: {open} of {wanted} connections are open"
                    ));
                }
                None => lacks.push(format!("{platform} is not connected yet")),
            }
        }
        if lacks.is_empty() {
            return Answer::plain("200 OK", "ready\n");
        }
        let mut body = lacks.join("\n");
        body.push('\n');
        Answer {
            body,
            ..Answer::plain("503 Service Unavailable", "")
        }
    }
}

impl Answer {
    fn plain(status: &'static str, body: &str) -> Self {
        Self {
            status,
            kind: "text/plain; charset=utf-8",
            body: body.to_owned(),
        }
    }

    /// As it is sent: one answer, then the connection is closed.
    fn written(&self, with_body: bool) -> String {
        let Self { status, kind, body } = self;
        let allow = if status.starts_with("405") {
            "Allow: GET, HEAD\r\n"
        } else {
            ""
        };
        let shown = if with_body { body.as_str() } else { "" };
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{allow}Cache-Control: no-store\r\nConnection: close\r\n\r\n{shown}",
            body.len()
        )
    }
}

#[cfg(test)]
mod tests;

//! What lies between the bot and its homeserver: hands requests on, can refuse
//! them or lose the answer, and notes when what was heard and said.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Instant,
};

use super::server::Server;

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// It is answered with this status and this body, and not handed on.
    Refused(&'static str, &'static str),
    /// It is handed on, and what the server answers is lost.
    AnswerLost,
}

/// Something that goes wrong some times.
#[derive(Debug)]
struct Planned {
    /// What the first line of the request contains.
    request: &'static str,
    left: usize,
    fault: Fault,
}

/// When something went over the line, and what.
pub(super) type Noted = Vec<(Instant, String)>;

#[derive(Debug, Default)]
struct Line {
    planned: Mutex<Vec<Planned>>,
    /// Answers to `/sync` that tell of a message, when they were handed on.
    heard: Mutex<Noted>,
    /// Messages that were sent, when they came.
    said: Mutex<Noted>,
}

/// A line to a server.
pub(super) struct Between {
    port: u16,
    line: Arc<Line>,
}

impl Between {
    pub(super) fn new(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let to = server.port;
        let line = Arc::new(Line::default());
        let shared = Arc::clone(&line);
        // Ends with the process, as its server does.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let line = Arc::clone(&shared);
                thread::spawn(move || line.carry(stream, to));
            }
        });
        Self { port, line }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The next `times` requests of a kind go wrong.
    pub(super) fn plan(&self, request: &'static str, times: usize, fault: Fault) {
        self.line.planned.lock().unwrap().push(Planned {
            request,
            left: times,
            fault,
        });
    }

    /// How many planned faults have not happened yet.
    pub(super) fn left(&self) -> usize {
        let planned = self.line.planned.lock().unwrap();
        planned.iter().map(|planned| planned.left).sum()
    }

    pub(super) fn heard(&self) -> Noted {
        self.line.heard.lock().unwrap().clone()
    }

    pub(super) fn said(&self) -> Noted {
        self.line.said.lock().unwrap().clone()
    }
}

impl Line {
    /// One request and its answer; then the connection ends.
    fn carry(&self, mut stream: TcpStream, to: u16) {
        let Some((head, body)) = request(&mut stream) else {
            return;
        };
        let came = Instant::now();
        let first = head.lines().next().unwrap_or_default().to_owned();
        if first.starts_with("PUT") && first.contains("/send/m.room.message/") {
            let said = String::from_utf8_lossy(&body).into_owned();
            self.said.lock().unwrap().push((came, said));
        }
        // Else clients are told where the server is, and go there.
        let fault = if first.contains("/.well-known/") {
            Some(Fault::Refused("404 Not Found", "{}"))
        } else {
            self.fault(&first)
        };
        if let Some(Fault::Refused(status, body)) = fault {
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            return;
        }
        let Some(answer) = handed_on(&head, &body, to) else {
            return;
        };
        if fault.is_some() {
            let _ = stream.shutdown(Shutdown::Both);
            return;
        }
        if first.contains("/sync?") {
            let answer = String::from_utf8_lossy(&answer);
            if answer.contains("m.room.message") {
                let now = Instant::now();
                self.heard.lock().unwrap().push((now, answer.into_owned()));
            }
        }
        let _ = stream.write_all(&answer);
    }

    fn fault(&self, first: &str) -> Option<Fault> {
        let mut planned = self.planned.lock().unwrap();
        let planned = planned
            .iter_mut()
            .find(|planned| planned.left > 0 && first.contains(planned.request))?;
        planned.left -= 1;
        Some(planned.fault)
    }
}

/// The head of a request and its body.
fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    let end = loop {
        let read = stream.read(&mut part).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(part.get(..read)?);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            break end + 4;
        }
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8(bytes).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let length = name.eq_ignore_ascii_case("content-length");
        length.then(|| value.trim().parse::<usize>().ok())?
    });
    while body.len() < length.unwrap_or(0) {
        let read = stream.read(&mut part).ok().filter(|read| *read > 0)?;
        body.extend_from_slice(part.get(..read)?);
    }
    Some((head, body))
}

/// The whole answer of the server to a request on a connection of its own.
fn handed_on(head: &str, body: &[u8], to: u16) -> Option<Vec<u8>> {
    let mut server = TcpStream::connect(("127.0.0.1", to)).ok()?;
    let mut request = String::new();
    for line in head.lines().filter(|line| !line.is_empty()) {
        if !line.to_ascii_lowercase().starts_with("connection:") {
            request.push_str(line);
            request.push_str("\r\n");
        }
    }
    request.push_str("Connection: close\r\n\r\n");
    server.write_all(request.as_bytes()).ok()?;
    server.write_all(body).ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).ok()?;
    Some(answer)
}

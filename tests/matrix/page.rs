//! A page for the bot to open, which comes when the test says so.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc::{Sender, channel},
    thread,
};

/// A page on a server of its own.
pub(super) struct Page {
    port: u16,
    given: Sender<()>,
}

impl Page {
    /// One that is asked for and does not come yet.
    pub(super) fn held_back(text: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (given, wait) = channel();
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let _ = wait.recv();
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\
                     Content-Length: {}\r\nConnection: close\r\n\r\n{text}",
                    text.len()
                );
            }
        });
        Self { port, given }
    }

    /// Lets it come.
    pub(super) fn comes(&self) {
        self.given.send(()).unwrap();
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/page.txt", self.port)
    }
}

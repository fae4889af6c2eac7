//! Fetching against a server of this machine, which answers each connection
//! with the next of its prepared answers.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use ureq::unversioned::{resolver::Resolver, transport::NextTimeout};

use super::*;

/// Serves the answers in turn, the last one for ever; returns its address.
fn server(answers: Vec<fn(&mut TcpStream, &str)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let base = address.clone();
    std::thread::spawn(move || {
        let mut number = 0;
        while let Ok((mut stream, _)) = listener.accept() {
            let answer = answers[number.min(answers.len() - 1)];
            number += 1;
            let base = base.clone();
            std::thread::spawn(move || {
                // Only as much of the request as there surely is.
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                answer(&mut stream, &base);
            });
        }
    });
    address
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    // A client that has seen enough hangs up.
    let _ = write!(
        stream,
        "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(body);
}

fn here(time: Duration) -> Fetcher {
    Fetcher::new(Limits {
        time,
        bytes: 100_000,
        private: true,
    })
}

fn patient() -> Fetcher {
    here(Duration::from_secs(20))
}

#[test]
fn a_page_comes_with_its_type_and_final_address() {
    let address = server(vec![
        |stream, base| {
            send(stream, &format!("302 Found\r\nLocation: {base}/there"), b"");
        },
        |stream, _| {
            send(
                stream,
                "200 OK\r\nContent-Type: text/html; charset=utf-8",
                b"<p>Hello",
            );
        },
    ]);
    let page = patient().fetch(&address).unwrap();
    assert_eq!(page.bytes, b"<p>Hello");
    assert_eq!(
        page.content_type.as_deref(),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(page.address, format!("{address}/there"));
}

#[test]
fn this_machine_and_its_network_are_not_opened() {
    let address = server(vec![|stream, _| send(stream, "200 OK", b"secret")]);
    let careful = Fetcher::new(Limits::default());
    let port = address.rsplit(':').next().unwrap().to_owned();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "127.1",
        "0x7f.1",
        "169.254.169.254",
    ] {
        let fault = careful
            .fetch(&format!("http://{host}:{port}/"))
            .unwrap_err();
        assert!(
            matches!(
                fault,
                Unfetched::NotPublic(_) | Unfetched::NoServer(_) | Unfetched::NoAddress(_)
            ),
            "{host}: {fault}"
        );
    }
}

#[test]
fn redirects_are_guarded_and_bounded() {
    let endless = server(vec![|stream, base| {
        send(
            stream,
            &format!("301 Moved Permanently\r\nLocation: {base}/on"),
            b"",
        );
    }]);
    let fault = patient().fetch(&endless).unwrap_err();
    assert!(matches!(fault, Unfetched::TooManyRedirects(_)), "{fault}");
    for target in ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x"] {
        let answer: fn(&mut TcpStream, &str) = match target {
            "file:///etc/passwd" => {
                |stream, _| send(stream, "302 Found\r\nLocation: file:///etc/passwd", b"")
            }
            "gopher://x" => |stream, _| send(stream, "302 Found\r\nLocation: gopher://x", b""),
            _ => |stream, _| send(stream, "302 Found\r\nLocation: ftp://127.0.0.1/x", b""),
        };
        let address = server(vec![answer]);
        assert!(patient().fetch(&address).is_err(), "{target}");
    }
}

#[test]
fn the_guard_holds_for_every_name_that_is_looked_up() {
    let guard = Guard { private: false };
    let config = Agent::config_builder().build();
    let timeout = || NextTimeout {
        after: ureq::unversioned::transport::time::Duration::NotHappening,
        reason: ureq::Timeout::Global,
        per_read: None,
        per_write: None,
    };
    for (uri, open) in [
        ("http://127.0.0.1/", false),
        ("http://10.0.0.1:8080/", false),
        ("http://1.1.1.1/", true),
    ] {
        let found = guard.resolve(&uri.parse().unwrap(), &config, timeout());
        assert_eq!(found.is_ok(), open, "{uri}");
    }
}

#[test]
fn what_is_too_large_or_too_slow_is_given_up() {
    let large = server(vec![|stream, _| {
        send(stream, "200 OK", &vec![b'x'; 100_001]);
    }]);
    let fault = patient().fetch(&large).unwrap_err();
    assert!(matches!(fault, Unfetched::TooLarge { .. }), "{fault}");

    let endless = server(vec![|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    }]);
    let fault = patient().fetch(&endless).unwrap_err();
    assert!(matches!(fault, Unfetched::TooLarge { .. }), "{fault}");

    // Never answers; the connection ends when the client gives up.
    let silent = server(vec![|stream, _| {
        let _ = stream.read(&mut [0]);
    }]);
    let begun = Instant::now();
    let fault = here(Duration::from_millis(300)).fetch(&silent).unwrap_err();
    assert!(matches!(fault, Unfetched::TooSlow { .. }), "{fault}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_packed_page_is_measured_unpacked() {
    // Ten million zeros, packed with gzip into some ten kilobytes.
    const BOMB: &[u8] = include_bytes!("zeros.gz");
    let address = server(vec![|stream, _| {
        send(stream, "200 OK\r\nContent-Encoding: gzip", BOMB);
    }]);
    let fault = patient().fetch(&address).unwrap_err();
    assert!(matches!(fault, Unfetched::TooLarge { .. }), "{fault}");
}

#[test]
fn refusals_say_what_to_do() {
    for (head, words) in [
        ("404 Not Found", "no such page (404)"),
        ("403 Forbidden", "save the page and add the file"),
        ("503 Service Unavailable", "Try again later"),
        ("429 Too Many Requests", "Try again later"),
        ("418 I'm a teapot", "status 418"),
    ] {
        let answer: fn(&mut TcpStream, &str) = match head {
            "404 Not Found" => |stream, _| send(stream, "404 Not Found", b""),
            "403 Forbidden" => |stream, _| send(stream, "403 Forbidden", b""),
            "503 Service Unavailable" => |stream, _| send(stream, "503 Service Unavailable", b""),
            "429 Too Many Requests" => |stream, _| send(stream, "429 Too Many Requests", b""),
            _ => |stream, _| send(stream, "418 I'm a teapot", b""),
        };
        let fault = patient()
            .fetch(&server(vec![answer]))
            .unwrap_err()
            .to_string();
        assert!(fault.contains(words), "{fault}");
    }
    for address in [
        "example.org",
        "ftp://example.org/a",
        "https://",
        "https://user:word@example.org/",
        "http://a b/",
    ] {
        let fault = patient().fetch(address).unwrap_err();
        assert!(
            matches!(fault, Unfetched::NoAddress(_)),
            "{address}: {fault}"
        );
    }
    // A port on which nobody listens.
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let fault = patient().fetch(&format!("http://{free}/")).unwrap_err();
    assert!(matches!(fault, Unfetched::Connection { .. }), "{fault}");
}

//! The way to a server that speaks TLS: who is believed, and who is not.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use ::postgres::{Client, NoTls};

use super::{
    server::{self, Running},
    *,
};

/// How often a port is looked for that is still free when the server takes it.
const TRIES: usize = 5;

/// A machine under load is slow.
const PATIENCE: Duration = Duration::from_mins(1);

/// An authority, and a certificate of it for one name.
struct Authority {
    certificate: String,
    own: String,
    key: String,
}

impl Authority {
    fn for_name(name: &str) -> Self {
        let authority_key = rcgen::KeyPair::generate().unwrap();
        let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let certificate = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = rcgen::Issuer::new(authority, authority_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let own = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        let own = own.signed_by(&key, &issuer).unwrap();
        Self {
            certificate,
            own: own.pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A server with a certificate, at a port of this machine.
fn secured(authority: &Authority) -> (Running, u16) {
    for attempt in 1.. {
        let directory = tempfile::tempdir().unwrap().keep();
        let (own, key) = (directory.join("own.pem"), directory.join("key.pem"));
        std::fs::write(&own, &authority.own).unwrap();
        std::fs::write(&key, &authority.key).unwrap();
        let secret = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&key, secret).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let options = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("ssl_cert_file={}", own.display()),
            format!("ssl_key_file={}", key.display()),
        ];
        let options: Vec<String> = options
            .into_iter()
            .flat_map(|option| ["-c".to_owned(), option])
            .collect();
        match server::start(directory, port, &options) {
            Ok(running) => return (running, port),
            Err(fault) => assert!(attempt < TRIES, "{fault}"),
        }
    }
    unreachable!("it has ended by now");
}

/// Whether a connection of an address is over TLS; else why there is none.
fn is_secured(address: &str) -> Result<bool, String> {
    let address: Address = address.parse().map_err(|fault| format!("{fault}"))?;
    let mut client = address.connect().map_err(|fault| postgres_fault(&fault))?;
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    Ok(client.query_one(sql, &[]).unwrap().get(0))
}

fn postgres_fault(fault: &::postgres::Error) -> String {
    super::super::postgres::told(fault)
}

/// Waits until a server has read what it is told.
fn until(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "the server does not change");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_server_is_believed_as_its_address_says() {
    if server::left_out() {
        return;
    }
    let authority = Authority::for_name("localhost");
    let (running, port) = secured(&authority);
    let socket = running.socket.display();
    let whole = format!("host={socket} port={port} user=verbatim dbname=postgres");
    let mut client = Client::connect(&whole, NoTls).unwrap();
    // Not on its command line: what stands there cannot be changed later.
    client.batch_execute("ALTER SYSTEM SET ssl = on").unwrap();
    client.batch_execute("SELECT pg_reload_conf()").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("root.pem");
    std::fs::write(&root, &authority.certificate).unwrap();
    let root = root.display();
    let other = directory.path().join("other.pem");
    std::fs::write(&other, Authority::for_name("localhost").certificate).unwrap();
    let other = other.display();

    // The same server by the name in its certificate, and by another one.
    let named =
        format!("hostaddr=127.0.0.1 host=localhost port={port} user=verbatim dbname=postgres");
    let else_ =
        format!("hostaddr=127.0.0.1 host=db.example port={port} user=verbatim dbname=postgres");
    let ask = |whole: &str, more: String| is_secured(&format!("{whole} {more}"));

    until(|| ask(&named, String::new()) == Ok(true));
    assert_eq!(ask(&named, "sslmode=disable".to_owned()), Ok(false));
    assert_eq!(ask(&named, String::new()), Ok(true));
    assert_eq!(ask(&else_, "sslmode=prefer".to_owned()), Ok(true));
    assert_eq!(ask(&else_, "sslmode=require".to_owned()), Ok(true));

    // A named authority must have signed it, whatever the name.
    let of =
        |mode: &str, roots: &dyn std::fmt::Display| format!("sslmode={mode} sslrootcert={roots}");
    for mode in ["require", "verify-ca"] {
        assert_eq!(ask(&else_, of(mode, &root)), Ok(true), "{mode}");
        let fault = ask(&named, of(mode, &other)).unwrap_err();
        assert!(
            fault.contains("invalid peer certificate"),
            "{mode}: {fault}"
        );
    }
    // And here the name counts.
    assert_eq!(ask(&named, of("verify-full", &root)), Ok(true));
    let fault = ask(&else_, of("verify-full", &root)).unwrap_err();
    assert!(fault.contains("not valid for name"), "{fault}");
    let fault = ask(&named, of("verify-full", &other)).unwrap_err();
    assert!(fault.contains("invalid peer certificate"), "{fault}");
    let fault = ask(&named, of("verify-full", &"system")).unwrap_err();
    assert!(fault.contains("invalid peer certificate"), "{fault}");

    // A whole store works over it, its sign of life too.
    let address: Address = format!("{named} {}", of("verify-full", &root))
        .parse()
        .unwrap();
    let data = tempfile::tempdir().unwrap();
    let store = Store::connect(&address, data.path()).unwrap();
    assert!(store.claim("discord", "channel").unwrap());
    drop(store);

    // A server without TLS is taken where TLS is only preferred.
    client.batch_execute("ALTER SYSTEM SET ssl = off").unwrap();
    client.batch_execute("SELECT pg_reload_conf()").unwrap();
    until(|| ask(&named, "sslmode=prefer".to_owned()) == Ok(false));
    let fault = ask(&named, "sslmode=require".to_owned()).unwrap_err();
    assert!(fault.contains("does not support TLS"), "{fault}");
}

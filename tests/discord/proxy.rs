//! Requests as they go to Discord itself, by its own address and with
//! serenity's limiter on: through a proxy that ends TLS and hands them to the
//! stand-in.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};
use verbatim::config::Config;

use super::{
    Place, QUESTION, Running,
    fake::{CHANNEL, Fake, PRIVATE, Trouble},
    mention, mill,
    program::{Program, home},
};

/// A proxy before a stand-in.
struct Proxy {
    address: String,
    /// The certificate of its authority (PEM).
    authority: String,
}

impl Proxy {
    async fn start(fake: &Fake) -> Self {
        let authority_key = rcgen::KeyPair::generate().unwrap();
        let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = rcgen::Issuer::new(authority, authority_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let own = rcgen::CertificateParams::new(vec!["discord.com".to_owned()]).unwrap();
        let own = own.signed_by(&key, &issuer).unwrap();
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(ring::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], private)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let to = fake.api.trim_start_matches("http://").to_owned();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(handed_on(stream, acceptor.clone(), to.clone()));
            }
        });
        Self {
            address,
            authority: certificate.pem(),
        }
    }
}

/// Takes a CONNECT to Discord, ends its TLS, and hands on what is inside.
async fn handed_on(
    mut stream: TcpStream,
    acceptor: TlsAcceptor,
    to: String,
) -> std::io::Result<()> {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        asked.push(stream.read_u8().await?);
    }
    if !asked.starts_with(b"CONNECT discord.com:443 ") {
        return stream.write_all(b"HTTP/1.1 403 X\r\n\r\n").await;
    }
    stream.write_all(b"HTTP/1.1 200 X\r\n\r\n").await?;
    let mut inside = acceptor.accept(stream).await?;
    let mut fake = TcpStream::connect(to).await?;
    copy_bidirectional(&mut inside, &mut fake).await.map(drop)
}

/// Serves through a proxy, with the limiter on.
async fn behind_a_proxy(fake: Fake) -> Running {
    let proxy = Proxy::start(&fake).await;
    let directory = Arc::new(tempfile::tempdir().unwrap());
    let authority = directory.path().join("authority.pem");
    std::fs::write(&authority, &proxy.authority).unwrap();
    let configure = |config: &mut Config| {
        config.discord.api = String::new();
        config.discord.http_proxy = proxy.address;
        let authority = authority.to_str().unwrap();
        authority.clone_into(&mut config.discord.extra_ca_file);
    };
    let mut running = Running::with(fake, directory, vec![mill()], configure).await;
    running.fake.next("PUT", "/commands").await;
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_serves_through_a_proxy_whose_authority_it_is_told() {
    let fake = Fake::start().await;
    let proxy = Proxy::start(&fake).await;
    let home = home(vec![mill()]);
    let authority = home.path().join("authority.pem");
    std::fs::write(&authority, &proxy.authority).unwrap();
    let discord = format!(
        "http_proxy = {:?}\nextra_ca_file = {:?}",
        proxy.address,
        authority.to_str().unwrap()
    );
    let program = Program::start(home.path(), &discord);
    let mut fake = fake;
    fake.next("PUT", "/commands").await;
    let message = fake.message(CHANNEL, &mention(QUESTION));
    fake.dispatch("MESSAGE_CREATE", message.clone());
    let sent = fake.next("POST", "/messages").await;
    assert_eq!(sent.body["nonce"], message["id"]);
    fake.assert_lawful();
    assert_eq!(program.logged(), [] as [serde_json::Value; 0]);
    program.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_with_a_limit_gets_every_answer_and_no_request_too_many() {
    let fake = Fake::start().await;
    fake.world(|world| world.limits.messages = Some((5, Duration::from_secs(1))));
    let running = behind_a_proxy(fake).await;
    for _ in 0..12 {
        running.says(CHANNEL, &mention(QUESTION));
        running.says(PRIVATE, QUESTION);
    }
    running
        .fake
        .until("all are answered", |world| world.sent.len() == 24)
        .await;
    running.confirmed().await;
    let refused = running.fake.world(|world| world.limits.refused);
    assert_eq!(refused, 0, "serenity's limiter waits beforehand");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_too_many_is_made_again_by_the_limiter() {
    let mut running = behind_a_proxy(Fake::start().await).await;
    let limited = Trouble::Limited { global: false };
    running.fake.trouble(&[limited.clone(), limited]);
    let asked = running.says(CHANNEL, &mention(QUESTION));
    let mut times = Vec::new();
    for _ in 0..3 {
        let sent = running.fake.next("POST", "/messages").await;
        assert_eq!(sent.body["nonce"], asked["id"]);
        times.push(sent.at.unwrap());
    }
    for pair in times.windows(2) {
        // Discord had said: after one second.
        assert!(pair[1] - pair[0] >= Duration::from_millis(990), "{times:?}");
    }
    assert!(running.fake.nothing("POST", "/messages").await);
    assert_eq!(running.fake.world(|world| world.sent.len()), 1);
    running
        .says_in_status("Discord had me wait before I could send 2 times")
        .await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_everything_has_to_wait_everything_waits_but_interactions() {
    let mut running = behind_a_proxy(Fake::start().await).await;
    running.fake.trouble(&[Trouble::Limited { global: true }]);
    running.says(CHANNEL, &mention(QUESTION));
    running.fake.next("POST", "/messages").await;
    let refused = std::time::Instant::now();
    // The bot hears of it a moment later.
    running
        .fake
        .until("it was told", |_| {
            refused.elapsed() > Duration::from_millis(200)
        })
        .await;
    // The stand-in counts what comes now on another route as broken.
    running.says(PRIVATE, QUESTION);
    let answer = running
        .runs(Place::Server, "ask", &[("question", QUESTION)])
        .await;
    assert_eq!(answer.body["type"], 4);
    assert!(answer.at.unwrap() - refused < Duration::from_millis(900));
    running
        .fake
        .until("both are answered", |world| world.sent.len() == 2)
        .await;
    assert!(refused.elapsed() > Duration::from_millis(800));
    assert_eq!(running.fake.world(|world| world.limits.refused), 1);
    running.stop().await;
}

//! How the way to a server is kept from others: TLS by rustls, with the
//! provider of cryptography that fetching pages has already.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use postgres::{
    Socket,
    tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::timeout,
};
use tokio_rustls::{
    TlsConnector, client,
    rustls::{
        CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore,
        SignatureScheme,
        client::{
            WebPkiServerVerifier,
            danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        },
        crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature},
        pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    },
};

use super::{
    address::AddressError,
    parameters::{Mode, Roots},
};

/// A server that does not finish its greeting is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked of whoever answers.
#[derive(Clone, Debug)]
pub(super) struct Tls {
    config: Arc<ClientConfig>,
    /// Whether the last greeting failed.
    failed: Arc<AtomicBool>,
}

impl Tls {
    /// `None` where there is to be no TLS.
    pub(super) fn new(mode: Mode, roots: Option<&Roots>) -> Result<Option<Self>, AddressError> {
        let (verified, named) = match (mode, roots) {
            (Mode::Disable, _) => return Ok(None),
            (Mode::Prefer, _) | (Mode::Require, None) => (false, false),
            // Anybody may have a certificate of a public authority.
            (Mode::Require | Mode::VerifyCa, Some(Roots::System)) => {
                return Err(AddressError::System);
            }
            // As libpq does it where there is a file of authorities.
            (Mode::Require | Mode::VerifyCa, Some(Roots::File(_))) => (true, false),
            (Mode::VerifyCa | Mode::VerifyFull, None) => return Err(AddressError::NoRoots),
            (Mode::VerifyFull, Some(_)) => (true, true),
        };
        let provider = Arc::new(ring::default_provider());
        let chain = match roots {
            Some(roots) if verified => {
                let roots = Arc::new(store(roots)?);
                let built =
                    WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
                Some(built.build().map_err(|_| AddressError::NoRoots)?)
            }
            _ => None,
        };
        let trust = Trust {
            algorithms: provider.signature_verification_algorithms,
            chain,
            named,
        };
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| AddressError::Unreadable)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(trust))
            .with_no_client_auth();
        // Asked for by servers that begin with TLS (PostgreSQL 17).
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(Some(Self {
            config: Arc::new(config),
            failed: Arc::default(),
        }))
    }

    /// For one connection: what fails in others does not count.
    pub(super) fn anew(&self) -> Self {
        Self {
            config: Arc::clone(&self.config),
            failed: Arc::default(),
        }
    }

    /// Whether the server and this program could not agree.
    pub(super) fn failed(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }
}

/// The authorities whose word counts.
fn store(roots: &Roots) -> Result<RootCertStore, AddressError> {
    let mut store = RootCertStore::empty();
    match roots {
        Roots::System => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Roots::File(path) => {
            let unreadable = |fault: String| AddressError::Roots(path.clone(), fault);
            let read = std::fs::read(path).map_err(|fault| unreadable(fault.to_string()))?;
            for certificate in CertificateDer::pem_slice_iter(&read) {
                let certificate = certificate.map_err(|fault| unreadable(fault.to_string()))?;
                let added = store.add(certificate);
                added.map_err(|fault| unreadable(fault.to_string()))?;
            }
            if store.is_empty() {
                return Err(unreadable("it has no certificate".to_owned()));
            }
        }
    }
    Ok(store)
}

/// Whether a certificate is good enough.
#[derive(Debug)]
struct Trust {
    algorithms: WebPkiSupportedAlgorithms,
    /// Whether an authority must vouch for it, and which.
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// Whether it must be for the name in the address.
    named: bool,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        match chain.verify_server_cert(own, between, name, ocsp, now) {
            // The name is looked at last, when all else was found good.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.named => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, own, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, own, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Stream;
    type TlsConnect = Greeting;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Greeting, io::Error> {
        // A socket of this machine has no name, and there is no TLS over it.
        let name = ServerName::try_from(host.to_owned()).ok();
        Ok(Greeting {
            tls: self.clone(),
            name,
        })
    }
}

/// A connection about to become one of TLS.
pub(super) struct Greeting {
    tls: Tls,
    name: Option<ServerName<'static>>,
}

impl TlsConnect<Socket> for Greeting {
    type Stream = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, io::Error>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let Tls { config, failed } = self.tls;
            let greeted = greet(config, self.name, socket).await;
            failed.store(greeted.is_err(), Ordering::SeqCst);
            greeted
        })
    }
}

async fn greet(
    config: Arc<ClientConfig>,
    name: Option<ServerName<'static>>,
    socket: Socket,
) -> Result<Stream, io::Error> {
    let name =
        name.ok_or_else(|| io::Error::other("the server's name cannot stand in a certificate"))?;
    let greeting = TlsConnector::from(config).connect(name, socket);
    Ok(Stream(timeout(PATIENCE, greeting).await??))
}

/// A connection over TLS.
pub(super) struct Stream(client::TlsStream<Socket>);

impl TlsStream for Stream {
    /// None: which digest binds depends on how the certificate was signed, and
    /// a password is checked without it as well.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

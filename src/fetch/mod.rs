//! From an address on the web to bytes. The address comes from people in
//! chats, and what stands there from anybody: only public addresses are
//! opened, and size, time and redirects are bounded.

use std::time::Duration;

use ureq::{
    Agent, Error as Fault,
    http::{Response, Uri, header},
    unversioned::transport::DefaultConnector,
};

use crate::{article::LARGEST_SOURCE, store::Validators};

mod guard;
mod public;
mod robots;
mod unfetched;

use guard::{Guard, NotPublic};
pub use public::is_public;
pub use robots::{Robots, allows};
pub use unfetched::Unfetched;

/// Redirects that are followed; browsers follow 20, honest pages need 2.
const REDIRECTS: u32 = 5;

/// What is fetched when it matters to whom.
const USER_AGENT: &str = concat!(
    "Verbatim/",
    env!("CARGO_PKG_VERSION"),
    " (chat bot; reads pages it is given)"
);

/// What the program can read, the likeliest first.
const ACCEPT: &str = "text/html, application/xhtml+xml, text/plain;q=0.9, text/markdown;q=0.9, application/pdf;q=0.8, application/rss+xml;q=0.8, application/atom+xml;q=0.8, */*;q=0.1";

/// How pages are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a page may take, from the name's look-up to its last byte.
    pub time: Duration,
    /// How many bytes it may have when it is unpacked.
    pub bytes: u64,
    /// Whether addresses of private networks are opened too.
    pub private: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(20),
            bytes: LARGEST_SOURCE as u64,
            private: false,
        }
    }
}

/// What was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it was found in the end.
    pub address: String,
    /// What the server says it is.
    pub content_type: Option<String>,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What to ask with whether it has changed since.
    pub validators: Validators,
}

/// Fetches pages.
#[derive(Clone, Debug)]
pub struct Fetcher {
    agent: Agent,
    limits: Limits,
}

impl Fetcher {
    /// One with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .timeout_global(Some(limits.time))
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            // Through a proxy the server's address could not be looked at.
            .proxy(None)
            .max_response_header_size(64 * 1024)
            .build();
        let guard = Guard {
            private: limits.private,
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), guard),
            limits,
        }
    }

    /// What stands at an address. Blocks until it is there or the time is up.
    ///
    /// # Errors
    /// When there is no page; the sentence says why.
    pub fn fetch(&self, address: &str) -> Result<Page, Unfetched> {
        let host = host(address)?;
        match self.fetch_changed(address, &Validators::default())? {
            Some(page) => Ok(page),
            // "Not modified", though nothing was said of any version.
            None => Err(Unfetched::Status { host, status: 304 }),
        }
    }

    /// What stands at an address, unless it is what it was when `since` came
    /// from there (RFC 9110, section 13). Blocks as [`Fetcher::fetch`] does.
    ///
    /// # Errors
    /// When there is no page; the sentence says why.
    pub fn fetch_changed(
        &self,
        address: &str,
        since: &Validators,
    ) -> Result<Option<Page>, Unfetched> {
        let host = host(address)?;
        let fault = |fault: Fault| self.sort(fault, &host);
        let mut request = self.agent.get(address);
        if let Some(etag) = &since.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &since.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
        let mut response = request.call().map_err(fault)?;
        if response.status().as_u16() == 304 {
            return Ok(None);
        }
        refused(&response, &host)?;
        let validators = Validators {
            etag: validator(&response, &header::ETAG),
            last_modified: validator(&response, &header::LAST_MODIFIED),
        };
        let content_type = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let address = {
            use ureq::ResponseExt;
            response.get_uri().to_string()
        };
        let bytes = response
            .body_mut()
            .with_config()
            .limit(self.limits.bytes)
            .read_to_vec()
            .map_err(fault)?;
        Ok(Some(Page {
            address,
            content_type,
            bytes,
            validators,
        }))
    }

    fn sort(&self, fault: Fault, host: &str) -> Unfetched {
        let host = host.to_owned();
        match fault {
            Fault::BadUri(_) | Fault::Http(_) => Unfetched::NoAddress(host),
            Fault::HostNotFound => Unfetched::NoServer(host),
            Fault::Timeout(_) | Fault::BodyStalled => Unfetched::TooSlow {
                host,
                seconds: self.limits.time.as_secs(),
            },
            Fault::BodyExceedsLimit(bytes) => Unfetched::TooLarge {
                host,
                megabytes: bytes / 1_000_000,
            },
            Fault::TooManyRedirects | Fault::RedirectFailed => Unfetched::TooManyRedirects(host),
            Fault::Other(other) => match other.downcast::<NotPublic>() {
                Ok(not_public) => Unfetched::NotPublic(not_public.0),
                Err(other) => Unfetched::Connection {
                    host,
                    why: other.to_string(),
                },
            },
            Fault::Io(io) => match io.kind() {
                std::io::ErrorKind::TimedOut => Unfetched::TooSlow {
                    host,
                    seconds: self.limits.time.as_secs(),
                },
                std::io::ErrorKind::ConnectionRefused => Unfetched::Connection {
                    host,
                    why: "it refuses".to_owned(),
                },
                // What the resolver of the system says of an unknown name.
                _ if io.to_string().contains("lookup address") => Unfetched::NoServer(host),
                _ => Unfetched::Connection {
                    host,
                    why: io.to_string(),
                },
            },
            other => Unfetched::Connection {
                host,
                why: other.to_string(),
            },
        }
    }
}

/// The server of an address, or why it cannot be opened.
fn host(address: &str) -> Result<String, Unfetched> {
    let shown = crate::text::shorten(address, 200);
    let no_address = || Unfetched::NoAddress(shown.to_owned());
    let uri: Uri = address.parse().map_err(|_| no_address())?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    let authority = uri.authority().filter(|_| known).ok_or_else(no_address)?;
    // A name and password in an address are for leading people astray.
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return Err(no_address());
    }
    Ok(authority.host().to_owned())
}

/// A validator as the server gave it; a long one is not worth keeping.
fn validator<T>(response: &Response<T>, name: &header::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?;
    (value.len() <= 1_000).then(|| value.to_owned())
}

fn refused<T>(response: &Response<T>, host: &str) -> Result<(), Unfetched> {
    let status = response.status().as_u16();
    let host = host.to_owned();
    match status {
        200..=299 => Ok(()),
        401 | 402 | 403 | 407 | 451 => Err(Unfetched::Forbidden { host, status }),
        404 | 410 => Err(Unfetched::Missing { host, status }),
        408 | 425 | 429 | 500..=599 => Err(Unfetched::Busy { host, status }),
        _ => Err(Unfetched::Status { host, status }),
    }
}

#[cfg(test)]
mod tests;

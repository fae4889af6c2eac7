//! Where may a name lead? Looked at after every look-up, so that neither a
//! redirect nor a name server leads into a private network.

use std::net::SocketAddr;

use ureq::{
    Error as Fault,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::is_public;

/// Looks names up and hands on public addresses only: exactly those that are
/// connected to, for each redirect again.
#[derive(Debug)]
pub(super) struct Guard {
    /// Whether all are handed on.
    pub(super) private: bool,
}

/// A name that leads into a private network.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not public")]
pub(super) struct NotPublic(pub(super) String);

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Fault> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        if self.private {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found
            .iter()
            .filter(|address: &&SocketAddr| is_public(address.ip()))
        {
            public.push(*address);
        }
        if public.is_empty() {
            let host = uri.host().unwrap_or_default().to_owned();
            return Err(Fault::Other(Box::new(NotPublic(host))));
        }
        Ok(public)
    }
}

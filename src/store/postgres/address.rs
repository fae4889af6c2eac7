//! Where a PostgreSQL server is, and what of that may be shown.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use postgres::config::{Config, Host, SslMode};

/// For how long a process that is not heard of keeps its channels.
const LEASE: Duration = Duration::from_secs(15);

/// The address of a database: `postgresql://user@host/database`, or the
/// `key=value` words of libpq. Never shows the password.
#[derive(Clone)]
pub struct Address {
    config: Config,
    lease: Duration,
}

/// Why an address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It is none. What it says is not repeated: there may be a password in it.
    #[error(
        "the address of the database cannot be read; it is like `postgresql://user@host/database`"
    )]
    Unreadable,
    /// It asks for TLS.
    #[error(
        "`sslmode={0}` asks for TLS, which this program does not speak to a database; use a socket of this machine or a tunnel"
    )]
    Tls(&'static str),
}

impl Address {
    /// With a password that is kept elsewhere.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.config.password(password);
        self
    }

    /// With another time after which the channels of a process that is not
    /// heard of are taken over.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_millis(300));
        self
    }

    pub(super) fn lease(&self) -> Duration {
        self.lease
    }

    pub(super) fn config(&self, patience: Duration) -> Config {
        let mut config = self.config.clone();
        config.connect_timeout(patience);
        // A server that is gone without a word must not be waited for.
        config.tcp_user_timeout(patience * 3);
        if config.get_application_name().is_none() {
            config.application_name("verbatim");
        }
        config
    }

    #[cfg(test)]
    pub(in crate::store) fn client(&self) -> postgres::Client {
        self.config.connect(postgres::NoTls).expect("the server")
    }

    /// As faults name it: hosts and database.
    pub(in crate::store) fn shown(&self) -> PathBuf {
        let hosts: Vec<String> = self
            .config
            .get_hosts()
            .iter()
            .map(|host| match host {
                Host::Tcp(host) => host.clone(),
                #[cfg(unix)]
                Host::Unix(path) => path.display().to_string(),
            })
            .collect();
        let database = self.config.get_dbname().or(self.config.get_user());
        let database = database.unwrap_or_default();
        PathBuf::from(format!("postgresql://{}/{database}", hosts.join(",")))
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let config: Config = text.parse().map_err(|_| AddressError::Unreadable)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(AddressError::Unreadable);
        }
        match config.get_ssl_mode() {
            SslMode::Require => Err(AddressError::Tls("require")),
            _ => Ok(Self {
                config,
                lease: LEASE,
            }),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.shown().display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgresql://bot:sesame@db.example/articles",
            "host=db.example dbname=articles user=bot password=sesame",
        ] {
            let address: Address = text.parse().unwrap();
            let shown = format!("{address:?} {}", address.shown().display());
            assert_eq!(
                shown,
                "postgresql://db.example/articles postgresql://db.example/articles"
            );
        }
        let fault = "postgresql://bot:sesame@db:port/x".parse::<Address>();
        let fault = fault.unwrap_err();
        assert!(!format!("{fault} {fault:?}").contains("sesame"));
    }

    #[test]
    fn what_cannot_be_had_is_refused_before_anything_is_sent() {
        let tls = "postgresql://db.example/articles?sslmode=require";
        let fault = tls.parse::<Address>().unwrap_err().to_string();
        assert!(fault.contains("tunnel"), "{fault}");
        assert!("".parse::<Address>().is_err());
        assert!("verbatim.sqlite".parse::<Address>().is_err());
    }
}

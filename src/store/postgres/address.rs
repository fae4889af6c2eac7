//! Where a PostgreSQL server is, and what of that may be shown.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use postgres::{
    Client, NoTls,
    config::{Config, Host, SslMode},
    error::SqlState,
};

use super::{
    parameters::{Misread, Mode, Parameters},
    tls::Tls,
};

/// For how long a process that is not heard of keeps its channels.
const LEASE: Duration = Duration::from_secs(15);

/// The address of a database: `postgresql://user@host/database`, or the
/// `key=value` words of libpq. Never shows the password.
#[derive(Clone)]
pub struct Address {
    config: Config,
    tls: Option<Tls>,
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
    /// There is no such `sslmode`.
    #[error("`sslmode` is one of disable, prefer, require, verify-ca and verify-full")]
    Mode,
    /// Nobody is named whose word counts.
    #[error(
        "to verify the server, name its authority: `sslrootcert=FILE`, or `sslrootcert=system` for those that browsers trust"
    )]
    NoRoots,
    /// Anybody can have such a certificate.
    #[error(
        "`sslrootcert=system` needs `sslmode=verify-full`: anybody can have a certificate for another name"
    )]
    System,
    /// The file of authorities cannot be used.
    #[error("the authorities in `{}` cannot be used: {}", .0.display(), .1)]
    Roots(PathBuf, String),
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

    /// The same, waiting so long for a server that does not answer.
    pub(super) fn patient(mut self, patience: Duration) -> Self {
        self.config.connect_timeout(patience);
        // A server that is gone without a word must not be waited for.
        self.config.tcp_user_timeout(patience * 3);
        if self.config.get_application_name().is_none() {
            self.config.application_name("verbatim");
        }
        self
    }

    /// A connection as the address asks for it.
    pub(in crate::store) fn connect(&self) -> Result<Client, postgres::Error> {
        let Some(tls) = &self.tls else {
            return self.config.connect(NoTls);
        };
        let tls = tls.anew();
        match self.config.connect(tls.clone()) {
            // As libpq does: no TLS, or none that both speak, is no fault.
            Err(fault)
                if self.config.get_ssl_mode() == SslMode::Prefer
                    && (tls.failed()
                        || fault.code()
                            == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)) =>
            {
                let mut plain = self.config.clone();
                plain.ssl_mode(SslMode::Disable);
                plain.connect(NoTls)
            }
            connected => connected,
        }
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
        let parameters = Parameters::of(text).map_err(|misread| match misread {
            Misread::Address => AddressError::Unreadable,
            Misread::Mode => AddressError::Mode,
        })?;
        let mut config: Config = parameters
            .rest
            .parse()
            .map_err(|_| AddressError::Unreadable)?;
        if config.get_hosts().is_empty() {
            // The number is the name that a certificate must have.
            for number in config.get_hostaddrs().to_vec() {
                config.host(&number.to_string());
            }
        }
        if config.get_hosts().is_empty() {
            return Err(AddressError::Unreadable);
        }
        let mut mode = parameters.mode.unwrap_or_default();
        // A socket of this machine is nobody else's: there is no TLS over it.
        if config.get_hosts().iter().all(is_socket) {
            mode = Mode::Disable;
        }
        config.ssl_mode(match mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
        });
        Ok(Self {
            config,
            tls: Tls::new(mode, parameters.roots.as_ref())?,
            lease: LEASE,
        })
    }
}

fn is_socket(host: &Host) -> bool {
    match host {
        #[cfg(unix)]
        Host::Unix(_) => true,
        Host::Tcp(_) => false,
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
        let fault = |text: &str| text.parse::<Address>().unwrap_err().to_string();
        let of = |query: &str| fault(&format!("postgresql://db.example/articles?{query}"));
        assert!(of("sslmode=allow").contains("verify-full"));
        assert!(of("sslmode=verify-full").contains("sslrootcert=FILE"));
        assert!(of("sslmode=verify-ca&sslrootcert=system").contains("verify-full"));
        let missing = of("sslmode=verify-full&sslrootcert=/nowhere/root.pem");
        assert!(missing.contains("/nowhere/root.pem"), "{missing}");
        assert!("".parse::<Address>().is_err());
        assert!("verbatim.sqlite".parse::<Address>().is_err());
    }

    #[test]
    fn a_socket_of_this_machine_needs_no_certificate() {
        let address = "host=/run/postgresql dbname=articles sslmode=verify-full";
        let address: Address = address.parse().unwrap();
        assert!(address.tls.is_none());
    }
}

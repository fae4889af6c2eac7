//! How the bot proves that an account is its own: by a password, an access
//! token, a token from single sign-on, and once more when the server asks for
//! it again (Client-Server API, 5.4 to 5.7).

use std::path::Path;

use anyhow::{Context, bail};
use matrix_sdk::{
    Client, SessionMeta, SessionTokens,
    authentication::matrix::MatrixSession,
    ruma::{
        OwnedDeviceId, OwnedUserId,
        api::{
            client::{
                session::{get_login_types::v3::LoginType, login},
                uiaa::UserIdentifier,
            },
            error::ErrorKind,
        },
    },
};

use super::{
    account::Account,
    session::{self, Saved},
};
use crate::config::Secret;

/// The device's name, as others see it.
const DEVICE: &str = "Verbatim";

/// Where single sign-on ends: nothing need be there, the token stands in the
/// address.
const AFTER_SIGN_ON: &str = "http://localhost/verbatim";

/// How the bot gets into its account.
pub(super) enum WayIn {
    Password(Secret),
    AccessToken {
        token: Secret,
        device: OwnedDeviceId,
    },
    /// The token at the end of single sign-on: valid once, for a minute or two.
    LoginToken(Secret),
    /// With the session of an earlier run only.
    Saved,
}

impl WayIn {
    /// The one way that is given.
    ///
    /// # Errors
    /// When it is more than one, or an access token of no device.
    pub(super) fn given(
        password: Option<Secret>,
        access: Option<Secret>,
        login: Option<Secret>,
        device: &str,
    ) -> anyhow::Result<Self> {
        Ok(match (password, access, login) {
            (None, None, None) => Self::Saved,
            (Some(password), None, None) => Self::Password(password),
            (None, None, Some(token)) => Self::LoginToken(token),
            (None, Some(_), None) if device.is_empty() => bail!(
                "matrix.device must name the device that VERBATIM_MATRIX_ACCESS_TOKEN belongs to"
            ),
            (None, Some(token), None) => Self::AccessToken {
                token,
                device: device.into(),
            },
            _ => bail!(
                "set one of VERBATIM_MATRIX_PASSWORD, VERBATIM_MATRIX_ACCESS_TOKEN and VERBATIM_MATRIX_LOGIN_TOKEN"
            ),
        })
    }
}

/// What to do when the homeserver has closed an account.
pub(super) fn closed(user: &str) -> String {
    format!(
        "the homeserver has closed {user}: ask its administrators; to go on with another account, run `verbatim matrix logout` and set matrix.user"
    )
}

/// Why a password was not taken, and what to do.
fn refused(user: &str, fault: matrix_sdk::Error) -> anyhow::Error {
    let what = match fault.client_api_error_kind() {
        Some(ErrorKind::UserDeactivated | ErrorKind::UserLocked | ErrorKind::UserSuspended) => {
            closed(user)
        }
        Some(ErrorKind::Forbidden) => format!(
            "the homeserver does not take VERBATIM_MATRIX_PASSWORD for {user}: look whether both are right, and whether the account is still there"
        ),
        _ => format!("failed to log in as {user}"),
    };
    anyhow::Error::new(fault).context(what)
}

impl Account {
    /// Logs in as a new device.
    ///
    /// # Errors
    /// When the homeserver refuses, or nothing is given to log in with.
    pub(super) async fn log_in(&self, client: &Client) -> anyhow::Result<()> {
        let auth = client.matrix_auth();
        match &self.way_in {
            WayIn::Password(password) => {
                auth.login_username(&self.user, password.expose())
                    .initial_device_display_name(DEVICE)
                    .request_refresh_token()
                    .await
                    .map_err(|fault| refused(&self.user, fault))?;
            }
            WayIn::LoginToken(token) => {
                let found = auth
                    .login_token(token.expose())
                    .initial_device_display_name(DEVICE)
                    .request_refresh_token()
                    .await
                    .context("the homeserver does not take VERBATIM_MATRIX_LOGIN_TOKEN; such a token is good once, and not for long")?;
                if !self.is(&found.user_id) {
                    // Best effort: what was logged in here is of no use.
                    let _ = auth.logout().await;
                    bail!(
                        "the sign-on was as {}, and {} is configured",
                        found.user_id,
                        self.user
                    );
                }
            }
            WayIn::AccessToken { token, device } => {
                let user: OwnedUserId = self
                    .user
                    .parse()
                    .context("with a token, matrix.user must be written in full: @name:server")?;
                let session = MatrixSession {
                    meta: SessionMeta {
                        user_id: user,
                        device_id: device.clone(),
                    },
                    tokens: SessionTokens {
                        access_token: token.expose().to_owned(),
                        refresh_token: None,
                    },
                };
                client.restore_session(session).await?;
                let who = client
                    .whoami()
                    .await
                    .context("the access token is not valid")?;
                let ours = client.user_id() == Some(&who.user_id)
                    && who.device_id.as_ref().is_none_or(|found| found == device);
                if !ours {
                    bail!(
                        "the access token belongs to {}, another account or device",
                        who.user_id
                    );
                }
            }
            WayIn::Saved => bail!(
                "there is no saved session for {}: set VERBATIM_MATRIX_PASSWORD for the first start{}",
                self.user,
                sign_on(client).await
            ),
        }
        Ok(())
    }

    /// Logs in again with the device that is logged in, whose keys stay good:
    /// the server has logged it out softly. The new session is saved.
    ///
    /// # Errors
    /// When nothing is given to log in with, or the homeserver refuses.
    pub(super) async fn log_in_again(&self, data_dir: &Path) -> anyhow::Result<()> {
        const ASKED: &str = "the homeserver wants this device to log in again";
        let file = session::file(data_dir);
        let saved = session::read(&file)?.context("there is no saved session")?;
        let MatrixSession { meta, .. } = saved.session;
        let info = match &self.way_in {
            WayIn::Password(password) => login::v3::LoginInfo::Password(login::v3::Password::new(
                UserIdentifier::Matrix(
                    matrix_sdk::ruma::api::client::uiaa::MatrixUserIdentifier::new(
                        meta.user_id.to_string(),
                    ),
                ),
                password.expose().to_owned(),
            )),
            WayIn::LoginToken(token) => {
                login::v3::LoginInfo::Token(login::v3::Token::new(token.expose().to_owned()))
            }
            WayIn::AccessToken { .. } | WayIn::Saved => bail!(
                "{ASKED}, and VERBATIM_MATRIX_PASSWORD is not set: set it and start again; nothing is lost"
            ),
        };
        // Another client, which has no keys: it must not publish any for a
        // device that has its own.
        let client = Client::builder()
            .server_name_or_homeserver_url(&self.homeserver)
            .build()
            .await?;
        let mut request = login::v3::Request::new(info);
        request.device_id = Some(meta.device_id.clone());
        request.refresh_token = true;
        let found = client.send(request).await.context(ASKED)?;
        if found.user_id != meta.user_id || found.device_id != meta.device_id {
            bail!("{ASKED}, and it logged in {} instead", found.user_id);
        }
        tracing::info!(device = %meta.device_id, "logged in again with the same device");
        let saved = Saved {
            homeserver: self.homeserver.clone(),
            session: MatrixSession {
                meta,
                tokens: SessionTokens {
                    access_token: found.access_token,
                    refresh_token: found.refresh_token,
                },
            },
        };
        session::save(&saved, &file)
    }
}

/// What to do where people log in by single sign-on; nothing where they do not.
async fn sign_on(client: &Client) -> String {
    let auth = client.matrix_auth();
    let single = auth.get_login_types().await.is_ok_and(|types| {
        let mut flows = types.flows.iter();
        flows.any(|flow| matches!(flow, LoginType::Sso(_)))
    });
    if !single {
        return String::new();
    }
    match auth.get_sso_login_url(AFTER_SIGN_ON, None).await {
        Ok(address) => format!(
            ". Or sign on: open {address} in a browser, and when it ends at an address with loginToken=…, run `verbatim matrix login` with VERBATIM_MATRIX_LOGIN_TOKEN set to what follows"
        ),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Option<Secret> {
        let environment = |name: &str| (name == "ANY").then(|| text.to_owned());
        Secret::load("ANY", environment, |_| unreachable!("no file is named")).unwrap()
    }

    #[test]
    fn one_way_in_is_taken_and_two_are_refused() {
        let given = |password, access, login, device| {
            WayIn::given(password, access, login, device).map_err(|fault| fault.to_string())
        };
        assert!(matches!(given(None, None, None, ""), Ok(WayIn::Saved)));
        assert!(matches!(
            given(secret("p"), None, None, ""),
            Ok(WayIn::Password(_))
        ));
        assert!(matches!(
            given(None, None, secret("t"), ""),
            Ok(WayIn::LoginToken(_))
        ));
        assert!(matches!(
            given(None, secret("t"), None, "ABC"),
            Ok(WayIn::AccessToken { .. })
        ));
        let refused = |way: Result<WayIn, String>| way.err().unwrap();
        assert!(refused(given(None, secret("t"), None, "")).contains("matrix.device"));
        let two = refused(given(secret("p"), None, secret("t"), ""));
        assert!(two.contains("set one of"), "{two}");
    }
}

//! Which account the bot has on Matrix, and how it comes into it: once with a
//! password or a token, from then on with the session that was saved.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, bail};
use matrix_sdk::{
    Client, SessionMeta, SessionTokens,
    authentication::matrix::MatrixSession,
    config::{RequestConfig, SyncSettings},
    encryption::{BackupDownloadStrategy, EncryptionSettings},
    ruma::{OwnedDeviceId, OwnedUserId},
};
use serde::{Deserialize, Serialize};

use crate::config::{Config, Secret};

/// The device's name, as others see it.
const DEVICE: &str = "Verbatim";

/// The file of the session.
const SESSION: &str = "session.json";

/// How often the SDK tries a request again by itself; then we do.
const RETRIES: usize = 3;

/// How the bot gets into its account.
pub(super) struct Account {
    pub(super) homeserver: String,
    pub(super) user: String,
    way_in: WayIn,
    passphrase: Option<Secret>,
    recovery_key: Option<Secret>,
}

enum WayIn {
    Password(Secret),
    Token {
        token: Secret,
        device: OwnedDeviceId,
    },
    /// With the session of an earlier run only.
    Saved,
}

/// What is saved so that the bot logs in once.
#[derive(Serialize, Deserialize)]
struct Saved {
    homeserver: String,
    #[serde(flatten)]
    session: MatrixSession,
}

/// Whether there is an account to serve with.
///
/// # Errors
/// When it is named by halves, or a secret cannot be read.
pub fn is_configured(config: &Config) -> anyhow::Result<bool> {
    Ok(Account::of(config)?.is_some())
}

fn secret(name: &str) -> anyhow::Result<Option<Secret>> {
    let environment = |name: &str| std::env::var(name).ok();
    Ok(Secret::load(name, environment, |path| {
        fs::read_to_string(path)
    })?)
}

impl Account {
    pub(super) fn of(config: &Config) -> anyhow::Result<Option<Self>> {
        let matrix = &config.matrix;
        match (matrix.homeserver.is_empty(), matrix.user.is_empty()) {
            (true, true) => return Ok(None),
            (false, false) => {}
            (true, false) => bail!("matrix.user is set and matrix.homeserver is not"),
            (false, true) => bail!("matrix.homeserver is set and matrix.user is not"),
        }
        let password = secret("VERBATIM_MATRIX_PASSWORD")?;
        let token = secret("VERBATIM_MATRIX_ACCESS_TOKEN")?;
        let way_in = match (password, token) {
            (Some(_), Some(_)) => {
                bail!("set VERBATIM_MATRIX_PASSWORD or VERBATIM_MATRIX_ACCESS_TOKEN, not both")
            }
            (Some(password), None) => WayIn::Password(password),
            (None, Some(_)) if matrix.device.is_empty() => {
                bail!(
                    "matrix.device must name the device that VERBATIM_MATRIX_ACCESS_TOKEN belongs to"
                )
            }
            (None, Some(token)) => WayIn::Token {
                token,
                device: matrix.device.as_str().into(),
            },
            (None, None) => WayIn::Saved,
        };
        Ok(Some(Self {
            homeserver: matrix.homeserver.clone(),
            user: matrix.user.clone(),
            way_in,
            passphrase: secret("VERBATIM_MATRIX_STORE_PASSPHRASE")?,
            recovery_key: secret("VERBATIM_MATRIX_RECOVERY_KEY")?,
        }))
    }

    /// Where the session and the keys of its device are.
    pub(super) fn directory(data_dir: &Path) -> PathBuf {
        data_dir.join("matrix")
    }

    /// A client that is logged in, with the store of its device below
    /// `data_dir`.
    pub(super) async fn connect(&self, data_dir: &Path) -> anyhow::Result<Client> {
        let directory = Self::directory(data_dir);
        private_directory(&directory)
            .with_context(|| format!("failed to make `{}`", directory.display()))?;
        let file = directory.join(SESSION);
        let saved = read_session(&file)?;
        if saved.is_none() && directory.join("matrix-sdk-crypto.sqlite3").exists() {
            bail!(
                "`{}` has the keys of a device and no session for it; move the directory away to log in as a new device",
                directory.display()
            );
        }
        let client = self.client(&directory).await?;
        if let Some(saved) = saved {
            self.check(&saved)?;
            client
                .restore_session(saved.session)
                .await
                .context("the saved session does not fit its keys")?;
        } else {
            self.log_in(&client).await?;
            save(&client, &self.homeserver, &file)?;
            // Puts the device's keys on the server: there is nothing to be
            // signed before.
            client
                .sync_once(SyncSettings::new().timeout(Duration::ZERO))
                .await
                .context("the homeserver did not answer the new device")?;
        }
        save(&client, &self.homeserver, &file)?;
        self.watch_tokens(&client, file);
        self.verify(&client).await;
        Ok(client)
    }

    /// With the session that was saved, if there is one.
    pub(super) async fn restored(&self, data_dir: &Path) -> anyhow::Result<Option<Client>> {
        let directory = Self::directory(data_dir);
        let Some(saved) = read_session(&directory.join(SESSION))? else {
            return Ok(None);
        };
        let client = self.client(&directory).await?;
        client.restore_session(saved.session).await?;
        Ok(Some(client))
    }

    async fn client(&self, directory: &Path) -> anyhow::Result<Client> {
        let settings = EncryptionSettings {
            auto_enable_cross_signing: true,
            backup_download_strategy: BackupDownloadStrategy::AfterDecryptionFailure,
            auto_enable_backups: true,
        };
        let passphrase = self.passphrase.as_ref().map(Secret::expose);
        Client::builder()
            .server_name_or_homeserver_url(&self.homeserver)
            .sqlite_store(directory, passphrase)
            .with_encryption_settings(settings)
            .handle_refresh_tokens()
            .request_config(
                RequestConfig::new()
                    .retry_limit(RETRIES)
                    .timeout(Duration::from_secs(60)),
            )
            .build()
            .await
            .with_context(|| {
                format!(
                    "failed to open `{}` with the homeserver {}; has VERBATIM_MATRIX_STORE_PASSPHRASE changed?",
                    directory.display(),
                    self.homeserver
                )
            })
    }

    fn check(&self, saved: &Saved) -> anyhow::Result<()> {
        let user = &saved.session.meta.user_id;
        let named = self.user.trim_start_matches('@');
        let same = user.localpart() == named || user.as_str().trim_start_matches('@') == named;
        if !same || saved.homeserver != self.homeserver {
            bail!(
                "the saved session is of {user} on {}, and {} on {} is configured; `verbatim matrix logout` ends it",
                saved.homeserver,
                self.user,
                self.homeserver
            );
        }
        Ok(())
    }

    async fn log_in(&self, client: &Client) -> anyhow::Result<()> {
        match &self.way_in {
            WayIn::Password(password) => {
                client
                    .matrix_auth()
                    .login_username(&self.user, password.expose())
                    .initial_device_display_name(DEVICE)
                    .request_refresh_token()
                    .await
                    .with_context(|| format!("failed to log in as {}", self.user))?;
            }
            WayIn::Token { token, device } => {
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
                "there is no saved session for {}: set VERBATIM_MATRIX_PASSWORD for the first start",
                self.user
            ),
        }
        Ok(())
    }

    /// Tokens that the server exchanges are saved at once: the old ones are
    /// worth nothing.
    fn watch_tokens(&self, client: &Client, file: PathBuf) {
        let mut changes = client.subscribe_to_session_changes();
        let client = client.clone();
        let homeserver = self.homeserver.clone();
        tokio::spawn(async move {
            while let Ok(change) = changes.recv().await {
                if matches!(change, matrix_sdk::SessionChange::TokensRefreshed)
                    && let Err(fault) = save(&client, &homeserver, &file)
                {
                    tracing::error!("new tokens cannot be saved: {fault:#}");
                }
            }
        });
    }

    /// Signs this device with the account's own key, so that others' clients
    /// trust it.
    async fn verify(&self, client: &Client) {
        let encryption = client.encryption();
        encryption.wait_for_e2ee_initialization_tasks().await;
        if let Some(key) = &self.recovery_key
            && !is_signed(client).await
            && let Err(fault) = encryption.recovery().recover(key.expose()).await
        {
            tracing::error!(%fault, "the recovery key does not open the account's secrets");
        }
        let signed = is_signed(client).await;
        if signed {
            tracing::info!("this device is signed by its account");
        } else {
            tracing::warn!(
                "this device is not signed by its account, and some clients will not write to it; `verbatim matrix verify` signs it"
            );
        }
    }
}

/// Whether the account's own key has signed this device.
pub(super) async fn is_signed(client: &Client) -> bool {
    if is_known_signed(client).await {
        return true;
    }
    // What was signed just now is known here once the server was asked.
    if let Some(user) = client.user_id()
        && let Err(fault) = client.encryption().request_user_identity(user).await
    {
        tracing::debug!(%fault, "the account's own keys could not be asked for");
    }
    is_known_signed(client).await
}

async fn is_known_signed(client: &Client) -> bool {
    let device = client.encryption().get_own_device().await;
    device.is_ok_and(|device| device.is_some_and(|device| device.is_cross_signed_by_owner()))
}

fn read_session(file: &Path) -> anyhow::Result<Option<Saved>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).with_context(|| {
            format!(
                "`{}` is no session; move it away to log in anew",
                file.display()
            )
        })?)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault).with_context(|| format!("failed to read `{}`", file.display())),
    }
}

/// Saves the session, for this user's eyes only, whole or not at all.
fn save(client: &Client, homeserver: &str, file: &Path) -> anyhow::Result<()> {
    let Some(session) = client.matrix_auth().session() else {
        return Ok(());
    };
    let saved = Saved {
        homeserver: homeserver.to_owned(),
        session,
    };
    let beside = file.with_extension("json.new");
    let write = || {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut new = options.open(&beside)?;
        serde_json::to_writer(&mut new, &saved)?;
        new.sync_all()?;
        fs::rename(&beside, file)
    };
    write().with_context(|| format!("failed to save the session in `{}`", file.display()))
}

fn private_directory(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

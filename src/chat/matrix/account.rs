//! Which account the bot has on Matrix, and how it comes into it: once by
//! logging in, from then on with the session that was saved.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, bail};
use matrix_sdk::{
    Client,
    config::{RequestConfig, SyncSettings},
    encryption::{BackupDownloadStrategy, EncryptionSettings},
    ruma::UserId,
};

use super::{
    login::WayIn,
    session::{self, Saved},
    signing,
};
use crate::config::{Config, Secret};

/// How often the SDK tries a request again by itself; then we do.
const RETRIES: usize = 3;

/// How the bot gets into its account.
pub(super) struct Account {
    pub(super) homeserver: String,
    pub(super) user: String,
    pub(super) way_in: WayIn,
    passphrase: Option<Secret>,
    recovery_key: Option<Secret>,
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
        let way_in = WayIn::given(
            secret("VERBATIM_MATRIX_PASSWORD")?,
            secret("VERBATIM_MATRIX_ACCESS_TOKEN")?,
            secret("VERBATIM_MATRIX_LOGIN_TOKEN")?,
            &matrix.device,
        )?;
        Ok(Some(Self {
            homeserver: matrix.homeserver.clone(),
            user: matrix.user.clone(),
            way_in,
            passphrase: secret("VERBATIM_MATRIX_STORE_PASSPHRASE")?,
            recovery_key: secret("VERBATIM_MATRIX_RECOVERY_KEY")?,
        }))
    }

    /// A client that is logged in, with the store of its device below
    /// `data_dir`.
    pub(super) async fn connect(&self, data_dir: &Path) -> anyhow::Result<Client> {
        let directory = session::directory(data_dir);
        session::private_directory(&directory)
            .with_context(|| format!("failed to make `{}`", directory.display()))?;
        let file = session::file(data_dir);
        let saved = session::read(&file)?;
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
            if let Err(fault) = self.log_in(&client).await {
                // What was begun for a device that did not come to be would
                // keep the next one out.
                drop(client);
                session::forget_keys(&directory)?;
                return Err(fault);
            }
            self.save(&client, &file)?;
            // Puts the device's keys on the server: there is nothing to be
            // signed before.
            client
                .sync_once(SyncSettings::new().timeout(Duration::ZERO))
                .await
                .context("the homeserver did not answer the new device")?;
        }
        self.save(&client, &file)?;
        self.keep_tokens(&client, file)?;
        signing::sign(&client, self.recovery_key.as_ref()).await;
        Ok(client)
    }

    /// With the session that was saved, if there is one.
    pub(super) async fn restored(&self, data_dir: &Path) -> anyhow::Result<Option<Client>> {
        let directory = session::directory(data_dir);
        let Some(saved) = session::read(&session::file(data_dir))? else {
            return Ok(None);
        };
        let client = self.client(&directory).await?;
        client.restore_session(saved.session).await?;
        Ok(Some(client))
    }

    fn save(&self, client: &Client, file: &Path) -> anyhow::Result<()> {
        match Saved::of(client, &self.homeserver) {
            Some(saved) => session::save(&saved, file),
            None => Ok(()),
        }
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
                    .timeout(Duration::from_mins(1)),
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

    /// Whether a user is who is configured.
    pub(super) fn is(&self, user: &UserId) -> bool {
        let named = self.user.trim_start_matches('@');
        user.localpart() == named || user.as_str().trim_start_matches('@') == named
    }

    fn check(&self, saved: &Saved) -> anyhow::Result<()> {
        let user = &saved.session.meta.user_id;
        if !self.is(user) || saved.homeserver != self.homeserver {
            bail!(
                "the saved session is of {user} on {}, and {} on {} is configured; `verbatim matrix logout` ends it",
                saved.homeserver,
                self.user,
                self.homeserver
            );
        }
        Ok(())
    }

    /// Tokens that the server exchanges are saved at once, before anything is
    /// sent with them: the old ones are worth nothing.
    fn keep_tokens(&self, client: &Client, file: PathBuf) -> matrix_sdk::Result<()> {
        let homeserver = self.homeserver.clone();
        let read = file.clone();
        client.set_session_callbacks(
            Box::new(move |_| {
                let saved = session::read(&read)?.context("there is no saved session")?;
                Ok(saved.session.tokens)
            }),
            Box::new(move |client| {
                if let Some(saved) = Saved::of(&client, &homeserver) {
                    session::save(&saved, &file)?;
                    tracing::info!("the homeserver has exchanged the tokens of this session");
                }
                Ok(())
            }),
        )
    }
}

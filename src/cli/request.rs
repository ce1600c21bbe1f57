//! A request that bears a key is done once: the same key and the same content give the first answer.

use super::args::{CaseloadCommand, Cli, Command, UserCommand};
use super::files::read_file;
use super::output::Output;
use crate::refusal::{Failure, file_unreadable};
use crate::store::{Tx, first_answer, keep_answer};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// What was asked, if it bears a key: the words of the command and the bytes of the files that it names.
pub(super) struct Request<'a> {
    key: Option<&'a str>,
    content: String,
}

impl<'a> Request<'a> {
    /// A command with its files.
    pub fn of(cli: &'a Cli, files: &[(String, Vec<u8>)]) -> Self {
        let mut content = format!("{:?}", cli.command);
        if cli.key.is_some() {
            for (name, bytes) in files {
                let _ = write!(content, " {name}={}", hex::encode(Sha256::digest(bytes)));
            }
        }
        Self { key: cli.key.as_deref(), content }
    }

    /// A command that reads no file, or a folder.
    ///
    /// # Errors
    /// `file_unreadable`.
    pub fn read(cli: &'a Cli) -> Result<Self, Failure> {
        match &cli.command {
            // Its answer holds a secret, which is kept nowhere: asked again, it makes a new link that ends the first.
            Command::User(UserCommand::Invite { .. }) => Ok(Self { key: None, content: String::new() }),
            Command::Caseload(CaseloadCommand::Import { dir, .. }) if cli.key.is_some() => Ok(Self::of(cli, &folder(dir)?)),
            _ => Ok(Self::of(cli, &[])),
        }
    }

    /// The answer that this very request got before.
    ///
    /// # Errors
    /// `idempotency_key_unique` when the key was used with another content.
    pub async fn first_answer(&self, tx: &mut Tx) -> Result<Option<Output>, Failure> {
        let Some(key) = self.key else { return Ok(None) };
        let first = first_answer(tx, key, &self.content).await?;
        first.map(|first| serde_json::from_str(&first).map_err(|error| Failure::Broken(format!("{error}.")))).transpose()
    }

    /// Keeps the answer, in the transaction of the write.
    ///
    /// # Errors
    /// `idempotency_key_unique` when the key is taken.
    pub async fn keep(&self, tx: &mut Tx, output: &Output, at: DateTime<Utc>) -> Result<(), Failure> {
        let Some(key) = self.key else { return Ok(()) };
        let outcome = serde_json::to_string(output).map_err(|error| Failure::Broken(format!("{error}.")))?;
        keep_answer(tx, key, &self.content, &outcome, at).await
    }
}

/// The files of a folder, by name.
fn folder(dir: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let entries = std::fs::read_dir(dir).map_err(|error| file_unreadable(dir, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| file_unreadable(dir, &error))?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| read_file(path)).collect()
}

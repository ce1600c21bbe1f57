//! `quitus secrets`: the keys that seal the secrets of telephones, shown by their names alone, and renewed.

use super::args::SecretsCommand;
use super::key_file;
use super::output::{Lean, Output, table};
use crate::access::sealed_secrets;
use crate::refusal::{Failure, KEY_FILE_MISSING};
use crate::store::Db;
use serde_json::json;
use std::path::Path;

/// Does what the command says. Renewing writes the file alone: the servers seal by the new key when they start.
///
/// # Errors
/// Those of the file of keys.
pub(super) async fn run(db: &Db, url: &str, command: &SecretsCommand) -> Result<Output, Failure> {
    match command {
        SecretsCommand::Show { keys } => show(db, &key_file::place(url, keys.key_file.as_deref())?).await,
        SecretsCommand::Renew { lost, keys } => renew(db, &key_file::place(url, keys.key_file.as_deref())?, *lost).await,
    }
}

async fn show(db: &Db, path: &Path) -> Result<Output, Failure> {
    let ring = key_file::read(path)?;
    let mut tx = db.read().await?;
    let sealed = sealed_secrets(&mut tx).await?;
    let ids: Vec<_> = ring.iter().flat_map(|ring| ring.ids()).collect();
    let with = |key| sealed.iter().find(|one| one.key == key).map_or(0, |one| one.secrets);
    let newest = ids.last().copied();
    let mut rows: Vec<(String, usize, &str)> = Vec::new();
    for id in &ids {
        let what = if Some(*id) == newest { "dans le fichier, chiffre" } else { "dans le fichier, lit encore" };
        rows.push((id.to_string(), with(Some(*id)), what));
    }
    for one in sealed.iter().filter(|one| one.key.is_none_or(|key| !ids.contains(&key))) {
        let what = if one.key.is_some() { "absente du fichier" } else { "en clair jusqu'au prochain démarrage" };
        rows.push((one.key.map_or_else(|| "aucune".to_owned(), |key| key.to_string()), one.secrets, what));
    }
    let json: Vec<_> = rows.iter().map(|(key, secrets, what)| json!({ "key": key, "secrets": secrets, "state": what })).collect();
    let lines = rows.into_iter().map(|(key, secrets, what)| vec![key, secrets.to_string(), what.to_owned()]).collect();
    let headers = [("Clé", Lean::Left), ("Téléphones", Lean::Right), ("État", Lean::Left)];
    let text = table(&headers, lines, "Aucune clé : le fichier est créé au premier démarrage du serveur.");
    Ok(Output::new(&json!({ "file": path, "keys": json }), format!("{}\n{text}", path.display())))
}

async fn renew(db: &Db, path: &Path, lost: bool) -> Result<Output, Failure> {
    // Of two renewals at once, the second reads what the first wrote: a key is never lost.
    let alone = db.write().await?;
    let (ring, id) = match key_file::read(path)? {
        Some(mut ring) => {
            let id = ring.add()?;
            key_file::replace(path, &ring)?;
            (ring, id)
        }
        None if lost || !key_file::is_needed(db).await? => {
            let ring = key_file::make(path)?;
            let id = ring.ids().last().ok_or_else(|| Failure::Broken("un fichier de clés sans clé.".into()))?;
            (ring, id)
        }
        None => return Err(KEY_FILE_MISSING.because("").at(path.display().to_string()).into()),
    };
    drop(alone);
    let text = format!(
        "Nouvelle clé {id} dans {}. Sauvegardez ce fichier ailleurs que la base, puis redémarrez chaque serveur : il chiffre avec elle.",
        path.display()
    );
    Ok(Output::new(&json!({ "file": path, "key": id.to_string(), "keys": ring.ids().count() }), text))
}

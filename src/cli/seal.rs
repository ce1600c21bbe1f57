//! `quitus seal`: the organisation's seal, its keys shown by their certificates, renewed, brought, exported for who checks.

use super::args::{By, Cli, KeyFile, SealCommand};
use super::files::{read_file, write_file};
use super::key_file;
use super::output::{Lean, Output, table};
use crate::access::KeyRing;
use crate::ledger::verify::verify_telling;
use crate::plural::count;
use crate::refusal::{Failure, file_unreadable};
use crate::signature::proof::register::{CERTIFICATES, CHAIN, certificates_file, chain_line};
use crate::signature::seal::fingerprint;
use crate::signature::seal::kept::{Listed, Origin, SealKey, add, listed, renew, said};
use crate::signature::seal::key::bring;
use crate::store::Db;
use crate::web::words::instant;
use serde_json::json;
use std::path::Path;

/// Does what the command says.
///
/// # Errors
/// Those of the file of keys, of a key that is not usable, of the files that are written.
pub(super) async fn run(db: &Db, cli: &Cli, command: &SealCommand) -> Result<Output, Failure> {
    match command {
        SealCommand::List => list(db).await,
        SealCommand::Renew { by, keys } => {
            let ring = ring(db, cli, keys).await?;
            let mut tx = db.write().await?;
            let act = super::act(&mut tx, cli, Some(&by.by)).await?;
            let key = renew(&mut tx, &act, &ring).await?;
            tx.commit().await?;
            Ok(in_force(&key))
        }
        SealCommand::Bring { file, password_file, by, keys } => {
            let password = password_file.as_deref().map(password).transpose()?.unwrap_or_default();
            bring_file(db, cli, (file, &password), by, keys).await
        }
        SealCommand::Export { out } => export(db, out).await,
    }
}

/// The keys that seal the secret part; made at the first need, as for a server.
async fn ring(db: &Db, cli: &Cli, keys: &KeyFile) -> Result<KeyRing, Failure> {
    key_file::for_serving(db, &key_file::place(&cli.db, keys.key_file.as_deref())?).await
}

fn password(path: &Path) -> Result<String, Failure> {
    let (_, bytes) = read_file(path)?;
    Ok(String::from_utf8_lossy(&bytes).lines().next().unwrap_or_default().to_owned())
}

async fn bring_file(db: &Db, cli: &Cli, (file, password): (&Path, &str), by: &By, keys: &KeyFile) -> Result<Output, Failure> {
    let (name, bytes) = read_file(file)?;
    let pair = bring(&bytes, password).map_err(|wrong| said(wrong).at(name))?;
    let ring = ring(db, cli, keys).await?;
    let mut tx = db.write().await?;
    let act = super::act(&mut tx, cli, Some(&by.by)).await?;
    let key = add(&mut tx, &act, &ring, &pair, Origin::Brought).await?;
    tx.commit().await?;
    Ok(in_force(&key))
}

fn in_force(key: &SealKey) -> Output {
    let print = fingerprint(key.signer.certificate());
    let text = format!(
        "Clé n° {} du sceau en service. Certificat {print}.\nLes preuves d'avant restent bonnes. Donnez les certificats à qui vérifie : « quitus seal export ».",
        key.no
    );
    Output::new(&json!({ "key": key.no, "certificate": print }), text)
}

async fn list(db: &Db) -> Result<Output, Failure> {
    let mut tx = db.read().await?;
    let keys = listed(&mut tx).await?;
    let last = keys.last().map(|key| key.no);
    let row = |key: &Listed| {
        let origin = if key.origin == "brought" { "reçue d'une autorité" } else { "faite par Quitus" };
        let state = if Some(key.no) == last { "scelle" } else { "ne sert plus qu'à vérifier" };
        let since = instant(key.since);
        vec![
            key.no.to_string(),
            fingerprint(&key.certificate),
            since,
            origin.to_owned(),
            key.proofs.to_string(),
            state.to_owned(),
        ]
    };
    let json: Vec<_> = keys
        .iter()
        .map(|key| {
            let (print, in_force) = (fingerprint(&key.certificate), Some(key.no) == last);
            json!({ "key": key.no, "certificate": print, "since": key.since, "origin": key.origin, "proofs": key.proofs, "in_force": in_force })
        })
        .collect();
    let headers = [
        ("Clé", Lean::Right),
        ("Certificat (SHA-256)", Lean::Left),
        ("Depuis", Lean::Left),
        ("Origine", Lean::Left),
        ("Preuves", Lean::Right),
        ("État", Lean::Left),
    ];
    let text =
        table(&headers, keys.iter().map(row).collect(), "Aucune clé : la première est faite au premier démarrage du serveur.");
    Ok(Output::new(&json, text))
}

/// The certificates and the whole chain, found right on the way.
async fn export(db: &Db, out: &Path) -> Result<Output, Failure> {
    std::fs::create_dir_all(out).map_err(|error| file_unreadable(out, &error))?;
    let mut tx = db.read().await?;
    let certificates: Vec<Vec<u8>> = listed(&mut tx).await?.into_iter().map(|key| key.certificate).collect();
    let mut chain = String::new();
    let verified = verify_telling(&mut tx, |link| {
        chain.push_str(&chain_line(&link));
        Ok(())
    })
    .await?;
    drop(tx);
    let pem =
        certificates_file(&certificates).ok_or_else(|| Failure::Broken("un certificat du sceau ne se relit pas.".into()))?;
    write_file(&out.join(CERTIFICATES), pem.as_bytes())?;
    write_file(&out.join(CHAIN), chain.as_bytes())?;
    let text = format!(
        "{} et {} écrits dans {} : {}, {}. Ils ne contiennent aucun nom.",
        CERTIFICATES,
        CHAIN,
        out.display(),
        count(i64::try_from(certificates.len()).unwrap_or(i64::MAX), "certificat", "certificats"),
        count(verified.entries, "écriture", "écritures")
    );
    Ok(Output::new(&json!({ "folder": out, "certificates": certificates.len(), "entries": verified.entries }), text))
}

//! `quitus serve`: the back-office in the browser, until the process is asked to stop.

use super::args::ServeArgs;
use super::output::Output;
use super::{provider, wordings};
use crate::access::{Act, KeyRing, first_administrator, program, seal_secrets};
use crate::demo::play::LivingBank;
use crate::plural::count;
use crate::refusal::Failure;
use crate::signature::proof::kept::seal_all;
use crate::signature::seal::fingerprint;
use crate::signature::seal::kept::{in_force, renew};
use crate::store::Db;
use crate::web;
use chrono::{NaiveDate, Utc};
use serde_json::json;
use tracing_subscriber::EnvFilter;

/// Serves a database at an address until Ctrl-C or the system's own signal.
pub(super) async fn serve(
    db: &Db,
    args: &ServeArgs,
    keys: KeyRing,
    today: Option<NaiveDate>,
    demonstration: Option<LivingBank>,
) -> Result<Output, Failure> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second server in the same process, as in tests, keeps the first one's log.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    let provider = provider::settings(&args.provider)?;
    seal(db, &keys).await?;
    seal_proofs(db, &keys).await?;
    let mut listening = web::listen(args.listen, args.origin.as_deref()).await?;
    if let Some(settings) = provider {
        listening = listening.with_provider(settings)?;
    }
    let origin = listening.site.origin.clone();
    first_link(db, &origin).await?;
    wordings::say(&format!("Quitus répond à l'adresse {origin} (Ctrl-C pour arrêter)."));
    web::serve(listening, db.clone(), keys, today, demonstration, asked_to_stop()).await?;
    Ok(Output::new(&json!({ "origin": origin }), "Arrêté."))
}

/// Secrets that were in clear, or under an older key, are sealed by the newest before anybody signs in.
async fn seal(db: &Db, keys: &KeyRing) -> Result<(), Failure> {
    let mut tx = db.write().await?;
    let sealed = seal_secrets(&mut tx, keys, Utc::now()).await?;
    tx.commit().await?;
    if sealed.first > 0 {
        db.forget_old_pages().await?;
    }
    let done = sealed.first.saturating_add(sealed.again);
    if done > 0 {
        wordings::say(&format!("{}.", words(done, "secret de téléphone chiffré", "secrets de téléphones chiffrés")));
    }
    if sealed.lost > 0 {
        let lost = words(sealed.lost, "téléphone ne peut plus être vérifié", "téléphones ne peuvent plus être vérifiés");
        wordings::say(&format!(
            "{lost} : leur clé n'est pas dans le fichier des clés. Un code de secours ou une clé d'accès ouvre encore ; voyez docs/runbooks/keys.md."
        ));
    }
    Ok(())
}

/// The organisation's own seal is there before anybody answers; what could not be sealed before is.
async fn seal_proofs(db: &Db, keys: &KeyRing) -> Result<(), Failure> {
    let now = Utc::now();
    let mut tx = db.write().await?;
    let opened = match in_force(&mut tx, keys).await {
        Ok(key) => key,
        Err(Failure::Refused(_)) => {
            wordings::say(
                "La clé du sceau de l'organisation ne s'ouvre plus : une nouvelle la remplace. Les preuves d'avant restent bonnes.",
            );
            None
        }
        Err(other) => return Err(other),
    };
    if opened.is_none() {
        let act = Act { user: program(&mut tx).await?, at: now, today: now.date_naive() };
        let key = renew(&mut tx, &act, keys).await?;
        let print = fingerprint(key.signer.certificate());
        wordings::say(&format!("Sceau de l'organisation : clé n° {} en service, certificat {print}.", key.no));
    }
    tx.commit().await?;
    let sealed = seal_all(db, keys, now).await?;
    if sealed > 0 {
        wordings::say(&format!("{}.", words(sealed, "preuve scellée", "preuves scellées")));
    }
    Ok(())
}

fn words(number: usize, one: &str, many: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), one, many)
}

/// While nobody can sign in, the console shows the link by which the first administrator chooses a password. Who reads the console
/// runs the server.
async fn first_link(db: &Db, origin: &str) -> Result<(), Failure> {
    let mut tx = db.write().await?;
    let first = first_administrator(&mut tx, Utc::now()).await?;
    tx.commit().await?;
    if let Some((user, invitation)) = first {
        let until = web::words::instant(invitation.expires_at);
        wordings::say(&format!("Premier accès, pour l'administrateur « {} », une seule fois, jusqu'au {until} :", user.name));
        wordings::say(&format!("  {origin}/invitation/{}", invitation.secret));
    }
    Ok(())
}

/// Ends when the terminal or the system asks the process to stop.
async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
}

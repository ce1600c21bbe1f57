//! The page of a signed copy that tells its proof, for an eye to read. Its words are the organisation's, beside the very words that the person
//! chose.

use crate::calendar::day_in_french;
use crate::signature::proof::{Code, Proof, Reading, Way};
use crate::signature::seal::cms::{digest, open};
use crate::signature::seal::fingerprint;
use crate::statement::document::grouped;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// The page as the template reads it.
#[derive(Debug, Serialize)]
pub(super) struct Annex {
    title: &'static str,
    lead: String,
    columns: [&'static str; 2],
    rows: Vec<[String; 2]>,
    check_title: &'static str,
    check: [&'static str; 3],
}

impl Annex {
    /// The page of a proof, with its file and its seal.
    pub(super) fn of(proof: &Proof, file: &[u8], seal: &[u8]) -> Self {
        let mut rows = answered(proof);
        rows.extend(way(&proof.way));
        rows.extend(marks(proof, file, seal));
        Self {
            title: "Preuve de la réponse",
            lead: format!(
                "{} a enregistré cette réponse au relevé n° {} de {}. Elle répond elle-même : nul autre ne signe à sa place.",
                proof.organisation, proof.statement.number, proof.signer.name
            ),
            columns: ["Ce qui est prouvé", "Ce qui a été enregistré"],
            rows: rows.into_iter().map(|(what, said)| [what.to_owned(), said]).collect(),
            check_title: "Vérifier cette copie",
            check: [
                "Un lecteur de PDF montre le sceau de l’organisation et dit si un seul caractère de cette copie a changé.",
                "Le relevé tel qu’il a été émis, la preuve et son sceau sont joints à cette copie : ouvrez la liste des pièces jointes.",
                "Un sceau dit ce que l’organisation a enregistré. Ce n’est pas la signature électronique de la personne.",
            ],
        }
    }
}

type Row = (&'static str, String);

fn answered(proof: &Proof) -> Vec<Row> {
    let given = &proof.answer;
    let chosen = given.wording.lines().last().unwrap_or_default();
    let mut rows = vec![
        ("Personne", format!("{}, dossier n° {}", proof.signer.name, proof.signer.file)),
        ("Réponse choisie", chosen.to_owned()),
        ("Le", instant(given.answered_at)),
    ];
    if let Some(comment) = &given.comment {
        rows.push(("Ses mots", comment.clone()));
    }
    if given.helper.is_some() || given.help.is_some() {
        let help: Vec<&str> = [&given.helper, &given.help].into_iter().flatten().map(String::as_str).collect();
        rows.push(("Aide reçue", help.join(" : ")));
    }
    let copy = match given.copy.as_str() {
        "given" => "remise sur papier ce jour-là",
        "had" => "la personne l’avait déjà",
        _ => "la personne n’en a pas voulu",
    };
    rows.push(("Copie du relevé", copy.to_owned()));
    rows
}

fn way(way: &Way) -> Vec<Row> {
    match way {
        Way::Interview { presenter, reading, code } => {
            let mut rows = vec![("Voie", format!("à l’entretien, sur l’écran de {} ({})", presenter.name, presenter.role))];
            rows.extend(read(reading, code.as_ref()));
            rows
        }
        Way::Portal { reading, code, .. } => {
            let mut rows = vec![("Voie", "dans son espace personnel, sans personne à côté de l’écran".to_owned())];
            rows.extend(read(reading, code.as_ref()));
            rows
        }
        Way::Paper { sheet, joined_by, looked_at_by, looked_at } => vec![
            ("Voie", format!("sur papier, feuille signée le {}", day_in_french(sheet.signed_on))),
            ("Feuille jointe par", format!("{} ({})", joined_by.name, joined_by.role)),
            ("Vérifiée par", format!("{} ({}), le {}", looked_at_by.name, looked_at_by.role, instant(*looked_at))),
            ("Empreinte de la feuille", grouped(&sheet.sha256)),
        ],
    }
}

fn read(reading: &Reading, code: Option<&Code>) -> Vec<Row> {
    let shown =
        [("Résumé montré", reading.plain_at), ("Détail montré", reading.detail_at), ("Réponses montrées", reading.answer_at)];
    let mut rows: Vec<Row> = shown.into_iter().filter_map(|(what, at)| at.map(|at| (what, instant(at)))).collect();
    let identified = match code {
        None => "aucun code : la personne n’a pas souhaité signer".to_owned(),
        Some(code) => {
            let seen = match code.seen.as_deref() {
                Some("document") => "qui avait vu sa pièce d’identité",
                _ => "qui la connaissait",
            };
            let (version, chosen, typed) = (code.version, instant(code.chosen_at), instant(code.typed_at));
            format!("code personnel n° {version}, choisi le {chosen} devant {} {seen}, tapé le {typed}", code.chosen_before.name)
        }
    };
    rows.push(("Identification", identified));
    rows
}

fn marks(proof: &Proof, file: &[u8], seal: &[u8]) -> Vec<Row> {
    let head = &proof.statement.head;
    let mut rows = vec![
        ("Empreinte du relevé", grouped(&proof.statement.pdf_sha256)),
        ("Empreinte de la preuve", grouped(&hex::encode(digest(file)))),
        ("Comptes couverts", format!("jusqu’à l’écriture n° {}, sceau {}", head.entry, grouped(&head.seal))),
        ("Preuve scellée le", instant(proof.sealed_at)),
    ];
    if let Some(opened) = open(seal) {
        rows.push(("Certificat du sceau", fingerprint(&opened.certificate)));
    }
    rows
}

/// An instant in UTC, to the second.
fn instant(at: DateTime<Utc>) -> String {
    format!("{} à {} UTC", day_in_french(at.date_naive()), at.format("%H:%M:%S"))
}

//! Words about the month, orders, files for the bank and statements.

use super::{By, KeyFile, day};
use crate::calendar::Month;
use chrono::NaiveDate;
use clap::Subcommand;
use std::path::PathBuf;

/// `quitus month …`.
#[derive(Debug, Subcommand)]
pub enum MonthCommand {
    /// Propose les paiements d'un mois, loyer d'abord
    Prepare {
        /// Le mois, par exemple 2026-12
        #[arg(value_name = "MOIS")]
        month: Month,
        #[command(flatten)]
        by: By,
    },
    /// Clôt un mois : plus rien ne s'y écrit
    Close {
        /// Le mois, par exemple 2026-12
        #[arg(value_name = "MOIS")]
        month: Month,
        #[command(flatten)]
        by: By,
    },
}

/// `quitus order …`.
#[derive(Debug, Subcommand)]
pub enum OrderCommand {
    /// Approuve des paiements : une autre personne que celle qui les a préparés
    Approve {
        /// Les paiements : les 8 derniers caractères de chacun suffisent
        #[arg(required_unless_present = "month", value_name = "PAIEMENT")]
        ids: Vec<String>,
        /// Toutes les propositions de ce mois, par exemple 2026-12
        #[arg(long, value_name = "MOIS", conflicts_with = "ids")]
        month: Option<Month>,
        #[command(flatten)]
        by: By,
    },
    /// Demande que des propositions soient exécutées tout de suite (virement instantané), si la banque du compte le permet
    Instant {
        /// Les paiements : les 8 derniers caractères de chacun suffisent
        #[arg(required = true, value_name = "PAIEMENT")]
        ids: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// Retire des propositions
    Cancel {
        /// Les paiements : les 8 derniers caractères de chacun suffisent
        #[arg(required = true, value_name = "PAIEMENT")]
        ids: Vec<String>,
        /// Pourquoi
        #[arg(long, value_name = "MOTIF")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// Enregistre le rejet d'un paiement par la banque, avant tout débit
    Reject {
        /// Le paiement : les 8 derniers caractères suffisent
        #[arg(value_name = "PAIEMENT")]
        id: String,
        /// Motif de la banque, par exemple AC01
        #[arg(long, value_name = "MOTIF")]
        reason: String,
        /// Référence de la pièce justificative, par exemple l'avis de la banque
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Prépare de nouveau un paiement rejeté ou revenu
    Again {
        /// Le paiement : les 8 derniers caractères suffisent
        #[arg(value_name = "PAIEMENT")]
        id: String,
        #[command(flatten)]
        by: By,
    },
}

/// `quitus derogation …`.
#[derive(Debug, Subcommand)]
pub enum DerogationCommand {
    /// Demande que l'argent d'un loyer serve à autre chose
    Ask {
        /// Numéro de la personne
        #[arg(long, value_name = "N")]
        person: i64,
        /// Référence du bail
        #[arg(long, value_name = "BAIL")]
        lease: String,
        /// Mois du loyer, par exemple 2026-12
        #[arg(long, value_name = "MOIS")]
        month: Month,
        /// Montant
        #[arg(long, value_name = "MONTANT")]
        amount: String,
        /// Pourquoi
        #[arg(long, value_name = "MOTIF")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// Approuve une demande : une autre personne, de rôle responsable
    Approve {
        /// La demande : les 8 derniers caractères suffisent
        #[arg(value_name = "DÉROGATION")]
        id: String,
        #[command(flatten)]
        by: By,
    },
}

/// `quitus batch …`.
#[derive(Debug, Subcommand)]
pub enum BatchCommand {
    /// Scelle un fichier des paiements approuvés
    Seal {
        /// Référence ou IBAN du compte, une option par compte ; tous les comptes si rien n'est dit
        #[arg(long = "bank-account", value_name = "COMPTE")]
        bank_accounts: Vec<String>,
        /// Jour d'exécution
        #[arg(long, value_name = "DATE", value_parser = day)]
        execution: NaiveDate,
        /// Seulement les virements instantanés, qui s'exécutent aussi les jours de fermeture
        #[arg(long)]
        instant: bool,
        #[command(flatten)]
        by: By,
    },
    /// Écrit le fichier pain.001 d'un lot scellé, toujours les mêmes octets
    Export {
        /// Le lot : les 8 derniers caractères suffisent
        #[arg(value_name = "LOT")]
        id: String,
        /// Le fichier à écrire
        #[arg(long, value_name = "FICHIER")]
        out: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Liste les lots scellés
    List,
}

/// `quitus statement …`.
#[derive(Debug, Subcommand)]
pub enum StatementCommand {
    /// Émet les relevés d'un mois en PDF
    Issue {
        /// Le mois, par exemple 2026-12
        #[arg(long, value_name = "MOIS")]
        month: Month,
        /// Numéros des personnes ; toutes si rien n'est dit
        #[arg(long, value_name = "N")]
        person: Vec<i64>,
        /// Le dossier où écrire
        #[arg(long, value_name = "DOSSIER")]
        out: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Dit où en est chaque relevé d'un mois : à présenter, signé, contesté…
    States {
        /// Le mois, par exemple 2026-12
        #[arg(long, value_name = "MOIS")]
        month: Month,
    },
    /// Écrit le relevé signé, la preuve de la réponse et son sceau
    Proof {
        /// Le numéro du relevé, par exemple 2026-11-00012
        #[arg(value_name = "NUMÉRO")]
        number: String,
        /// Le dossier où écrire
        #[arg(long, value_name = "DOSSIER")]
        out: PathBuf,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Vérifie un relevé signé, une preuve ou un relevé émis : chaque octet, le sceau, les comptes
    Verify {
        /// Le relevé signé (PDF), la preuve (JSON, avec son sceau .p7s et le relevé à côté), ou le relevé émis (PDF)
        #[arg(value_name = "FICHIER")]
        file: PathBuf,
        /// Dossier écrit par « quitus seal export » : la vérification se fait alors sans la base
        #[arg(long, value_name = "DOSSIER")]
        register: Option<PathBuf>,
    },
}

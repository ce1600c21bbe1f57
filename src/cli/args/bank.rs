//! Words about bank files, receipts, debits and opening balances.

use super::{BankProfileCommand, By};
use crate::calendar::Month;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `quitus bank …`.
#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// Montre ce que dit un fichier de banque, quel que soit son nom, sans base de données : relevé camt ou CFONB 120, compte rendu
    /// pain.002, ordre pain.001
    Inspect {
        /// Les fichiers
        #[arg(required = true, value_name = "FICHIER")]
        files: Vec<PathBuf>,
    },
    /// Importe des relevés camt.053 ou CFONB 120, chacun en entier ou pas du tout ; camt.052 et camt.054 informent seulement
    Import {
        /// Les fichiers
        #[arg(required = true, value_name = "FICHIER")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        by: By,
    },
    /// Lit une réponse de la banque (pain.002)
    Answer {
        /// Les fichiers
        #[arg(required = true, value_name = "FICHIER")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        by: By,
    },
    /// Ce que la banque d'un compte attend dans les fichiers de virements : montrer, régler
    #[command(subcommand)]
    Profile(BankProfileCommand),
}

/// `quitus receipt …`.
#[derive(Debug, Subcommand)]
pub enum ReceiptCommand {
    /// Répartit un encaissement entre prestations et revenus hors liste, au centime
    Split {
        /// L'encaissement : les 8 derniers caractères suffisent
        #[arg(value_name = "ENCAISSEMENT")]
        id: String,
        /// PRESTATION=MONTANT, par exemple RSA=573,49 ; avec retenue : RSA=600,00-26,51 ; hors liste : retraite=512,30
        #[arg(required = true, value_name = "PRESTATION=MONTANT")]
        parts: Vec<String>,
        /// Numéro de la personne
        #[arg(long, value_name = "N")]
        person: Option<i64>,
        /// Mois des droits, AAAA-MM ; le mois précédent si rien n'est dit
        #[arg(long, value_name = "MOIS")]
        month: Option<Month>,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Refuse un encaissement entier : revenu hors de la liste
    Refuse {
        /// L'encaissement : les 8 derniers caractères suffisent
        #[arg(value_name = "ENCAISSEMENT")]
        id: String,
        /// salaire, retraite, invalidite, chomage, indemnites, pension_alimentaire, prime_activite, impots, aide, autre
        #[arg(long, value_name = "REVENU")]
        reason: String,
        /// Numéro de la personne, si elle est connue
        #[arg(long, value_name = "N")]
        person: Option<i64>,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Propose de rendre ce qui a été refusé : au payeur, ou au compte indiqué
    Return {
        /// L'encaissement : les 8 derniers caractères suffisent
        #[arg(value_name = "ENCAISSEMENT")]
        id: String,
        /// IBAN où rendre l'argent
        #[arg(long, value_name = "IBAN", requires = "name")]
        to: Option<String>,
        /// Titulaire de ce compte
        #[arg(long, value_name = "NOM", requires = "to")]
        name: Option<String>,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Dit que cet encaissement est un de nos paiements qui est revenu ; ce que la banque a gardé est dû par l'organisation
    Returned {
        /// L'encaissement
        id: String,
        /// Le paiement revenu
        #[arg(long, value_name = "PAIEMENT")]
        order: String,
        #[command(flatten)]
        by: By,
    },
    /// Répartit les intérêts du compte entre les personnes, selon l'argent que chacune y avait chaque jour de la période
    Interest {
        /// L'encaissement : les 8 derniers caractères suffisent
        #[arg(value_name = "ENCAISSEMENT")]
        id: String,
        /// Premier jour de la période
        #[arg(long, value_name = "JOUR", value_parser = super::day)]
        from: NaiveDate,
        /// Dernier jour de la période
        #[arg(long, value_name = "JOUR", value_parser = super::day)]
        to: NaiveDate,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Dit que cet encaissement rembourse un débit : l'argent revient aux réserves qui l'avaient payé
    Refunded {
        /// L'encaissement : les 8 derniers caractères suffisent
        #[arg(value_name = "ENCAISSEMENT")]
        id: String,
        /// La ligne de banque du débit : les 8 derniers caractères suffisent
        #[arg(long, value_name = "LIGNE")]
        debit: String,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Dit que cet encaissement rembourse des frais bancaires dus par l'organisme ; il n'entre dans aucune réserve
    Fees {
        /// L'encaissement : les 8 derniers caractères suffisent
        #[arg(value_name = "ENCAISSEMENT")]
        id: String,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Reprend une décision : l'écriture inverse est passée, l'encaissement attend de nouveau
    Correct {
        /// L'encaissement : les 8 derniers caractères suffisent
        #[arg(value_name = "ENCAISSEMENT")]
        id: String,
        /// Pourquoi
        #[arg(long, value_name = "MOTIF")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
}

/// `quitus debit …`.
#[derive(Debug, Subcommand)]
pub enum DebitCommand {
    /// Explique un débit : une ligne du budget d'une personne, ou des frais de la banque
    Explain {
        /// La ligne de banque : les 8 derniers caractères suffisent
        #[arg(value_name = "LIGNE")]
        line: String,
        /// Numéro de la personne
        #[arg(long, value_name = "N", requires = "budget", conflicts_with = "fee")]
        person: Option<i64>,
        /// Référence de la ligne de budget
        #[arg(long, value_name = "RÉFÉRENCE", requires = "person")]
        budget: Option<String>,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        /// Ce sont des frais bancaires
        #[arg(long, required_unless_present = "budget")]
        fee: bool,
        #[command(flatten)]
        by: By,
    },
    /// Dit que la banque reprend par ce débit un encaissement reçu : il sort des réserves qui le contiennent encore
    Reversed {
        /// La ligne de banque : les 8 derniers caractères suffisent
        #[arg(value_name = "LIGNE")]
        line: String,
        /// L'encaissement repris : les 8 derniers caractères suffisent
        #[arg(long, value_name = "ENCAISSEMENT")]
        receipt: String,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
    /// Dit que la banque a exécuté par ce débit des paiements notés rejetés : l'argent ressort des mêmes réserves
    Executed {
        /// La ligne de banque : les 8 derniers caractères suffisent
        #[arg(value_name = "LIGNE")]
        line: String,
        /// Un paiement noté rejeté ; à répéter s'il y en a plusieurs
        #[arg(long = "order", required = true, value_name = "PAIEMENT")]
        orders: Vec<String>,
        /// Référence de la pièce justificative
        #[arg(long, value_name = "PIÈCE")]
        evidence: String,
        #[command(flatten)]
        by: By,
    },
}

/// `quitus opening`.
#[derive(Debug, Args)]
pub struct OpeningArgs {
    /// Numéro de la personne
    #[arg(long, value_name = "N")]
    pub person: i64,
    /// Réserve : libre, logement, apa, pch, actp, arsm, provision
    #[arg(long, value_name = "RÉSERVE")]
    pub pot: String,
    /// Montant
    #[arg(long, value_name = "MONTANT")]
    pub amount: String,
    /// Référence de la preuve
    #[arg(long, value_name = "PIÈCE")]
    pub proof: String,
    #[command(flatten)]
    pub by: By,
}

//! The words of the command line. Its help is French: it is a screen of account managers and accountants.

use crate::access::Role;
use crate::calendar::{Month, parse_day};
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

const TEMPLATE: &str = "{about}\n\nUtilisation : {usage}\n\n{all-args}{after-help}";
const AFTER: &str = "Codes de sortie : 0 fait ; 1 refusé (une règle a dit non) ; 2 demande ou fichier illisible ; \
3 base indisponible (réessayer) ; 4 comptes à vérifier.";

/// `quitus`.
#[derive(Debug, Parser)]
#[command(
    name = "quitus",
    version,
    about = "Quitus tient les comptes des contrats MASP 2 d'une UDAF : prestations reçues, loyer d'abord, paiements approuvés à deux.",
    after_help = AFTER,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
)]
pub struct Cli {
    /// Base de données : sqlite:CHEMIN ou postgres://UTILISATEUR@HOTE/BASE
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "QUITUS_DB",
        default_value = "sqlite:quitus.db",
        hide_env = true,
        hide_default_value = true,
        help = "Base de données, sqlite:CHEMIN ou postgres://UTILISATEUR@HOTE/BASE (variable QUITUS_DB ; sqlite:quitus.db si rien n'est dit) ; ?patience=SECONDES à la fin dit combien une écriture attend les autres, 30 si rien n'est dit"
    )]
    pub db: String,
    /// Répond en JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Jour comptable, aujourd'hui à Paris si rien n'est dit
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub today: Option<NaiveDate>,
    /// Clé de la demande : la même clé et la même demande ne sont faites qu'une fois
    #[arg(long, global = true, value_name = "CLÉ")]
    pub key: Option<String>,
    /// Affiche cette aide
    #[arg(short = 'h', long, global = true, action = clap::ArgAction::Help)]
    pub help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    pub version: Option<bool>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Who acts.
#[derive(Clone, Debug, Args)]
pub struct By {
    /// Qui agit : le nom d'un utilisateur
    #[arg(long, value_name = "UTILISATEUR")]
    pub by: String,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Utilisateurs : ajouter, lister
    #[command(subcommand)]
    User(UserCommand),
    /// Nom, adresse et téléphone de l'organisation, imprimés sur les fichiers et les relevés
    Organisation(OrganisationArgs),
    /// Liste des prestations de l'article D271-2 du CASF
    Benefits,
    /// Dossiers : importer, écrire un modèle
    #[command(subcommand)]
    Caseload(CaseloadCommand),
    /// Bénéficiaires : confirmer un IBAN changé
    #[command(subcommand)]
    Payee(PayeeCommand),
    /// Fichiers de la banque : relevés et réponses
    #[command(subcommand)]
    Bank(BankCommand),
    /// Liste des encaissements
    Receipts {
        /// Seulement ceux qui attendent une décision
        #[arg(long)]
        waiting: bool,
    },
    /// Un encaissement : répartir, refuser, rendre, corriger
    #[command(subcommand)]
    Receipt(ReceiptCommand),
    /// Liste des débits que personne n'explique encore
    Debits,
    /// Un débit à expliquer
    #[command(subcommand)]
    Debit(DebitCommand),
    /// Le mois : préparer les paiements, clore
    #[command(subcommand)]
    Month(MonthCommand),
    /// Liste des paiements
    Orders {
        /// État : proposed, approved, sealed, settled, rejected, returned, cancelled
        #[arg(long, value_name = "ÉTAT", value_parser = state)]
        state: Option<crate::payment::State>,
        /// Mois, par exemple 2026-12
        #[arg(long, value_name = "MOIS")]
        month: Option<Month>,
        /// Numéro de la personne
        #[arg(long, value_name = "N")]
        person: Option<i64>,
    },
    /// Un paiement : approuver, annuler, rejeter, reprendre
    #[command(subcommand)]
    Order(OrderCommand),
    /// Dérogation au loyer d'abord : demander, approuver
    #[command(subcommand)]
    Derogation(DerogationCommand),
    /// Fichiers de virements : sceller, exporter, lister
    #[command(subcommand)]
    Batch(BatchCommand),
    /// Solde d'ouverture repris d'un autre système, avec sa preuve
    Opening(OpeningArgs),
    /// Relevés mensuels des personnes
    #[command(subcommand)]
    Statement(StatementCommand),
    /// Vérifie tous les comptes : chaîne, numéros, soldes, contrôle du jour de chaque compte bancaire
    Verify,
    /// Balance des comptes
    TrialBalance {
        /// Ce qui s'était passé à cette date
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<NaiveDate>,
        /// Ce qui était enregistré à cet instant, par exemple 2026-12-01T08:00:00Z
        #[arg(long, value_name = "INSTANT", conflicts_with = "as_of")]
        recorded_at: Option<DateTime<Utc>>,
    },
    /// Démonstration : trois mois inventés, joués avec de vrais fichiers
    Demo(DemoArgs),
    /// Fabrique des documents pour un autre processus de Quitus
    #[command(hide = true)]
    RenderWorker,
}

/// `quitus user …`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Ajoute un utilisateur
    Add {
        /// Son nom, celui que --by donnera
        name: String,
        /// gestionnaire, comptable, responsable, auditeur ou admin
        #[arg(long, value_name = "RÔLE")]
        role: Role,
        /// Qui l'ajoute ; le premier utilisateur s'ajoute seul
        #[arg(long, value_name = "UTILISATEUR")]
        by: Option<String>,
    },
    /// Liste les utilisateurs
    List,
}

/// `quitus organisation`.
#[derive(Debug, Args)]
pub struct OrganisationArgs {
    /// Nom complet
    #[arg(long)]
    pub name: String,
    /// Adresse, une ligne par option
    #[arg(long)]
    pub address: Vec<String>,
    /// Téléphone
    #[arg(long)]
    pub phone: String,
    #[command(flatten)]
    pub by: By,
}

/// `quitus caseload …`.
#[derive(Debug, Subcommand)]
pub enum CaseloadCommand {
    /// Importe un dossier de sept fichiers CSV : tout ou rien
    Import {
        /// Le dossier
        dir: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Écrit un modèle de dossier, expliqué colonne par colonne
    Template {
        /// Le dossier à écrire
        dir: PathBuf,
    },
}

/// `quitus payee …`.
#[derive(Debug, Subcommand)]
pub enum PayeeCommand {
    /// Confirme le nouvel IBAN d'un bénéficiaire : une seconde personne
    Validate {
        /// Référence du bénéficiaire
        reference: String,
        #[command(flatten)]
        by: By,
    },
}

/// `quitus bank …`.
#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// Importe des relevés camt.053, chacun en entier ou pas du tout
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
}

/// `quitus receipt …`.
#[derive(Debug, Subcommand)]
pub enum ReceiptCommand {
    /// Répartit un encaissement entre prestations et revenus hors liste, au centime
    Split {
        /// L'encaissement
        id: String,
        /// PRESTATION=MONTANT, par exemple RSA=573,49 ; avec retenue : RSA=600,00-26,51 ; hors liste : retraite=512,30
        #[arg(required = true, value_name = "PRESTATION=MONTANT")]
        parts: Vec<String>,
        /// Numéro de la personne
        #[arg(long, value_name = "N")]
        person: Option<i64>,
        /// Mois des droits, le mois précédent si rien n'est dit
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
        /// L'encaissement
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
        /// L'encaissement
        id: String,
        /// IBAN où rendre l'argent
        #[arg(long, value_name = "IBAN", requires = "name")]
        to: Option<String>,
        /// Titulaire de ce compte
        #[arg(long, value_name = "NOM", requires = "to")]
        name: Option<String>,
        #[command(flatten)]
        by: By,
    },
    /// Reprend une décision : l'écriture inverse est passée, l'encaissement attend de nouveau
    Correct {
        /// L'encaissement
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
        /// La ligne de banque
        line: String,
        /// Numéro de la personne
        #[arg(long, value_name = "N", requires = "budget", conflicts_with = "fee")]
        person: Option<i64>,
        /// Référence de la ligne de budget
        #[arg(long, value_name = "RÉFÉRENCE", requires = "person")]
        budget: Option<String>,
        /// Ce sont des frais bancaires
        #[arg(long, required_unless_present = "budget")]
        fee: bool,
        #[command(flatten)]
        by: By,
    },
}

/// `quitus month …`.
#[derive(Debug, Subcommand)]
pub enum MonthCommand {
    /// Propose les paiements d'un mois, loyer d'abord
    Prepare {
        /// Le mois, par exemple 2026-12
        month: Month,
        #[command(flatten)]
        by: By,
    },
    /// Clôt un mois : plus rien ne s'y écrit
    Close {
        /// Le mois
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
        /// Les paiements
        #[arg(required_unless_present = "month", value_name = "PAIEMENT")]
        ids: Vec<String>,
        /// Toutes les propositions de ce mois
        #[arg(long, value_name = "MOIS", conflicts_with = "ids")]
        month: Option<Month>,
        #[command(flatten)]
        by: By,
    },
    /// Retire des propositions
    Cancel {
        /// Les paiements
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
        /// Le paiement
        id: String,
        /// Motif de la banque, par exemple AC01
        #[arg(long, value_name = "MOTIF")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// Prépare de nouveau un paiement rejeté ou revenu
    Again {
        /// Le paiement
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
        /// Mois du loyer
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
        /// La demande
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
        #[command(flatten)]
        by: By,
    },
    /// Écrit le fichier pain.001 d'un lot scellé, toujours les mêmes octets
    Export {
        /// Le lot
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

/// `quitus statement …`.
#[derive(Debug, Subcommand)]
pub enum StatementCommand {
    /// Émet les relevés d'un mois en PDF
    Issue {
        /// Le mois
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
}

/// `quitus demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Dossier de la démonstration
    #[arg(long, value_name = "DOSSIER", default_value = "demo", hide_default_value = true)]
    pub dir: PathBuf,
    /// Nombre de personnes
    #[arg(long, value_name = "N", default_value_t = 40, hide_default_value = true)]
    pub people: u32,
    /// Recommence sans demander
    #[arg(long)]
    pub force: bool,
    /// S'arrête après le résumé
    #[arg(long)]
    pub no_serve: bool,
}

/// The command and all below it, with French headings: the library's own are English.
#[must_use]
pub fn in_french(command: clap::Command) -> clap::Command {
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("Commandes")
        .subcommand_value_name("COMMANDE")
        .disable_help_subcommand(true)
        .mut_args(|argument| {
            if argument.is_positional() {
                argument.help_heading("À indiquer")
            } else if argument.is_global_set() {
                argument.help_heading("Options communes")
            } else {
                argument.help_heading("Options")
            }
        })
        .mut_subcommands(in_french)
}

fn day(text: &str) -> Result<NaiveDate, String> {
    parse_day(text).ok_or_else(|| "une date s'écrit 31/12/2026 ou 2026-12-31".to_owned())
}

fn state(text: &str) -> Result<crate::payment::State, String> {
    crate::payment::State::of(text)
        .ok_or_else(|| "un état est proposed, approved, sealed, settled, rejected, returned ou cancelled".to_owned())
}

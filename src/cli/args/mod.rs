//! The words of the command line. Its help is French: it is a screen of account managers and accountants.

mod bank;
mod payments;
mod people;
mod profile;
mod provider;
mod retention;
mod seal;
mod secrets;
mod setting;

pub use bank::*;
pub use payments::*;
pub use people::*;
pub use profile::*;
pub use provider::*;
pub use retention::*;
pub use seal::*;
pub use secrets::*;
pub use setting::*;

use crate::calendar::{Month, parse_day};
use crate::person::search_key;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};

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
    /// Réglages du Département et de l'organisme : durées, délais, planchers
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// Dossiers : importer, écrire un modèle
    #[command(subcommand)]
    Caseload(CaseloadCommand),
    /// Bénéficiaires et personnes : confirmer un IBAN changé
    #[command(subcommand)]
    Payee(PayeeCommand),
    /// Fichiers de la banque : relevés et réponses ; ce que chaque banque attend des nôtres
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
        /// État, avec les mots de la liste (« à approuver », « débité »…) ou son code : proposed, approved, sealed, settled, rejected,
        /// returned, cancelled
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
    /// Traces d'accès : effacer celles qui ont passé leur temps de conservation
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Clés qui chiffrent les secrets des téléphones : montrer, renouveler
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Sceau de l'organisation, sur les preuves des réponses : montrer, renouveler, exporter
    #[command(subcommand)]
    Seal(SealCommand),
    /// Ouvre le back-office dans le navigateur
    Serve(ServeCommand),
    /// Démonstration : trois mois inventés, joués avec de vrais fichiers, puis le back-office
    Demo(DemoArgs),
    /// Fabrique des documents pour un autre processus de Quitus
    #[command(hide = true)]
    RenderWorker,
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
    let states = crate::payment::State::ALL;
    let said = search_key(text);
    crate::payment::State::of(text).or_else(|| states.into_iter().find(|state| search_key(state.in_french()) == said)).ok_or_else(
        || {
            let words: Vec<String> = states.iter().map(|state| format!("« {} »", state.in_french())).collect();
            format!("un état est {}, ou son code", words.join(", "))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::state;
    use crate::payment::State;

    #[test]
    fn a_state_is_named_by_its_code_or_by_the_words_of_the_list() {
        for one in State::ALL {
            assert_eq!(state(one.code()), Ok(one));
            assert_eq!(state(one.in_french()), Ok(one));
        }
        assert_eq!(state("A APPROUVER"), Ok(State::Proposed));
        assert!(state("perdu").unwrap_err().contains("« dans un fichier »"));
    }
}

//! Words about users, the organisation, the caseload and payees.

use super::{By, KeyFile, ProviderArgs};
use crate::access::Role;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// `quitus user …`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Ajoute un utilisateur
    Add {
        /// Son nom, celui que --by donnera
        #[arg(value_name = "NOM")]
        name: String,
        /// gestionnaire, comptable, responsable, auditeur ou admin
        #[arg(long, value_name = "RÔLE")]
        role: Role,
        /// Qui l'ajoute : un responsable ou un admin ; personne tant qu'aucun compte n'est tenu
        #[arg(long, value_name = "UTILISATEUR")]
        by: Option<String>,
    },
    /// Donne un lien à usage unique, valable 72 heures, pour choisir un mot de passe ; un nouveau lien remplace l'ancien
    Invite {
        /// Le nom de l'utilisateur
        #[arg(value_name = "NOM")]
        name: String,
        #[command(flatten)]
        by: By,
    },
    /// Confirme l'accès d'un utilisateur, que quelqu'un d'autre a donné : une deuxième personne, qui l'a eu au téléphone ou devant elle
    Confirm {
        /// Son nom
        #[arg(value_name = "NOM")]
        name: String,
        #[command(flatten)]
        by: By,
    },
    /// Confirme depuis le serveur un accès que plus personne ne peut confirmer ; le journal le dit
    Rescue {
        /// Son nom
        #[arg(value_name = "NOM")]
        name: String,
        /// Pourquoi personne d'autre ne le peut
        #[arg(long, value_name = "RAISON")]
        reason: String,
    },
    /// Confie des personnes à un gestionnaire, qui voit leurs dossiers à partir d'un jour
    Assign {
        /// Les numéros des personnes
        #[arg(value_name = "PERSONNES", required = true)]
        people: Vec<i64>,
        /// Le nom du gestionnaire
        #[arg(long, value_name = "NOM")]
        to: String,
        /// Le premier jour
        #[arg(long, value_name = "JOUR", value_parser = super::day)]
        from: NaiveDate,
        #[command(flatten)]
        by: By,
    },
    /// Désactive un utilisateur : il ne se connecte plus et n'enregistre plus rien
    Disable {
        /// Son nom
        #[arg(value_name = "NOM")]
        name: String,
        /// Pourquoi
        #[arg(long, value_name = "RAISON")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// Réactive un utilisateur
    Enable {
        /// Son nom
        #[arg(value_name = "NOM")]
        name: String,
        /// Pourquoi
        #[arg(long, value_name = "RAISON")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// Liste les utilisateurs
    List,
}

/// `quitus organisation`.
#[derive(Debug, Args)]
pub struct OrganisationArgs {
    /// Nom complet
    #[arg(long, value_name = "NOM")]
    pub name: String,
    /// Adresse, une ligne par option
    #[arg(long, value_name = "ADRESSE")]
    pub address: Vec<String>,
    /// Téléphone
    #[arg(long, value_name = "TÉLÉPHONE")]
    pub phone: String,
    #[command(flatten)]
    pub by: By,
}

/// `quitus caseload …`.
#[derive(Debug, Subcommand)]
pub enum CaseloadCommand {
    /// Importe un dossier de sept fichiers CSV, ou un classeur .xlsx de sept feuilles : tout ou rien
    Import {
        /// Le dossier, ou le classeur
        #[arg(value_name = "DOSSIER")]
        dir: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// Écrit un modèle de dossier, expliqué colonne par colonne
    Template {
        /// Le dossier à écrire
        #[arg(value_name = "DOSSIER")]
        dir: PathBuf,
    },
}

/// `quitus payee …`.
#[derive(Debug, Subcommand)]
pub enum PayeeCommand {
    /// Confirme le nouvel IBAN d'un bénéficiaire, ou celui d'une personne : une deuxième personne
    Validate {
        /// Référence du bénéficiaire
        #[arg(value_name = "RÉFÉRENCE", required_unless_present = "person", conflicts_with = "person")]
        reference: Option<String>,
        /// Numéro de la personne dont l'IBAN personnel a changé
        #[arg(long, value_name = "N")]
        person: Option<i64>,
        #[command(flatten)]
        by: By,
    },
    /// Change le délai avant un premier paiement, qui court à partir de la confirmation d'un IBAN
    Delay {
        /// En jours, de 1 à 30 ; plus court, il vaut une fois passé celui qu'il remplace
        #[arg(value_name = "JOURS")]
        days: i64,
        /// Pourquoi
        #[arg(long, value_name = "RAISON")]
        reason: String,
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
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// `quitus serve`.
#[derive(Debug, Args)]
pub struct ServeCommand {
    #[command(flatten)]
    pub serve: ServeArgs,
    #[command(flatten)]
    pub keys: KeyFile,
}

/// How a server answers, that of a demonstration too.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Adresse et port où répondre, 127.0.0.1:8080 si rien n'est dit ; le port 0 en prend un de libre
    #[arg(long, value_name = "ADRESSE", default_value = "127.0.0.1:8080", hide_default_value = true)]
    pub listen: SocketAddr,
    /// Adresse publique du site, par exemple https://quitus.exemple.fr ; http://localhost:PORT si rien n'est dit
    #[arg(long, value_name = "ADRESSE", env = "QUITUS_ORIGIN", hide_env = true)]
    pub origin: Option<String>,
    #[command(flatten)]
    pub provider: ProviderArgs,
}

//! Each setting with its name, its words and its bounds.

use super::Settings;
use crate::money::Cents;

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Months.
    Months,
    /// Days of the calendar.
    Days,
    /// Working days.
    WorkingDays,
    /// Euros, in cents.
    Euros,
    /// Tries.
    Tries,
}

impl Unit {
    /// The unit in French.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Months => "mois",
            Self::Days => "jours",
            Self::WorkingDays => "jours ouvrés",
            Self::Euros => "euros par mois",
            Self::Tries => "essais",
        }
    }
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name, in forms and on the command line.
    pub name: &'static str,
    /// Its words.
    pub label: &'static str,
    /// What it decides.
    pub help: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// The least and the most: the law's bounds, or those of good sense.
    pub bounds: (i64, i64),
    /// Reads it.
    pub get: fn(&Settings) -> i64,
    /// Changes it.
    pub set: fn(&mut Settings, i64),
}

impl Key {
    /// A value as it is typed: `9`, or `240,00` for euros.
    #[must_use]
    pub fn typed(&self, value: i64) -> String {
        if self.unit == Unit::Euros { Cents(value).plain().replace('.', ",") } else { value.to_string() }
    }

    /// A value with its unit.
    #[must_use]
    pub fn shown(&self, value: i64) -> String {
        format!("{} {}", self.typed(value), self.unit.word())
    }
}

/// Every setting, in the order of the page.
pub static KEYS: [Key; 13] = [
    Key {
        name: "duree_minimale",
        label: "Durée minimale d’un contrat",
        help: "La loi demande 6 mois au moins (CASF L271-2) ; certains Départements demandent davantage.",
        unit: Unit::Months,
        bounds: (6, 24),
        get: |s| s.shortest_term,
        set: |s, value| s.shortest_term = value,
    },
    Key {
        name: "duree_maximale",
        label: "Durée maximale d’un contrat",
        help: "La loi permet 24 mois au plus (CASF L271-2).",
        unit: Unit::Months,
        bounds: (6, 24),
        get: |s| s.longest_term,
        set: |s, value| s.longest_term = value,
    },
    Key {
        name: "mois_alerte",
        label: "Alerte avant les 48 mois",
        help: "Le mois à partir duquel le dossier avertit que le total permis approche.",
        unit: Unit::Months,
        bounds: (1, 48),
        get: |s| s.warning_month,
        set: |s, value| s.warning_month = value,
    },
    Key {
        name: "plancher_vie",
        label: "Argent pour vivre : plancher",
        help: "Le moins qu’un contrat puisse garantir chaque mois. 0 laisse chaque contrat libre.",
        unit: Unit::Euros,
        bounds: (0, 200_000),
        get: |s| s.living_floor.0,
        set: |s, value| s.living_floor = Cents(value),
    },
    Key {
        name: "attente_orange",
        label: "Encaissement en retard",
        help: "Passé ce délai, un encaissement à identifier est signalé en orange.",
        unit: Unit::WorkingDays,
        bounds: (1, 30),
        get: |s| s.suspense_orange,
        set: |s, value| s.suspense_orange = value,
    },
    Key {
        name: "attente_rouge",
        label: "Encaissement très en retard",
        help: "Passé ce délai, il est signalé en rouge au responsable.",
        unit: Unit::Days,
        bounds: (2, 365),
        get: |s| s.suspense_red,
        set: |s, value| s.suspense_red = value,
    },
    Key {
        name: "avance_permise",
        label: "Prestation attendue : avance permise",
        help: "De combien une prestation peut arriver avant son jour habituel.",
        unit: Unit::WorkingDays,
        bounds: (0, 10),
        get: |s| s.receipt_early,
        set: |s, value| s.receipt_early = value,
    },
    Key {
        name: "retard_permis",
        label: "Prestation attendue : retard permis",
        help: "Passé ce délai après son jour habituel, une prestation qui manque est signalée.",
        unit: Unit::WorkingDays,
        bounds: (0, 20),
        get: |s| s.receipt_late,
        set: |s, value| s.receipt_late = value,
    },
    Key {
        name: "preparation_mois",
        label: "Préparation des paiements",
        help: "Combien de mois après celui-ci peuvent être préparés.",
        unit: Unit::Months,
        bounds: (1, 6),
        get: |s| s.preparation_months,
        set: |s, value| s.preparation_months = value,
    },
    Key {
        name: "execution_jours",
        label: "Exécution d’un fichier de virements",
        help: "Combien de jours d’avance un fichier peut être scellé.",
        unit: Unit::Days,
        bounds: (1, 30),
        get: |s| s.execution_days,
        set: |s, value| s.execution_days = value,
    },
    Key {
        name: "fin_mois",
        label: "Contrats qui se terminent",
        help: "Combien de temps avant sa fin un contrat sans suite est signalé.",
        unit: Unit::Months,
        bounds: (1, 6),
        get: |s| s.ending_months,
        set: |s, value| s.ending_months = value,
    },
    Key {
        name: "traces_mois",
        label: "Traces d’accès",
        help: "Combien de temps se gardent les lectures de dossiers, les connexions et les codes qui ont servi. Au-delà de 12 mois, écrivez dans le motif le contrôle qui le demande (CNIL).",
        unit: Unit::Months,
        bounds: (12, 36),
        get: |s| s.trace_months,
        set: |s, value| s.trace_months = value,
    },
    Key {
        name: "essais_joindre",
        label: "Relevé : essais pour joindre la personne",
        help: "Après combien d’essais notés un relevé passe à « personne non jointe ». Il peut toujours être présenté ensuite.",
        unit: Unit::Tries,
        bounds: (1, 10),
        get: |s| s.reach_tries,
        set: |s, value| s.reach_tries = value,
    },
];

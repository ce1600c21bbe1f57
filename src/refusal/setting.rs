//! Refusals of the settings of the Département.

use super::Code;

/// No setting has that name.
pub const SETTING_UNKNOWN: Code =
    Code::input("setting_unknown", "Ce réglage n'existe pas.", "Reprenez un nom de la liste des réglages.");
/// A value outside the bounds of the law or of good sense.
pub const SETTING_OUT_OF_BOUNDS: Code = Code::rule(
    "setting_out_of_bounds",
    "La valeur d'un réglage n'est pas permise.",
    "Choisissez une valeur entre les bornes indiquées.",
);
/// The shortest term is longer than the longest.
pub const SETTING_TERMS_ORDERED: Code = Code::rule(
    "setting_terms_ordered",
    "La durée minimale d'un contrat dépasse la durée maximale.",
    "Choisissez une durée maximale au moins égale à la durée minimale.",
);
/// Late is not before very late.
pub const SETTING_AGES_ORDERED: Code = Code::rule(
    "setting_ages_ordered",
    "Un encaissement serait très en retard avant d'être en retard.",
    "Choisissez un second délai plus long que le premier.",
);
/// From a day that is over.
pub const SETTING_BACKDATED: Code = Code::rule(
    "setting_backdated",
    "Un réglage ne vaut pas pour des jours passés : ce qui a été jugé le reste.",
    "Choisissez aujourd'hui ou un jour à venir.",
);
/// A change without its reason.
pub const SETTING_REASON_FILLED: Code = Code::rule(
    "setting_reason_filled",
    "Le motif du changement manque.",
    "Écrivez pourquoi : convention, délibération, décision.",
);
/// Another version came first.
pub const SETTING_IN_ORDER: Code = Code::rule(
    "setting_in_order",
    "Ces réglages ont changé entre-temps.",
    "Rouvrez la page des réglages, puis enregistrez de nouveau.",
);
/// A term outside the settings in force on the contract's first day (RULE 02).
pub const CONTRACT_TERM_OUTSIDE_SETTING: Code = Code::rule(
    "contract_term_outside_setting",
    "La durée du contrat n'est pas celle que le Département demande.",
    "Vérifiez les dates du contrat, ou les réglages dans Administration.",
);
/// A living-money floor below the settings in force on the contract's first day (RULE 34).
pub const CONTRACT_FLOOR_BELOW_SETTING: Code = Code::rule(
    "contract_floor_below_setting",
    "L'argent pour vivre que le contrat garantit est sous le plancher du Département.",
    "Vérifiez le montant, ou les réglages dans Administration.",
);

pub(super) const SETTING_CODES: &[&Code] = &[
    &SETTING_UNKNOWN,
    &SETTING_OUT_OF_BOUNDS,
    &SETTING_TERMS_ORDERED,
    &SETTING_AGES_ORDERED,
    &SETTING_BACKDATED,
    &SETTING_REASON_FILLED,
    &SETTING_IN_ORDER,
    &CONTRACT_TERM_OUTSIDE_SETTING,
    &CONTRACT_FLOOR_BELOW_SETTING,
];

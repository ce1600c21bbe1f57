//! Codes of operations (positions 33–34) and of rejects (positions 41–42).

/// What an interbank operation code means, in French; nothing for a code that is not in the usual lists.
///
/// Source: the CFONB list of 2010, as public readers of the format carry it. The sign of a movement comes from its amount,
/// never from this code.
#[must_use]
pub fn operation_label(code: &str) -> Option<&'static str> {
    Some(match code {
        "01" => "chèques payés",
        "02" => "remises de chèques",
        "03" => "chèques impayés",
        "04" => "versement d'espèces",
        "05" => "virements reçus",
        "06" => "virements émis",
        "08" => "prélèvements et TIP domiciliés",
        "09" => "prélèvements émis",
        "10" => "prélèvements rejetés",
        "11" => "carte et distributeurs",
        "12" => "rejet ou retour de virement",
        "13" => "virements de trésorerie émis",
        "14" => "virements de trésorerie reçus",
        "18" => "autres virements reçus",
        "21" => "autres virements émis",
        "61" => "intérêts",
        "62" => "frais",
        "63" => "produits financiers",
        "64" => "commissions, taxe comprise",
        "65" => "commissions, hors taxe",
        "66" => "commissions, sans taxe",
        "67" => "taxe",
        "91" => "opérations diverses",
        "99" => "annulations et régularisations",
        "A1" | "A2" => "prélèvements SEPA émis",
        "A3" | "A4" => "prélèvements SEPA que nous avons retournés",
        "A5" | "A6" => "annulations de prélèvements émises",
        "B1" | "B2" => "prélèvements SEPA domiciliés",
        "B3" | "B4" => "prélèvements SEPA revenus impayés",
        "B5" | "B6" => "annulations de prélèvements reçues",
        "C1" => "virements instantanés émis",
        "C2" => "virements instantanés reçus",
        "C3" => "crédit après demande de retour",
        "C4" => "débit après demande de retour",
        "C5" => "donneur d'ordre recrédité",
        _ => return None,
    })
}

/// A reject reason: its code, what it means, and the ISO reason that comes closest.
type Reason = (&'static str, &'static str, Option<&'static str>);

const REASONS: [Reason; 23] = [
    ("11", "annulation par la banque", None),
    ("12", "coordonnées bancaires inexploitables", Some("AC01")),
    ("13", "créance non identifiable", None),
    ("14", "compte soldé", Some("AC04")),
    ("16", "destinataire non reconnu", None),
    ("18", "émetteur non reconnu", None),
    ("20", "provision insuffisante", Some("AM04")),
    ("31", "pas d'autorisation", None),
    ("32", "décision judiciaire", None),
    ("34", "compte bloqué", Some("AC06")),
    ("35", "titulaire décédé", Some("MD07")),
    ("52", "code opération erroné", Some("AG02")),
    ("54", "adresse erronée", Some("BE04")),
    ("57", "format erroné", Some("FF01")),
    ("58", "sur ordre du client", Some("MS02")),
    ("59", "motif non communiqué", Some("MS03")),
    ("60", "code banque erroné", Some("RC01")),
    ("61", "hors délai", Some("TM01")),
    ("62", "raison réglementaire", Some("RR04")),
    ("63", "service particulier", Some("SL01")),
    ("64", "opération en double", Some("AM05")),
    ("65", "retour après demande", Some("FOCR")),
    ("99", "opération non admise", Some("AG01")),
];

/// What a reject reason means, in French; nothing for a code that is not in the list.
#[must_use]
pub fn reason_label(code: &str) -> Option<&'static str> {
    REASONS.iter().find(|(one, ..)| *one == code).map(|(_, label, _)| *label)
}

/// The ISO 20022 reason that comes closest to a CFONB reject reason. No official table was found: this is a reading of the labels,
/// good for warning a person, not for telling the bank.
#[must_use]
pub fn iso_reason(code: &str) -> Option<&'static str> {
    REASONS.iter().find(|(one, ..)| *one == code).and_then(|(.., iso)| *iso)
}

//! Invented people and creditors. The département of *Val-de-Brenne* does not exist.

use super::chance::Chance;

pub(super) const LAST: [&str; 120] = [
    "Abadie", "Alibert", "Ancelin", "Arnoux", "Aubertin", "Audibert", "Bachelot", "Barbotin", "Barreau", "Bastide", "Baudouin",
    "Beaufils", "Belkacem", "Benali", "Bertin", "Besnier", "Blanchard", "Boissier", "Bonnefoy", "Boulanger", "Bourdin", "Brachet",
    "Brunel", "Cadiou", "Camara", "Carpentier", "Castaing", "Chabrol", "Charpentier", "Chauvin", "Cissé", "Colas", "Cordier",
    "Coulibaly", "Courtois", "Daubigny", "Delmas", "Delorme", "Desnoyers", "Diallo", "Diarra", "Dorval", "Dubreuil", "Dumoulin",
    "Duquesne", "Estève", "Evrard", "Fabre", "Faucher", "Favier", "Ferrand", "Fontaine", "Foucault", "Gaillard", "Garnier",
    "Gauthier", "Germain", "Gilardi", "Giraudet", "Gonçalves", "Grangier", "Guérin", "Haddad", "Hamelin", "Hébert", "Hocquet",
    "Imbert", "Jacquemin", "Jolivet", "Jourdain", "Kaddour", "Keita", "Labarre", "Lacombe", "Lagrange", "Lambert", "Lanoë",
    "Laporte", "Lebrun", "Lecoq", "Lemaître", "Lenormand", "Lopes", "Mahieu", "Mallet", "Marchand", "Masson", "Mercadier", "Mesnil",
    "Montagne", "Morvan", "Nadal", "Nguyen", "Noblet", "Olivier", "Ouedraogo", "Pastor", "Peltier", "Péricard", "Perrot", "Pichon",
    "Poulain", "Prévost", "Quentin", "Rambaud", "Renaudin", "Ribeiro", "Rocher", "Roussel", "Sabatier", "Salvi", "Savary", "Seguin",
    "Soulier", "Tessier", "Thibaud", "Traoré", "Vasseur", "Verdier", "Yilmaz",
];

pub(super) const FIRST: [&str; 80] = [
    "Adèle", "Agnès", "Alain", "Alexandre", "Amina", "André", "Anne", "Annick", "Antoine", "Arlette", "Aurélie", "Bernard", "Brigitte",
    "Bruno", "Catherine", "Céline", "Chantal", "Christophe", "Claire", "Claude", "Corinne", "Damien", "Daniel", "David", "Denis", "Didier",
    "Dominique", "Élise", "Émilie", "Éric", "Fatima", "Florence", "Francis", "Françoise", "Gaëlle", "Gérard", "Ghislaine", "Gilles",
    "Guillaume", "Hassan", "Hélène", "Hervé", "Isabelle", "Jacqueline", "Jean-Luc", "Jean-Marc", "Jérôme", "Joëlle", "Julien", "Karim",
    "Laurent", "Léa", "Loïc", "Lucie", "Marc", "Marie-Christine", "Martine", "Maryse", "Mathieu", "Mireille", "Monique", "Nadia", "Nathalie",
    "Nicolas", "Odile", "Olivier", "Pascal", "Patricia", "Philippe", "Rachid", "Raymond", "Sabrina", "Sandrine", "Sébastien", "Serge",
    "Solange", "Sylvie", "Thierry", "Yves", "Yvette",
];

/// Where the demo takes place, as payers write it.
pub(super) const PLACE: &str = "VAL DE BRENNE";

/// A last and a first name.
pub(super) fn person(chance: &mut Chance) -> (&'static str, &'static str) {
    (chance.word(&LAST), chance.word(&FIRST))
}

/// A name as banks carry it: capitals without accents.
pub(super) fn bank_text(text: &str) -> String {
    deunicode::deunicode(text).to_uppercase()
}

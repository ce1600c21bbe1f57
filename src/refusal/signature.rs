//! Refusals around a statement shown to its person, their own code, their answer and the second look.

use super::Code;

/// The code is not made of six to twelve digits.
pub const PERSON_CODE_SHAPE: Code = Code::rule(
    "person_code_shape",
    "Un code personnel a de 6 à 12 chiffres, et rien d'autre.",
    "Choisissez au moins 6 chiffres que vous retenez.",
);
/// What anybody would try first.
pub const PERSON_CODE_OBVIOUS: Code = Code::rule(
    "person_code_obvious",
    "Ce code se devine trop facilement.",
    "N'utilisez ni votre date de naissance, ni une suite comme 123456, ni le même chiffre partout.",
);
/// The two codes typed are not the same.
pub const PERSON_CODES_DIFFER: Code =
    Code::rule("person_codes_differ", "Les deux codes ne sont pas les mêmes.", "Écrivez deux fois le même code.");
/// Nobody said how the person is known.
pub const PERSON_CODE_SEEN: Code = Code::rule(
    "person_code_seen_known",
    "Il manque comment vous savez qui est la personne.",
    "Dites si vous la connaissez ou si vous avez vu sa pièce d'identité.",
);
/// There is no code that opens.
pub const PERSON_CODE_NONE: Code = Code::rule(
    "person_code_none",
    "Cette personne n'a pas de code personnel en service.",
    "Elle en choisit un sur votre écran : dans son dossier, « Code personnel ».",
);
/// Another code was chosen at the same time.
pub const PERSON_CODE_IN_ORDER: Code = Code::rule(
    "person_code_in_order",
    "Un autre code personnel vient d'être choisi pour ce dossier.",
    "Revenez à la page du code personnel.",
);
/// The code typed is not the person's.
pub const PERSON_CODE_WRONG: Code = Code::rule(
    "person_code_wrong",
    "Ce n'est pas le bon code.",
    "Essayez encore. Si vous l'avez oublié, choisissez un autre code avec la personne qui vous accompagne.",
);
/// Wrong codes make the next one wait.
pub const PERSON_CODE_LOCKED: Code = Code::rule(
    "person_code_locked",
    "Trop de codes faux : il faut attendre avant le prochain essai.",
    "Attendez, ou choisissez un autre code avec la personne qui vous accompagne.",
);
/// There is no such statement to show.
pub const STATEMENT_NOT_ISSUED: Code = Code::rule(
    "statement_not_issued",
    "Ce relevé n'est pas émis : il n'y a encore rien à présenter ni à signer.",
    "Les relevés d'un mois s'émettent une fois le mois terminé.",
);
/// Screens or dates do not follow each other.
pub const SIGNATURE_TIMES: Code = Code::rule(
    "signature_times_in_order",
    "Ces moments ne se suivent pas : le relevé est émis, puis montré, puis une réponse est donnée, au plus tard aujourd'hui.",
    "Vérifiez la date ; si l'écran en cause est ancien, présentez le relevé de nouveau.",
);
/// The presentation was begun by somebody else, or is of another statement.
pub const PRESENTATION_OF_ANOTHER: Code = Code::rule(
    "presentation_of_another",
    "Cette présentation est celle d'un autre relevé, ou d'une autre personne que vous.",
    "Ouvrez le relevé dans le dossier, puis « Présenter ».",
);
/// Two hours have passed.
pub const PRESENTATION_OVER: Code = Code::rule(
    "presentation_over",
    "Cette présentation est terminée : elle dure deux heures au plus.",
    "Ouvrez le relevé dans le dossier, puis « Présenter » de nouveau.",
);
/// The presentation has its answer.
pub const PRESENTATION_ANSWERED: Code = Code::rule(
    "statement_answer_presentation_unique",
    "Une réponse est déjà enregistrée pour cette présentation.",
    "Pour une autre réponse, présentez le relevé de nouveau.",
);
/// No answer was chosen.
pub const ANSWER_MISSING: Code = Code::rule("answer_missing", "Il manque la réponse.", "Choisissez une des phrases proposées.");
/// The file, the statement or the state is not that of the answer.
pub const ANSWER_NOT_ITS_STATEMENT: Code = Code::rule(
    "answer_not_its_statement",
    "Cette réponse n'est pas celle de ce relevé.",
    "Ouvrez le relevé dans le dossier, puis recommencez.",
);
/// The person has not seen the statement before answering.
pub const ANSWER_WITHOUT_READING: Code = Code::rule(
    "answer_without_reading",
    "Le relevé n'a pas été montré avant la réponse.",
    "Présentez le relevé : la réponse vient après la lecture.",
);
/// The person's own code is missing.
pub const ANSWER_WITHOUT_CODE: Code = Code::rule(
    "answer_without_code",
    "Une réponse donnée à l'écran demande le code personnel de la personne.",
    "La personne écrit son code elle-même : personne ne répond à sa place.",
);
/// A reserve or a disagreement without its words.
pub const ANSWER_WORDS_MISSING: Code =
    Code::rule("answer_words_missing", "Il manque les mots de la réponse.", "Écrivez en quelques mots ce qui ne va pas.");
/// The sheet is of another statement, or was joined by somebody else.
pub const SCAN_OF_ANOTHER: Code = Code::rule(
    "scan_of_another",
    "Cette feuille n'est pas celle de ce relevé.",
    "Ouvrez le relevé dans le dossier, puis joignez la feuille.",
);
/// One sheet, no more and no less.
pub const SCAN_ONE: Code =
    Code::rule("scan_one", "Il faut une feuille, et une seule.", "Joignez un seul fichier PDF, PNG ou JPEG.");
/// A sheet waits for its second look.
pub const PAPER_AWAITS_LOOK: Code = Code::rule(
    "paper_awaits_look",
    "Une feuille signée attend déjà d'être vérifiée pour ce relevé.",
    "Une deuxième personne la vérifie d'abord, ou l'écarte.",
);
/// The sheet has been looked at.
pub const PAPER_LOOKED_AT: Code =
    Code::rule("statement_look_answer_unique", "Cette feuille est déjà vérifiée.", "Rien à faire : rouvrez le relevé.");
/// Who joined a sheet does not verify it.
pub const SECOND_LOOK_BY_ONESELF: Code = Code::rule(
    "second_look_by_oneself",
    "La feuille signée est vérifiée par une autre personne que celle qui l'a jointe.",
    "Demandez à un collègue qui voit ce dossier.",
);
/// Nobody has verified the sheet.
pub const SECOND_LOOK_MISSING: Code = Code::rule(
    "second_look_missing",
    "Une réponse sur papier ne compte qu'une fois la feuille vérifiée par une deuxième personne.",
    "Demandez à un collègue qui voit ce dossier.",
);
/// A sheet set aside without its reason.
pub const LOOK_REASON: Code =
    Code::rule("statement_look_reason_filled", "La raison d'écarter cette feuille manque.", "Écrivez-la en quelques mots.");
/// Another step came meanwhile.
pub const STATEMENT_STEP_IN_ORDER: Code =
    Code::rule("statement_step_in_order", "Ce relevé vient de changer d'état.", "Rouvrez le relevé pour voir où il en est.");
/// The statement is in a state from which this does not follow.
pub const STATEMENT_TRANSITION: Code = Code::rule(
    "statement_transition_unknown",
    "Ce relevé ne peut pas changer ainsi d'état.",
    "Rouvrez le relevé pour voir où il en est et ce qui peut suivre.",
);
/// Not enough tries to say that the person was not reached.
pub const STATEMENT_TRIES: Code = Code::rule(
    "statement_tries_too_few",
    "Il n'y a pas encore assez d'essais pour dire que la personne n'a pas été jointe.",
    "Notez chaque essai : l'état change de lui-même au dernier.",
);
/// How a try was made.
pub const TRY_MEANS: Code = Code::rule(
    "statement_try_means_known",
    "Il manque comment vous avez essayé de joindre la personne.",
    "Choisissez téléphone, courrier, visite ou message.",
);

/// The square code on the sheet is that of another statement.
pub const SHEET_OF_ANOTHER: Code = Code::rule(
    "sheet_of_another_statement",
    "Cette feuille répond à un autre relevé.",
    "Ouvrez le relevé dont le numéro est sous le carré, et joignez-y cette feuille.",
);

/// No such letters.
pub const PRINT_UNKNOWN: Code =
    Code::rule("statement_print_print_known", "Ces lettres n'existent pas.", "Choisissez des lettres normales ou grandes.");
/// Another choice was recorded at the same time.
pub const PRINT_IN_ORDER: Code = Code::rule(
    "statement_print_in_order",
    "Un autre choix vient d'être enregistré pour les lettres de ces relevés.",
    "Revenez à la page des relevés de ce dossier.",
);

pub(super) const SIGNATURE_CODES: &[&Code] = &[
    &PRINT_UNKNOWN,
    &PRINT_IN_ORDER,
    &SHEET_OF_ANOTHER,
    &PERSON_CODE_SHAPE,
    &PERSON_CODE_OBVIOUS,
    &PERSON_CODES_DIFFER,
    &PERSON_CODE_SEEN,
    &PERSON_CODE_NONE,
    &PERSON_CODE_IN_ORDER,
    &PERSON_CODE_WRONG,
    &PERSON_CODE_LOCKED,
    &STATEMENT_NOT_ISSUED,
    &SIGNATURE_TIMES,
    &PRESENTATION_OF_ANOTHER,
    &PRESENTATION_OVER,
    &PRESENTATION_ANSWERED,
    &ANSWER_MISSING,
    &ANSWER_NOT_ITS_STATEMENT,
    &ANSWER_WITHOUT_READING,
    &ANSWER_WITHOUT_CODE,
    &ANSWER_WORDS_MISSING,
    &SCAN_OF_ANOTHER,
    &SCAN_ONE,
    &PAPER_AWAITS_LOOK,
    &PAPER_LOOKED_AT,
    &SECOND_LOOK_BY_ONESELF,
    &SECOND_LOOK_MISSING,
    &LOOK_REASON,
    &STATEMENT_STEP_IN_ORDER,
    &STATEMENT_TRANSITION,
    &STATEMENT_TRIES,
    &TRY_MEANS,
];

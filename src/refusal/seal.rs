//! Refusals around the organisation's seal, and around the check of a statement, its proof and their seal.

use super::Code;

/// The file is not a PKCS#12 file, or the password is not its own.
pub const SEAL_KEY_NOT_OPENED: Code = Code::rule(
    "seal_key_not_opened",
    "Ce fichier de clé ne s'ouvre pas.",
    "Vérifiez que c'est un fichier PKCS#12 (.p12 ou .pfx) et que le mot de passe est le sien.",
);
/// The file holds no key with its certificate, or several.
pub const SEAL_KEY_NOT_ONE: Code = Code::rule(
    "seal_key_not_one",
    "Ce fichier ne contient pas une clé avec son certificat.",
    "Demandez à l'autorité un fichier qui contient la clé de l'organisation et son certificat, et eux seuls.",
);
/// A kind of key that is not used.
pub const SEAL_KEY_KIND: Code = Code::rule(
    "seal_key_kind",
    "Cette sorte de clé ne sert pas à sceller.",
    "Prenez une clé RSA de 2048 bits ou plus, ou une clé sur la courbe P-256.",
);
/// The certificate is that of another key.
pub const SEAL_KEY_MISMATCH: Code = Code::rule(
    "seal_key_mismatch",
    "Le certificat de ce fichier est celui d'une autre clé.",
    "Demandez à l'autorité un fichier où la clé et le certificat vont ensemble.",
);
/// The same key is put in force again.
pub const SEAL_KEY_KNOWN: Code = Code::rule(
    "seal_key_certificate_unique",
    "Cette clé a déjà été mise en service.",
    "Une clé sert de nouveau avec un nouveau certificat, ou faites une nouvelle clé.",
);
/// A key later than now is in force, or another was put in force at the same time.
pub const SEAL_KEY_IN_ORDER: Code = Code::rule(
    "seal_key_in_order",
    "Une autre clé du sceau a été mise en service au même moment, ou plus tard que l'heure de cette machine.",
    "Vérifiez l'heure de la machine, puis recommencez.",
);
/// The secret part of a key is written in clear.
pub const SEAL_KEY_IN_CLEAR: Code = Code::rule(
    "seal_key_in_clear",
    "La clé du sceau ne s'écrit que chiffrée dans la base.",
    "Mettez une clé en service par « quitus seal ».",
);
/// A proof is sealed by another key than the one in force.
pub const SEAL_KEY_NOT_IN_FORCE: Code = Code::rule(
    "seal_key_not_in_force",
    "Cette clé du sceau n'est pas celle qui est en service.",
    "Recommencez : la clé en service scellera.",
);
/// A proof without its file, or of an answer that does not count.
pub const PROOF_OF_ITS_ANSWER: Code = Code::rule(
    "statement_proof_of_its_answer",
    "Une preuve se scelle une fois la réponse enregistrée et comptée, jamais avant elle.",
    "Enregistrez d'abord la réponse ; pour une feuille signée, faites-la vérifier.",
);
/// There is no proof of that answer.
pub const PROOF_MISSING: Code = Code::rule(
    "statement_proof_missing",
    "Il n'y a pas encore de preuve scellée pour cette réponse.",
    "La preuve se scelle quand le serveur tourne ; pour une feuille signée, après sa vérification.",
);
/// The words and the file of a proof were erased.
pub const PROOF_ERASED: Code = Code::rule(
    "statement_proof_erased",
    "Le contenu de cette preuve a été effacé avec les mots de la personne.",
    "Le sceau reste : qui a gardé sa copie peut encore la faire vérifier.",
);
/// The seal is not as it was written.
pub const SEAL_ALTERED: Code = Code::rule(
    "seal_altered",
    "Le sceau a été modifié, ou n'en est pas un.",
    "Reprenez le fichier d'origine. S'il n'existe plus, la preuve ne vaut plus rien.",
);
/// The seal is good, but of somebody else.
pub const SEAL_OF_ANOTHER: Code = Code::rule(
    "seal_of_another",
    "Ce sceau n'est pas celui de l'organisation.",
    "Comparez l'empreinte du certificat avec celles que montre « quitus seal list ».",
);
/// The proof is not the one that was sealed.
pub const PROOF_ALTERED: Code = Code::rule(
    "proof_altered",
    "La preuve a été modifiée depuis qu'elle a été scellée.",
    "Reprenez le fichier d'origine : « quitus statement proof » le donne de nouveau.",
);
/// The statement's file is not the one that was answered.
pub const STATEMENT_ALTERED: Code = Code::rule(
    "statement_altered",
    "Le relevé n'est pas celui auquel la personne a répondu, ou il a été modifié.",
    "Reprenez le relevé d'origine : il se réimprime à l'identique.",
);
/// The statement's head is not in the chain of the ledger.
pub const PROOF_HEAD_UNKNOWN: Code = Code::rule(
    "proof_head_unknown",
    "Les comptes que ce relevé dit couvrir ne sont pas ceux de ce registre.",
    "Vérifiez que le registre est bien celui de l'organisation qui a émis le relevé.",
);
/// The signed file is not as it was sealed.
pub const SIGNED_FILE_ALTERED: Code = Code::rule(
    "signed_file_altered",
    "Le relevé signé a été modifié depuis qu'il a été scellé.",
    "Reprenez le fichier d'origine : « quitus statement proof » le donne de nouveau.",
);
/// Not a file that can be checked.
pub const NOT_VERIFIABLE: Code = Code::input(
    "not_verifiable",
    "Ce fichier n'est ni un relevé signé, ni une preuve avec son sceau, ni un relevé émis.",
    "Donnez le relevé signé (PDF), ou la preuve (JSON) avec son sceau (.p7s) et le relevé à côté d'elle.",
);

pub(super) const SEAL_CODES: &[&Code] = &[
    &SEAL_KEY_NOT_OPENED,
    &SEAL_KEY_NOT_ONE,
    &SEAL_KEY_KIND,
    &SEAL_KEY_MISMATCH,
    &SEAL_KEY_KNOWN,
    &SEAL_KEY_IN_ORDER,
    &SEAL_KEY_IN_CLEAR,
    &SEAL_KEY_NOT_IN_FORCE,
    &PROOF_OF_ITS_ANSWER,
    &PROOF_MISSING,
    &PROOF_ERASED,
    &SEAL_ALTERED,
    &SEAL_OF_ANOTHER,
    &PROOF_ALTERED,
    &STATEMENT_ALTERED,
    &PROOF_HEAD_UNKNOWN,
    &SIGNED_FILE_ALTERED,
    &NOT_VERIFIABLE,
];

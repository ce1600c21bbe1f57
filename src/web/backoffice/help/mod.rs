//! *Aide*: the guide, page by page, and the words that screens use.

use crate::refusal::PAGE_UNKNOWN;
use crate::web::answer::Answer;
use crate::web::gate::EVERYONE;
use crate::web::routes::Map;
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

/// Adds these pages.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get("/aide", EVERYONE, contents).get("/aide/{page}", EVERYONE, page).get("/aide/images/{name}", EVERYONE, picture)
}

/// A page of the guide.
struct Chapter {
    slug: &'static str,
    title: &'static str,
    about: &'static str,
    text: &'static str,
}

/// The guide, in the order in which a first day goes.
const CHAPTERS: [Chapter; 10] = [
    Chapter {
        slug: "premiers-pas",
        title: "Premiers pas",
        about: "Se connecter, comprendre les rôles, lire le tableau de bord.",
        text: include_str!("pages/first_steps.html"),
    },
    Chapter {
        slug: "dossiers",
        title: "Les dossiers",
        about: "Trouver une personne, lire ses comptes, remonter d’un montant à sa cause.",
        text: include_str!("pages/files.html"),
    },
    Chapter {
        slug: "banque",
        title: "Importer un relevé",
        about: "Déposer les fichiers de la banque, voir ce qui va se passer, importer.",
        text: include_str!("pages/bank.html"),
    },
    Chapter {
        slug: "encaissements",
        title: "Identifier et répartir",
        about: "Dire à qui est l’argent reçu ; refuser ce que la loi ne permet pas de garder.",
        text: include_str!("pages/receipts.html"),
    },
    Chapter {
        slug: "paiements",
        title: "Payer le mois",
        about: "Préparer, approuver à deux, sceller le fichier, lire la réponse de la banque.",
        text: include_str!("pages/payments.html"),
    },
    Chapter {
        slug: "releves",
        title: "Présenter un relevé",
        about: "Le montrer à la personne, recueillir sa réponse, à l’écran ou sur papier.",
        text: include_str!("pages/statements.html"),
    },
    Chapter {
        slug: "comptabilite",
        title: "La comptabilité",
        about: "Contrôle du jour, balance, vérification, clôture.",
        text: include_str!("pages/books.html"),
    },
    Chapter {
        slug: "administration",
        title: "L’administration",
        about: "Utilisateurs, portefeuilles, comptes bancaires, réglages, import de dossiers.",
        text: include_str!("pages/house.html"),
    },
    Chapter {
        slug: "en-cas-de-probleme",
        title: "En cas de problème",
        about: "Ce que disent les refus, et que faire.",
        text: include_str!("pages/trouble.html"),
    },
    Chapter {
        slug: "glossaire",
        title: "Glossaire",
        about: "Les mots des écrans, un par un.",
        text: include_str!("pages/glossary.html"),
    },
];

/// The pictures of the guide, of an invented house: `tests/screenshots guide` makes them.
const PICTURES: [(&str, &[u8]); 8] = [
    ("accueil", include_bytes!("pictures/accueil.webp")),
    ("dossier", include_bytes!("pictures/dossier.webp")),
    ("banque", include_bytes!("pictures/banque.webp")),
    ("encaissements", include_bytes!("pictures/encaissements.webp")),
    ("approuver", include_bytes!("pictures/approuver.webp")),
    ("controle", include_bytes!("pictures/controle.webp")),
    ("utilisateurs", include_bytes!("pictures/utilisateurs.webp")),
    ("refus", include_bytes!("pictures/refus.webp")),
];

#[derive(Template)]
#[template(path = "backoffice/help/contents.html")]
struct Contents {
    chapters: &'static [Chapter],
}

#[derive(Template)]
#[template(path = "backoffice/help/page.html")]
struct Page {
    chapter: &'static Chapter,
    before: Option<&'static Chapter>,
    after: Option<&'static Chapter>,
}

/// The contents of the guide.
async fn contents(visit: Visit) -> Answer {
    visit.page("Aide", &Contents { chapters: &CHAPTERS })
}

/// One page of it.
async fn page(visit: Visit, Path(slug): Path<String>) -> Answer {
    let place = CHAPTERS.iter().position(|chapter| chapter.slug == slug).ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let at = |place: Option<usize>| place.and_then(|place| CHAPTERS.get(place));
    let chapter = at(Some(place)).ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    visit.page(chapter.title, &Page { chapter, before: at(place.checked_sub(1)), after: at(place.checked_add(1)) })
}

/// A picture of the guide.
async fn picture(Path(name): Path<String>) -> Answer {
    let (_, bytes) = PICTURES.into_iter().find(|(known, _)| *known == name).ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    Ok(([(header::CONTENT_TYPE, "image/webp"), (header::CACHE_CONTROL, "private, max-age=86400")], bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_leads_only_to_pages_that_exist() {
        for chapter in &CHAPTERS {
            for link in chapter.text.split("href=\"/aide/").skip(1) {
                let slug = link.split(['"', '#']).next().unwrap();
                assert!(CHAPTERS.iter().any(|known| known.slug == slug), "{} leads to {slug}", chapter.slug);
            }
            for picture in chapter.text.split("src=\"/aide/images/").skip(1) {
                let name = picture.split('"').next().unwrap();
                assert!(PICTURES.iter().any(|(known, _)| *known == name), "{} shows {name}", chapter.slug);
            }
            assert!(!chapter.text.contains('\''), "{}: ’ is the apostrophe of our pages", chapter.slug);
        }
    }
}

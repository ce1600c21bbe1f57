//! The page of one's own account.

use super::linking::{LINKED, Told};
use super::password::CHANGED;
use crate::access::{Factors, OpenSession, Opened, Role, factors_of, sessions_of};
use crate::plural::count;
use crate::web::answer::Answer;
use crate::web::form::Form;
use crate::web::visit::Visit;
use crate::web::words::instant;
use askama::Template;

/// A means of signing in, or a session.
struct Item {
    words: String,
    facts: String,
    link: Option<(&'static str, &'static str)>,
    remove: Option<Form>,
}

#[derive(Template)]
#[template(path = "backoffice/account/overview.html")]
struct Page<'a> {
    notice: &'static str,
    name: &'a str,
    role: Role,
    since: String,
    means: Vec<Item>,
    key_page: Option<&'static str>,
    identity: Option<Item>,
    linked: bool,
    sessions: Vec<Item>,
    end_others: Option<Form>,
}

/// Who I am, how I prove it, where I am signed in.
pub(super) async fn show(visit: Visit) -> Answer {
    let user = &visit.session.user;
    let mut tx = visit.read().await?;
    let factors = factors_of(&mut tx, user).await?;
    let open = sessions_of(&mut tx, user, visit.now).await?;
    let others = open.len() > 1;
    let told = super::linking::told(&visit).await?;
    let page = Page {
        notice: match visit.query.get("fait") {
            CHANGED => "Votre mot de passe est changé. Vos autres sessions sont terminées.",
            LINKED => "Votre compte de l’organisation est lié. Votre mot de passe reste valable.",
            _ => "",
        },
        name: &user.name,
        role: user.role,
        since: instant(visit.session.created_at),
        means: means(&visit, &factors),
        key_page: visit.office.site.passkeys.as_ref().map(|_| super::passkeys::HERE),
        linked: told.as_ref().is_some_and(|told| told.linked),
        identity: told.map(|told| identity(&visit, told)),
        sessions: open.iter().map(|one| session(&visit, one)).collect(),
        end_others: others
            .then(|| Form::new(&visit, "/compte/sessions/terminer", "Terminer toutes mes autres sessions").small().grave()),
    };
    visit.page("Mon compte", &page)
}

fn means(visit: &Visit, factors: &Factors) -> Vec<Item> {
    let may_remove = factors.len() > 1 || !visit.role().needs_second_factor();
    let removal = |action: String| may_remove.then(|| Form::new(visit, action, "Retirer").small());
    let telephone = factors.totp.map_or_else(
        || Item {
            words: "Téléphone".into(),
            facts: "Aucun n’est enregistré.".into(),
            link: Some(("Enregistrer un téléphone", super::telephone::HERE)),
            remove: None,
        },
        |added| Item {
            words: "Téléphone".into(),
            facts: format!("Enregistré le {}.", instant(added)),
            link: Some(("Enregistrer un autre téléphone", super::telephone::HERE)),
            remove: removal("/compte/telephone/retirer".into()),
        },
    );
    let keys = factors.passkeys.iter().map(|key| Item {
        words: format!("Clé d’accès « {} »", key.name),
        facts: format!(
            "Enregistrée le {}, {}.",
            instant(key.added_at),
            key.used_at.map_or_else(|| "jamais utilisée".into(), |at| format!("utilisée le {}", instant(at)))
        ),
        link: None,
        remove: removal(format!("/compte/cles/{}/retirer", key.id)),
    });
    let left = match factors.recovery_codes {
        0 => "Aucun ne reste : si votre téléphone est perdu, un administrateur devra vous rouvrir l’accès.".into(),
        some => format!("{} sur papier, pour le jour où le téléphone manque.", count(some, "code reste", "codes restent")),
    };
    let codes = (!factors.is_empty()).then(|| Item {
        words: "Codes de secours".into(),
        facts: left,
        link: Some(("Faire de nouveaux codes", super::means::CODES)),
        remove: None,
    });
    [telephone].into_iter().chain(keys).chain(codes).collect()
}

fn identity(visit: &Visit, told: Told) -> Item {
    Item {
        words: told.words,
        facts: told.facts,
        link: (!told.linked).then_some(("Lier mon compte", super::linking::HERE)),
        remove: told.linked.then(|| Form::new(visit, super::linking::UNLINK, "Retirer le lien").small()),
    }
}

/// By what a session was opened, where there is more than one way.
fn means_of(visit: &Visit, opened: &Opened) -> &'static str {
    match opened {
        Opened::Provider { mfa: false, .. } => " par le compte de l’organisation",
        Opened::Provider { mfa: true, .. } => " par le compte de l’organisation, sans deuxième étape",
        Opened::Password if visit.office.provider.is_some() => " par le mot de passe",
        Opened::Password => "",
    }
}

fn session(visit: &Visit, one: &OpenSession) -> Item {
    let here = one.id == visit.session.id;
    let from = if one.address.is_empty() { String::new() } else { format!(", depuis l’adresse {}", one.address) };
    Item {
        words: format!("{}{}", browser(&one.agent), if here { " (cette session)" } else { "" }),
        facts: format!(
            "Ouverte le {}{}, vue le {}{from}.",
            instant(one.created_at),
            means_of(visit, &one.opened),
            instant(one.seen_at)
        ),
        link: None,
        remove: (!here).then(|| Form::new(visit, format!("/compte/sessions/{}/terminer", one.id), "Terminer").small()),
    }
}

/// What a browser calls itself, in words.
fn browser(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, words)| *words);
    // Each browser also names those that it resembles: the most particular comes first.
    let program =
        first(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program} sur {system}"),
        (Some(program), None) => program.to_owned(),
        _ => "Navigateur inconnu".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn browsers_are_told_apart() {
        let windows =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(browser(windows), "Chrome sur Windows");
        assert_eq!(browser(&format!("{windows} Edg/140.0.0.0")), "Edge sur Windows");
        assert_eq!(browser("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox sur Linux");
        assert_eq!(browser("quitus demo"), "Navigateur inconnu");
    }
}

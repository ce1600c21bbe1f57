//! Users on the command line: added, invited, given people to manage, taken out of service and back.

use super::args::UserCommand;
use super::output::Output;
use crate::access::{
    Act, Confirmed, add_user, assign, audit, confirm_access, disable_user, enable_user, find_user, invite, named_user,
    rescue_access,
};
use crate::calendar::day_in_french;
use crate::plural::count;
use crate::refusal::Failure;
use crate::store::Tx;
use serde_json::json;

/// Does what a writing command about users says.
///
/// # Errors
/// What the service refuses.
pub(super) async fn write(tx: &mut Tx, act: &Act, command: &UserCommand) -> Result<Output, Failure> {
    match command {
        UserCommand::Add { name, role, by } => {
            let user = add_user(tx, by.is_some().then_some(act), name, *role, act.at).await?;
            audit(tx, act, "user_add", &user.name, role.word()).await?;
            Ok(Output::new(&user, format!("{} ajouté, rôle {}.", user.name, user.role)))
        }
        UserCommand::Invite { name, .. } => {
            let user = find_user(tx, name).await?;
            let invitation = invite(tx, Some(act), &user.id, act.at).await?;
            let text = format!(
                "Lien pour {}, à usage unique, valable 72 heures (à la suite de l'adresse du site) :\n{}",
                user.name,
                invitation.path()
            );
            let json = json!({ "user": user.name, "path": invitation.path(), "expires_at": invitation.expires_at });
            Ok(Output::new(&json, text))
        }
        UserCommand::Confirm { name, .. } => {
            let (user, _) = named_user(tx, name).await?;
            let confirmed = confirm_access(tx, act, &user.id, None).await?;
            let text = match confirmed {
                Confirmed::Whole | Confirmed::Alone => format!("Accès de {} confirmé.", user.name),
                Confirmed::InPart => {
                    format!("Accès de {} : ce que vous avez fait vous-même attend une autre personne.", user.name)
                }
            };
            Ok(Output::new(&json!({ "user": user.name, "open": confirmed != Confirmed::InPart }), text))
        }
        UserCommand::Rescue { name, reason } => {
            let (user, _) = named_user(tx, name).await?;
            rescue_access(tx, act, &user.id, reason).await?;
            let text = format!(
                "Accès de {} confirmé depuis le serveur : c'est inscrit au journal. Une troisième personne devrait le confirmer dès que possible.",
                user.name
            );
            Ok(Output::new(&json!({ "user": user.name, "open": true }), text))
        }
        UserCommand::Assign { people, to, from, .. } => {
            let to = find_user(tx, to).await?;
            let moved = assign(tx, act, people, &to, *from).await?;
            let told = count(moved, "personne confiée", "personnes confiées");
            let text = format!("{told} à {} à partir du {}.", to.name, day_in_french(*from));
            Ok(Output::new(&json!({ "to": to.name, "from": from, "moved": moved }), text))
        }
        UserCommand::Disable { name, reason, .. } => {
            let (user, _) = named_user(tx, name).await?;
            let user = disable_user(tx, act, &user.id, reason).await?;
            Ok(Output::new(&user, format!("{} désactivé : ses sessions sont terminées.", user.name)))
        }
        UserCommand::Enable { name, reason, .. } => {
            let (user, _) = named_user(tx, name).await?;
            let user = enable_user(tx, act, &user.id, reason).await?;
            Ok(Output::new(&user, format!("{} réactivé, rôle {}.", user.name, user.role)))
        }
        UserCommand::List => Err(Failure::Broken("cette commande n'écrit rien.".into())),
    }
}

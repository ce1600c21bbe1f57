//! The invented organisation, its staff, and its caseload imported by the real reader.

use super::stage::Clock;
use super::{disk, months};
use crate::access::{Act, Organisation, Role, User, add_user, set_organisation};
use crate::calendar::Month;
use crate::caseload::{import, read};
use crate::demo::caseload::Caseload;
use crate::demo::keys::ADMINISTRATOR;
use crate::payment::profile::set_profile;
use crate::refusal::Failure;
use crate::rent::hold_rent;
use crate::store::Db;
use chrono::{DateTime, NaiveDate, Utc};
use std::path::Path;

/// Who works there.
#[derive(Clone, Debug)]
pub(super) struct Staff {
    /// Prepares the payments.
    pub gestionnaire: User,
    /// Imports, decides, seals.
    pub comptable: User,
    /// Approves.
    pub responsable: User,
}

impl Staff {
    /// An act of one of them on a simulated day, in the morning.
    pub fn act(user: &User, today: NaiveDate) -> Act {
        Act { user: user.clone(), at: morning(today), today }
    }
}

fn morning(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(7, 30, 0).unwrap_or_default().and_utc()
}

/// Records the organisation and its users, writes the caseload and imports it.
pub(super) async fn settle(db: &Db, dir: &Path, caseload: &Caseload, clock: &mut Clock<'_>) -> Result<Staff, Failure> {
    let folder = dir.join("dossiers");
    caseload.write(&folder).map_err(|error| disk(&folder, &error))?;
    clock.lap(None, "Dossiers écrits");
    let today = months().first().copied().map(Month::first_day).unwrap_or_default();
    let mut tx = db.write().await?;
    let mut staff = Vec::new();
    for (name, role) in [
        ("Camille", Role::Gestionnaire),
        ("Dominique", Role::Comptable),
        ("Sacha", Role::Responsable),
        ("Ange", Role::Auditeur),
        (ADMINISTRATOR, Role::Admin),
    ] {
        staff.push(add_user(&mut tx, None, name, role, morning(today)).await?);
    }
    let [gestionnaire, comptable, responsable, ..] =
        <[User; 5]>::try_from(staff).map_err(|_| Failure::Broken("la démonstration compte cinq utilisateurs.".into()))?;
    let staff = Staff { gestionnaire, comptable, responsable };
    let act = Staff::act(&staff.responsable, today);
    set_organisation(&mut tx, &act, &organisation()).await?;
    let rows = read(&folder).map_err(Failure::Refused)?;
    let report = import(&mut tx, &act, &rows).await?;
    hold_rent(&mut tx, &act, &report.people_with_changed_terms, today, "dossiers").await?;
    for account in caseload.accounts.iter().filter(|account| account.person.is_some()) {
        set_profile(&mut tx, &act, &account.reference, &OWN_ACCOUNTS.map(str::to_owned)).await?;
    }
    tx.commit().await?;
    clock.lap(None, "Dossiers importés");
    Ok(staff)
}

/// The bank of the people's own accounts still takes the older message, and no BIC in it.
const OWN_ACCOUNTS: [&str; 3] = ["version=03", "debtor_bic=never", "creditor_bic=never"];

/// An organisation that does not exist, in a département that does not exist.
fn organisation() -> Organisation {
    Organisation {
        name: "Union départementale des associations familiales du Val-de-Brenne".to_owned(),
        address: "12 rue des Tilleuls\n99000 Brenne-la-Rivière".to_owned(),
        phone: "01 99 00 12 34".to_owned(),
    }
}

//! The settings of the Département: dated, never edited, inside the law, and read wherever a rule needs them.

use crate::browser::build;
use crate::engine::{TestDb, both_engines, both_engines_from};
use crate::office::{COMPTABLE, GESTIONNAIRE, Office, RESPONSABLE};
use chrono::{NaiveDate, Utc};
use libtest_mimic::Trial;
use quitus::access::{Act, Role, add_user};
use quitus::caseload;
use quitus::payment::advised::seal_advised;
use quitus::payment::view::sealing::to_seal;
use quitus::refusal::Failure;
use quitus::settings::{Settings, history, set_settings, settings_on};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("settings::a_version_holds_from_its_day", a_version_holds_from_its_day),
        both_engines("settings::contracts_keep_to_the_settings_of_their_first_day", contracts_keep_to_the_settings),
        both_engines_from("settings::the_month_and_the_file_are_bounded_by_them", build, the_month_and_the_file_are_bounded),
        both_engines_from("settings::the_command_line_shows_and_sets_them", build, the_command_line_shows_and_sets_them),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn act(test: &TestDb, name: &str, role: Role) -> Act {
    let mut tx = test.db.write().await.unwrap();
    let first = add_user(&mut tx, None, "Première", Role::Responsable, Utc::now()).await;
    let author = first.ok().map(|user| Act { user, at: Utc::now(), today: day("2026-10-01") });
    let author = match author {
        Some(author) => author,
        None => {
            Act { user: quitus::access::find_user(&mut tx, "Première").await.unwrap(), at: Utc::now(), today: day("2026-10-01") }
        }
    };
    let user = add_user(&mut tx, Some(&author), name, role, Utc::now()).await.unwrap();
    tx.commit().await.unwrap();
    Act { user, at: Utc::now(), today: day("2026-10-01") }
}

async fn set(test: &TestDb, act: &Act, from: &str, changes: &[(&str, &str)]) -> Result<bool, Failure> {
    let changes: Vec<(String, String)> = changes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let mut tx = test.db.write().await?;
    let outcome = set_settings(&mut tx, act, day(from), &changes, "Convention du 14 septembre", None).await?;
    tx.commit().await?;
    Ok(outcome)
}

async fn on(test: &TestDb, text: &str) -> Settings {
    let mut tx = test.db.read().await.unwrap();
    settings_on(&mut tx, day(text)).await.unwrap()
}

async fn a_version_holds_from_its_day(test: TestDb) {
    let act = act(&test, "Ana", Role::Admin).await;
    assert_eq!(on(&test, "2026-10-01").await, Settings::default(), "the first version is what the program says");
    assert!(set(&test, &act, "2027-01-01", &[("duree_minimale", "9"), ("plancher_vie", "240,50")]).await.unwrap());
    assert!(set(&test, &act, "2026-11-01", &[("mois_alerte", "40")]).await.unwrap());
    assert!(!set(&test, &act, "2026-11-01", &[("mois_alerte", "40")]).await.unwrap(), "nothing changes");
    let of = async |text: &str| {
        let settings = on(&test, text).await;
        (settings.shortest_term, settings.warning_month, settings.living_floor.0)
    };
    assert_eq!(of("2026-10-31").await, (6, 42, 0));
    assert_eq!(of("2026-11-01").await, (6, 40, 0));
    // What was announced for January holds then, whatever was said later of November.
    assert_eq!(of("2027-01-01").await, (9, 42, 24_050));
    let mut tx = test.db.read().await.unwrap();
    let told: Vec<String> = history(&mut tx).await.unwrap().latest_first().map(|version| version.reason.clone()).collect();
    assert_eq!(told, ["Convention du 14 septembre", "Convention du 14 septembre", "Réglages d'origine"]);
    drop(tx);
    let code = async |from: &str, changes: &[(&str, &str)]| set(&test, &act, from, changes).await.unwrap_err().code();
    assert_eq!(code("2026-09-30", &[("mois_alerte", "41")]).await, Some("setting_backdated"));
    assert_eq!(code("2026-11-01", &[("duree_minimale", "5")]).await, Some("setting_out_of_bounds"));
    let manager = self::act(&test, "Bob", Role::Comptable).await;
    let refused = set(&test, &manager, "2026-11-01", &[("mois_alerte", "41")]).await.unwrap_err();
    assert_eq!(refused.code(), Some("role_not_allowed"));
}

async fn contracts_keep_to_the_settings(test: TestDb) {
    let act = act(&test, "Ana", Role::Responsable).await;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("dossier");
    caseload::template(&folder).unwrap();
    let import = async || {
        let folder = caseload::read(&folder).unwrap();
        let mut tx = test.db.write().await?;
        let report = caseload::import(&mut tx, &act, &folder).await?;
        tx.commit().await?;
        Ok::<_, Failure>(report)
    };
    import().await.unwrap();
    set(&test, &act, "2026-10-01", &[("duree_minimale", "9"), ("plancher_vie", "240")]).await.unwrap();
    assert_eq!(import().await.unwrap().changes(), 0, "what was signed before stays");
    let path = folder.join("contracts.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = text.replace("CONV-2023-04;;;200,00", "CONV-2026-09;;;200,00");
    std::fs::write(&path, &changed).unwrap();
    let Err(Failure::Refused(refusals)) = import().await else { panic!("imported") };
    let told: Vec<_> = refusals.iter().map(|refusal| format!("{} @ {}", refusal.code.name, refusal.place)).collect();
    let expected = [
        "contract_term_outside_setting @ contracts.csv, ligne 5, colonne fin",
        "contract_floor_below_setting @ contracts.csv, ligne 5, colonne plancher_vie",
    ];
    assert_eq!(told, expected);
}

async fn the_month_and_the_file_are_bounded(test: TestDb) {
    let office = Office::at(&test.url);
    let set = ["settings", "set", "preparation_mois=1", "execution_jours=3", "--from", "2026-09-14", "--reason", "Décision"];
    office.run(&[&set[..], &["--by", RESPONSABLE]].concat()).done();
    let far = office.run(&["month", "prepare", "2026-11", "--by", GESTIONNAIRE]);
    assert_eq!(far.refusal(), "month_too_far");
    office.import();
    office.prepare();
    office.approve();
    // The advised days that are near enough go, those that are too far wait.
    let mut tx = test.db.write().await.unwrap();
    let user = quitus::access::find_user(&mut tx, COMPTABLE).await.unwrap();
    let act = Act { user, at: "2026-09-14T09:00:00Z".parse().unwrap(), today: day("2026-09-14") };
    let advised: Vec<NaiveDate> = to_seal(&mut tx, &act).await.unwrap().days.iter().map(|one| one.execution).collect();
    let last = day("2026-09-17");
    assert!(advised.iter().any(|one| *one <= last) && advised.iter().any(|one| *one > last), "{advised:?}");
    let sealed = seal_advised(&mut tx, &act).await.unwrap();
    assert!(!sealed.batches.is_empty() && sealed.batches.iter().all(|file| file.batch.execution_on <= last));
    assert!(!sealed.left_out.is_empty());
    drop(tx);
    let far = office.run(&["batch", "seal", "--execution", "2026-09-18", "--by", COMPTABLE]);
    assert_eq!(far.refusal(), "batch_too_far_ahead");
    office.run(&["batch", "seal", "--execution", "2026-09-17", "--by", COMPTABLE]).done();
}

async fn the_command_line_shows_and_sets_them(test: TestDb) {
    let office = Office::at(&test.url);
    let set = ["settings", "set", "duree_minimale=9", "--from", "2026-10-01", "--reason", "Convention", "--by", RESPONSABLE];
    assert_eq!(office.run(&set).done().json()["changed"], true);
    assert_eq!(office.run(&set).done().json()["changed"], false);
    let shown = office.run(&["settings", "show", "--on", "2026-10-01"]).done().json();
    assert_eq!((&shown["settings"]["shortest_term"], shown["versions"].as_array().unwrap().len()), (&9.into(), 2));
    let before = office.run(&["settings", "show", "--on", "2026-09-30"]).done().json();
    assert_eq!(before["settings"]["shortest_term"], 6);
    let unknown = ["settings", "set", "autre=9", "--from", "2026-10-01", "--reason", "Convention", "--by", RESPONSABLE];
    assert_eq!(office.run(&unknown).refusal(), "setting_unknown");
}

//! The words of the screens, read in the project's own source: each has its entry in the glossary of the guide, and no sign of French
//! typography begins a line.

use crate::engine::{TestDb, both_engines};
use crate::sources::{Source, assert_none, files, root};
use libtest_mimic::Trial;
use quitus::access::Role;
use quitus::bank::reason::Reason;
use quitus::payment::State;
use quitus::payment::view::verdict::Verdict;
use quitus::person::search_key;
use quitus::settings::KEYS;
use quitus::signature;
use quitus::store::Db;
use std::collections::BTreeSet;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    let alone: [(&str, fn()); 2] = [
        ("words::every_word_of_a_label_has_an_entry", every_word_has_an_entry),
        ("words::every_state_has_its_entry", every_state_has_its_entry),
    ];
    let alone = alone.into_iter().map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    let mut tests: Vec<Trial> = alone.collect();
    tests.extend(both_engines("words::every_label_of_the_law_has_its_entry", every_label_of_the_law).into_iter().take(1));
    tests
}

/// Words of everyday French, which need no entry: of grammar, of time and place, and what one does with anything.
const EVERYDAY: &str = "absent accordé action ailleurs ajouter ajouté appeler après arrivé attendent aujourd hui aviez autorisées avant avec autre
    bien bienvenue bonjour bref ce celui ces cet cette chaque change changement changent changer changé choisi choisies choisir chose clore complète
    compris confié constatée contre convenu copie corriger côté court dans début décidé décider déclarer déclaré demandée demander déposer depuis
    dernier dernière détail deux devient différent dire dit donner double écrire écrit effacées elle encore émis enregistré enregistrer ensemble
    ensuite est état été être exportée faire fait faux fermer fin fois format hier importé jour le les lire lue lus maintenant manque même merci mes mieux
    modifications modifié modifier mon nos note nous nouveau nouveaux nouvelles n° ont ouvrir page paient par partir partira pas passées
    personnel peut plus plusieurs pour pourquoi pouvant prochain proposé protéger quand que quel qui quitus quoi raison réactivé récents
    reconnu refaits remise remplir répartition répond reprendre retirer rien rôle sait sans selon seront ses seul signalé signé sommes son suis
    sujet sur téléchargé terminées terminer texte tombe total tout toutes traités transmettre troisième une utilisé vérifiées vérifiez vie
    vos votre vous";

/// Literals beside a tone that are no state of their own.
const NO_STATES: [&str; 8] = ["good", "bad", "waiting", "calm", "decided", "paiement", "paiements", "échec"];

/// A text as it is compared: without accents, capitals and kinds of spaces and apostrophes.
fn folded(text: &str) -> String {
    search_key(&text.replace(['’', '\''], " ")).to_lowercase()
}

/// The words of three letters and more.
fn words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() >= 3);
    words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned).collect()
}

/// A word without the marks of plural and feminine.
fn stem(word: &str) -> &str {
    let single = if word.len() > 3 { word.strip_suffix(['s', 'x']).unwrap_or(word) } else { word };
    if single.len() > 4 { single.trim_end_matches('e') } else { single }
}

/// The words that the glossary explains.
fn entries() -> Vec<String> {
    let glossary = std::fs::read_to_string(root().join("src/web/backoffice/help/pages/glossary.html")).unwrap();
    let entries: Vec<String> =
        glossary.split("<dt>").skip(1).map(|entry| entry.split("</dt>").next().unwrap().to_owned()).collect();
    assert!(entries.len() > 200, "the glossary is not read any more");
    entries
}

/// A text without what stands between two marks.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split(open);
    let mut kept = parts.next().unwrap().to_owned();
    for part in parts {
        kept.push(' ');
        kept.push_str(part.split_once(close).map_or("", |(_, after)| after));
    }
    kept
}

/// The texts of an element of a template, without what it fills in.
fn inside(template: &str, tag: &str) -> Vec<String> {
    let mut found = Vec::new();
    for after in template.split(&format!("<{tag}")).skip(1).filter(|after| after.starts_with([' ', '>'])) {
        let Some((_, content)) = after.split_once('>') else { continue };
        let Some((text, _)) = content.split_once(&format!("</{}>", tag.split(' ').next().unwrap())) else { continue };
        found.push(without(text, "<", ">"));
    }
    found
}

/// The text between quotation marks on a line of code.
fn literals(line: &str) -> Vec<&str> {
    line.split('"').skip(1).step_by(2).collect()
}

/// What stands between two marks of a file.
fn part_of(path: &str, from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    let (_, after) = text.split_once(from).unwrap_or_else(|| panic!("{path} has no {from} any more"));
    after.split_once(to).unwrap().0.to_owned()
}

fn quoted(path: &str, from: &str, to: &str) -> Vec<String> {
    part_of(path, from, to).lines().flat_map(literals).map(str::to_owned).collect()
}

/// The screens but the guide, which explains itself.
fn screens(extension: &str) -> Vec<Source> {
    files(&["src/web"], extension).into_iter().filter(|file| !file.path.contains("/help/")).collect()
}

/// The states that lists show, as they stand in the code beside their tone.
fn states() -> BTreeSet<String> {
    let mut states = BTreeSet::new();
    for file in screens("rs") {
        let code = file.code();
        let toned = code.lines().filter(|line| line.contains("Tone::"));
        states
            .extend(toned.flat_map(literals).filter(|text| !NO_STATES.contains(text) && !text.contains('{')).map(str::to_owned));
    }
    assert!(states.len() > 25, "the states are not read any more: {states:?}");
    states
}

/// What waits, as the dashboard says it.
fn queues() -> Vec<String> {
    let told = part_of("src/web/backoffice/dashboard/mod.rs", "const fn told", "\n}\n").replace("(\n", "(");
    let heads = told.split("=> ").skip(1).filter_map(|arm| literals(arm).first().map(|text| (*text).to_owned()));
    let queues: Vec<String> = heads.collect();
    assert_eq!(queues.len(), 15, "{queues:?}");
    queues
}

/// Headings, columns, menus, and the actions of the audit.
fn labels() -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for file in screens("html") {
        let template = without(&without(&file.text, "{%", "%}"), "{{", "}}");
        for tag in ["h1", "h2", "h3", "th", "dt", "caption", "legend", "span class=\"state", "div class=\"label"] {
            labels.extend(inside(&template, tag));
        }
    }
    for file in screens("rs") {
        let code = file.code();
        for start in ["words(\"", "numbers(\""] {
            labels.extend(code.split(start).skip(1).filter_map(|after| after.split('"').nth(2).map(str::to_owned)));
        }
    }
    let menu = quoted("src/web/answer.rs", "let entries = [", "];");
    labels.extend(menu.into_iter().filter(|text| !text.starts_with('/')));
    let actions = quoted("src/web/backoffice/house/actions.rs", "const ACTIONS", "];");
    labels.extend(actions.into_iter().skip(1).step_by(2));
    labels.extend(KEYS.iter().map(|key| key.label.to_owned()));
    labels.extend(queues());
    labels.extend(states());
    assert!(labels.len() > 500, "the labels are not read any more");
    labels
}

fn every_word_has_an_entry() {
    let explained: BTreeSet<String> =
        entries().iter().flat_map(|entry| words(entry)).map(|word| stem(&word).to_owned()).collect();
    let everyday: BTreeSet<String> = words(EVERYDAY).iter().map(|word| stem(word).to_owned()).collect();
    let mut missing = BTreeSet::new();
    for label in labels() {
        for word in words(&label) {
            if !explained.contains(stem(&word)) && !everyday.contains(stem(&word)) {
                missing.insert(format!("{word} (« {} »)", label.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }
    let missing: Vec<String> = missing.into_iter().collect();
    assert_none("A word of the screens has an entry in the glossary, or is everyday French (EVERYDAY):", &missing);
}

fn unexplained(labels: impl IntoIterator<Item = String>) -> Vec<String> {
    let explained: BTreeSet<String> = entries().iter().map(|entry| folded(entry)).collect();
    labels.into_iter().filter(|label| !explained.contains(&folded(label))).collect()
}

fn every_state_has_its_entry() {
    let verdicts = [
        Verdict::Green,
        Verdict::Part,
        Verdict::Own,
        Verdict::Unconfirmed,
        Verdict::Cooling(chrono::NaiveDate::MIN),
        Verdict::OldRent,
        Verdict::OutsideContract,
    ];
    let mut labels: Vec<String> = State::ALL.into_iter().map(|state| state.in_french().to_owned()).collect();
    labels.extend(signature::State::ALL.into_iter().map(|state| state.in_french().to_owned()));
    labels.extend(verdicts.into_iter().map(|verdict| verdict.words().to_owned()));
    labels.extend(Reason::ALL.into_iter().map(|reason| reason.words().to_owned()));
    labels.extend(Role::PEOPLE.into_iter().map(|role| role.word().to_owned()));
    labels.extend(KEYS.iter().map(|key| key.label.to_owned()));
    let journals = quoted("src/web/backoffice/books/journal.rs", "const JOURNALS", "];");
    labels.extend(journals.into_iter().skip(1).step_by(2).filter(|name| name != "Tous"));
    labels.extend(quoted("src/web/backoffice/house/catalogue.rs", "let tier = if", ";"));
    labels.extend(queues());
    labels.extend(states());
    assert_none("A state, a role, a queue, a journal or a setting has its own entry in the glossary:", &unexplained(labels));
}

async fn every_label_of_the_law(test: TestDb) {
    let sql = "SELECT label FROM pot UNION ALL SELECT label FROM expense_category UNION ALL SELECT label FROM outside_income
        UNION ALL SELECT label FROM movement";
    let labels: Vec<String> = match &test.db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await.unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
    };
    assert!(labels.len() > 50);
    assert_none("What the database names has its own entry in the glossary:", &unexplained(labels));
}

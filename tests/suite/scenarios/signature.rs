//! The life of a statement in a scenario: issued, shown, answered with a code or on paper, or never reached.

use super::text::{Row, Table};
use super::then::compare;
use super::world::{World, texts};
use quitus::access::Act;
use quitus::access::person_code::{Seen, asked};
use quitus::calendar::Month;
use quitus::refusal::Failure;
use quitus::signature::answer::{Given, answer};
use quitus::signature::code::choose_code;
use quitus::signature::paper::Sheet;
use quitus::signature::presentation::On;
use quitus::signature::view::life_of;
use quitus::signature::{Answer, Copy, Means, Screen, State, paper, presentation, tries};
use quitus::statement::query;
use quitus::store::Tx;

/// `Anne, 2026-11`
fn named(world: &World, row: &Row) -> (i64, Month) {
    let (name, month) = row.cell("sur").split_once(", ").unwrap_or_else(|| panic!("{}: personne, mois", row.place));
    (world.number(&row.place, name), month.parse().unwrap())
}

/// `d'accord`, `réserve : mots`, `pas d'accord : mots`, `ne signe pas`
fn given(place: &str, detail: &str) -> Given {
    let (said, words) = detail.split_once(" : ").unwrap_or((detail, ""));
    let said = match said {
        "d'accord" => Answer::Agree,
        "réserve" => Answer::Reserve,
        "pas d'accord" => Answer::Disagree,
        "ne signe pas" => Answer::NotSigned,
        other => panic!("{place}: « {other} » n'est pas une réponse"),
    };
    Given { answer: said, comment: words.to_owned(), helper: String::new(), help: String::new(), copy: Copy::Given }
}

/// What happens to a statement.
pub async fn act(world: &World, tx: &mut Tx, act: &Act, row: &Row) -> Result<(), Failure> {
    let (place, detail) = (&row.place, row.cell("détail"));
    if row.cell("action") == "choisir un code" {
        return choose_code(tx, act, world.number(place, row.cell("sur")), detail, Seen::Known).await;
    }
    let (person, month) = named(world, row);
    match row.cell("action") {
        "émettre le relevé" => issue(tx, act, person, month).await,
        "présenter le relevé" => {
            let id = presentation::present(tx, act, On::User, person, month).await?;
            let life = life_of(tx, person, month).await?;
            let one = presentation::open(tx, act, On::User, &life, &id).await?;
            presentation::show(tx, act, &one, Screen::Plain).await?;
            presentation::show(tx, act, &one, Screen::Answer).await
        }
        "faire répondre" => {
            let (detail, code) = detail.split_once(", code ").map_or((detail, None), |(said, code)| (said, Some(code)));
            let number = life_of(tx, person, month).await?.number;
            let sql = format!("SELECT MAX(id) FROM statement_presentation WHERE statement = '{number}' HAVING COUNT(*) > 0");
            let shown = texts(tx, &sql).await;
            let id = shown.first().unwrap_or_else(|| panic!("{place}: le relevé n'a pas été présenté"));
            let code = match code {
                Some(code) => Some(asked(tx, person, act.at).await?.check(code)),
                None => None,
            };
            answer(tx, act, (person, month), (On::User, id.as_str()), &given(place, detail), code.as_ref()).await.map(|_| ())
        }
        "joindre la feuille" => {
            let sheet = Sheet { name: "feuille.pdf", bytes: b"%PDF-1.7", mark: None };
            paper::join(tx, act, (person, month), &given(place, detail), act.today, &sheet).await.map(|_| ())
        }
        "vérifier la feuille" | "écarter la feuille" => {
            let sql = format!(
                "SELECT MAX(a.id) FROM statement_answer a JOIN statement s ON s.number = a.statement WHERE s.person = {person}
                    AND s.month = '{month}' AND a.channel = 'paper' HAVING COUNT(*) > 0"
            );
            let id = texts(tx, &sql).await.pop().unwrap_or_else(|| panic!("{place}: aucune feuille n'est jointe"));
            if row.cell("action") == "vérifier la feuille" {
                paper::accept(tx, act, person, month, &id).await.map(|_| ())
            } else {
                paper::set_aside(tx, act, (person, month), &id, detail).await
            }
        }
        "noter un essai" => {
            let means = Means::ALL.into_iter().find(|means| means.in_french() == detail);
            let means = means.unwrap_or_else(|| panic!("{place}: « {detail} » n'est pas un moyen"));
            tries::try_to_reach(tx, act, person, month, act.today, means).await.map(|_| ())
        }
        other => panic!("{place}: « {other} » n'est pas une action"),
    }
}

/// The statement as a run would keep it; its file is printed elsewhere.
async fn issue(tx: &mut Tx, act: &Act, person: i64, month: Month) -> Result<(), Failure> {
    let (_, read) = query::read(tx, act, month, &[person]).await?.pop().unwrap();
    let statement = read?;
    let model = serde_json::to_string(&statement).unwrap();
    let sql = format!(
        "INSERT INTO statement (number, person, month, model, pdf_sha256, chain_seq, chain_seal, issued_on, issued_at, issued_by)
            VALUES ('{}', {person}, '{month}', '{}', '{}', {}, '{}', '{}', '{}', '{}')",
        statement.number,
        model.replace('\'', "''"),
        "a".repeat(64),
        statement.head.number,
        statement.head.seal,
        act.today,
        act.at.to_rfc3339(),
        act.user.id
    );
    super::world::run(tx, &sql).await;
    Ok(())
}

/// `état du relevé`: each issued statement, of whom, of which month, and how many tries were noted.
pub async fn states(world: &World, tx: &mut Tx, table: &Table) {
    let rows = texts(
        tx,
        "SELECT s.state || ';' || CAST(s.person AS TEXT) || ';' || s.month || ';' ||
            CAST((SELECT COUNT(*) FROM statement_try t WHERE t.statement = s.number) AS TEXT) FROM statement_state s ORDER BY s.number",
    )
    .await;
    let rows = rows.iter().map(|row| {
        let parts: Vec<&str> = row.split(';').collect();
        let state = State::of(parts[0]).unwrap().in_french().to_owned();
        vec![state, world.name(parts[1].parse().ok()), parts[2].to_owned(), parts[3].to_owned()]
    });
    compare(table, &["état du relevé", "de", "mois", "essais"], rows.collect());
}

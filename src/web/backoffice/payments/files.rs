//! *Fichiers*: approved orders go into sealed files for the banks; what would leave is shown first.

use super::shared::{Tabs, lets, refused, tabs, told, visible};
use crate::calendar::{day_in_french, parse_day};
use crate::payment::State;
use crate::payment::advised::seal_advised;
use crate::payment::batch::{self, Sealed};
use crate::payment::left_out::LeftOut;
use crate::payment::view::files::{File, files};
use crate::payment::view::listed::{Listed, Which, orders};
use crate::payment::view::sealing::{ToSeal, to_seal};
use crate::plural::count;
use crate::refusal::{Failure, NOT_A_DATE, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::APPROVERS;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::{Fields, Sent};
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{instant, short_id};
use askama::Template;
use chrono::NaiveDate;

const PATH: &str = "/paiements/fichiers";

/// Orders left out that are named one by one.
const NAMED: usize = 100;

const COLUMNS: &[Column] = &[
    words("fichier", "Fichier"),
    words("execution", "Exécution"),
    numbers("paiements", "Paiements"),
    numbers("montant", "Montant"),
    words("scelle", "Scellé"),
    words("par", "Par"),
    words("etat", "État"),
];

/// What a person asks to seal.
struct Asked {
    accounts: Vec<String>,
    execution: NaiveDate,
    instant_only: bool,
}

/// What a sealing would give.
enum Preview {
    Nothing,
    Sealed(Sealed),
    Refused(Vec<Refusal>),
}

#[derive(Template)]
#[template(path = "backoffice/payments/files.html")]
struct Page<'a> {
    tabs: Tabs,
    refusals: Refusals<'a>,
    hidden: Hidden,
    all: Hidden,
    waiting: ToSeal,
    total: String,
    asked: Asked,
    chosen: Vec<bool>,
    preview: Preview,
    left_out: Vec<LeftOut>,
    more_left_out: usize,
    seals: bool,
    /// Files that nobody downloaded yet: identifier, words, and the form's own fields.
    unsent: Vec<(String, String, Hidden)>,
    list: String,
}

/// What waits, and the files that were sealed.
pub async fn list(visit: Visit) -> Answer {
    shown(&visit, &visit.query, None, &[]).await
}

async fn shown(visit: &Visit, fields: &Fields, sent: Option<&Sent>, why: &[Refusal]) -> Answer {
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let waiting = to_seal(&mut tx, &act).await?;
    let sealed = files(&mut tx).await?;
    drop(tx);
    let list = file_list(visit, &sealed);
    if list.is_csv() {
        return Ok(list.csv("fichiers-de-virements")?);
    }
    let first = waiting.days.first().map_or(act.today, |day| day.execution);
    let asked = Asked { execution: parse_day(fields.get("jour")).unwrap_or(first), ..asked(fields, first) };
    let seals = lets(visit, APPROVERS);
    let preview =
        if seals && why.is_empty() && !waiting.days.is_empty() { preview(visit, &asked).await? } else { Preview::Nothing };
    let mut left_out = match &preview {
        Preview::Sealed(sealed) => sealed.left_out.clone(),
        _ => Vec::new(),
    };
    let more_left_out = left_out.len().saturating_sub(NAMED);
    left_out.truncate(NAMED);
    let chosen = |reference: &String| asked.accounts.is_empty() || asked.accounts.contains(reference);
    let page = Page {
        tabs: tabs(&Visit { path: PATH.to_owned(), ..visit.clone() }),
        refusals: Refusals { refusals: why },
        hidden: Hidden::new(visit, sent),
        all: Hidden::new(visit, None),
        total: total(&waiting),
        chosen: waiting.accounts.iter().map(|account| chosen(&account.reference)).collect(),
        waiting,
        asked,
        preview,
        left_out,
        more_left_out,
        unsent: if seals { unsent(visit, &sealed) } else { Vec::new() },
        seals,
        list: list.html()?,
    };
    visit.page("Fichiers pour la banque", &page)
}

fn unsent(visit: &Visit, sealed: &[File]) -> Vec<(String, String, Hidden)> {
    let one = |file: &File| {
        let orders = count(file.orders, "paiement", "paiements");
        let words = format!("{} : {orders}, {}", day_in_french(file.execution_on), file.cents);
        (file.id.clone(), words, Hidden::new(visit, None))
    };
    sealed.iter().filter(|file| file.exports == 0 && file.awaited > 0).map(one).collect()
}

/// The word, in the place of a day, that asks for every advised day.
const ADVISED: &str = "conseilles";

fn total(waiting: &ToSeal) -> String {
    let orders = waiting.days.iter().map(|day| day.orders).fold(0, i64::saturating_add);
    let cents = crate::money::Cents::total(waiting.days.iter().map(|day| day.cents)).unwrap_or_default();
    format!("{}, {cents}", count(orders, "paiement approuvé attend", "paiements approuvés attendent"))
}

fn asked(fields: &Fields, execution: NaiveDate) -> Asked {
    Asked {
        accounts: fields.all("compte").filter(|reference| !reference.is_empty()).map(str::to_owned).collect(),
        execution,
        instant_only: fields.filled("instantane").is_some(),
    }
}

/// The sealing itself, in a transaction that is never committed, and that gives way to whoever writes.
async fn preview(visit: &Visit, asked: &Asked) -> Result<Preview, Failure> {
    let play = |mut tx: Tx| async move {
        let act = visit.act(&mut tx).await?;
        match batch::seal(&mut tx, &act, &asked.accounts, asked.execution, asked.instant_only).await {
            Ok(sealed) => Ok(Preview::Sealed(sealed)),
            Err(Failure::Refused(refusals)) => {
                let approved = approved(&mut tx, visit).await?;
                Ok(Preview::Refused(told(refusals, &approved)))
            }
            Err(other) => Err(other),
        }
    };
    visit.office.db.rehearse(play).await
}

async fn approved(tx: &mut Tx, visit: &Visit) -> Result<Vec<Listed>, Failure> {
    orders(tx, &Which::States(&[State::Approved], None), &visible(visit)).await
}

fn file_list(visit: &Visit, files: &[File]) -> List {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    let empty = "Aucun fichier scellé pour l’instant. Approuvez des paiements, puis mettez-les en fichier ici.";
    let mut list = List::new(&page, "Fichiers scellés", COLUMNS, empty);
    for file in files {
        let (words, tone) = state(file);
        list.push(vec![
            Cell::Link(short_id(&file.id), format!("{PATH}/{}", file.id)),
            Cell::Day(file.execution_on),
            Cell::Number(file.orders),
            Cell::AmountLink(file.cents, format!("{PATH}/{}", file.id)),
            Cell::text(instant(file.sealed_at)),
            Cell::text(&file.sealer),
            Cell::State(words, tone),
        ]);
    }
    list
}

/// How far a file is.
pub fn state(file: &File) -> (String, Tone) {
    let failed = if file.failed > 0 { format!(", {}", count(file.failed, "échec", "échecs")) } else { String::new() };
    match (file.exports, file.awaited) {
        (0, 1..) => (format!("à envoyer{failed}"), Tone::Bad),
        (_, 0) if file.failed > 0 => (format!("débité{failed}"), Tone::Bad),
        (_, 0) => ("débité".to_owned(), Tone::Good),
        (_, awaited) if file.settled > 0 => {
            (format!("{} en attente{failed}", count(awaited, "paiement", "paiements")), Tone::Waiting)
        }
        _ => (format!("en attente de la banque{failed}"), Tone::Waiting),
    }
}

/// Seals what is asked.
pub async fn seal(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = sealed(&mut writing, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => {
            let mut tx = visit.read().await?;
            let approved = approved(&mut tx, &visit).await?;
            drop(tx);
            Ok(refused(shown(&visit, &sent.fields, Some(&sent), &told(why, &approved)).await?))
        }
    }
}

async fn sealed(writing: &mut Writing, sent: &Sent) -> Result<Done, Failure> {
    let day = sent.fields.get("jour");
    let sealed = if day == ADVISED {
        seal_advised(&mut writing.tx, &writing.act).await?
    } else {
        let execution = parse_day(day).ok_or_else(|| NOT_A_DATE.because(format!("(« {day} »)")))?;
        let asked = asked(&sent.fields, execution);
        batch::seal(&mut writing.tx, &writing.act, &asked.accounts, asked.execution, asked.instant_only).await?
    };
    let one = |file: &batch::SealedFile| {
        format!(
            "Fichier {} : {}, {}, exécution le {}.",
            short_id(&file.batch.id),
            count(file.batch.orders, "paiement", "paiements"),
            file.batch.cents,
            day_in_french(file.batch.execution_on)
        )
    };
    let mut sentences: Vec<String> = sealed.batches.iter().map(one).collect();
    if !sealed.left_out.is_empty() {
        let many = count(sealed.left_out.len(), "paiement approuvé attend", "paiements approuvés attendent");
        sentences.push(format!("{many} un autre fichier."));
    }
    sentences.push("Ils ne changent plus. Téléchargez-les et déposez-les sur le site de la banque.".to_owned());
    let link = |file: &batch::SealedFile| {
        (format!("Ouvrir le fichier {}", short_id(&file.batch.id)), format!("{PATH}/{}", file.batch.id))
    };
    let back = ("Télécharger et envoyer".to_owned(), PATH.to_owned());
    Ok(Done {
        title: count(sealed.batches.len(), "fichier scellé", "fichiers scellés"),
        sentences,
        links: std::iter::once(back).chain(sealed.batches.iter().take(8).map(link)).collect(),
    })
}

//! *Encaissements*: credits that wait for a person, and those decided lately.

use super::receipt::seen_by;
use super::together::BOX;
use crate::access::visible;
use crate::bank::age::{Age, age};
use crate::bank::decision::{Wanted, What};
use crate::bank::labels::{names, outside_incomes};
use crate::benefit::{Catalogue, catalogue};
use crate::calendar::one_month_before;
use crate::intake::look::decided_since;
use crate::intake::proposed::{Doubt, Offer, Offers};
use crate::intake::receipt::{ListedReceipt, WaitingReceipts};
use crate::refusal::{Failure, Refusal};
use crate::settings::{Settings, settings_on};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::gate::MONEY;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::{Fields, Sent};
use crate::web::visit::Visit;
use crate::web::words::{age as in_words, short_day};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

const PATH: &str = "/banque/encaissements";

const WAITING: &[Column] = &[
    words("jour", "Reçu le"),
    words("attente", "Attend"),
    numbers("montant", "Montant"),
    words("payeur", "Payeur"),
    words("libelle", "Libellé"),
    words("compte", "Compte"),
    words("proposition", "Proposition"),
];
/// The same with a box to tick.
const OFFERED: &[Column] = &[
    words("", "Choisir"),
    words("jour", "Reçu le"),
    words("attente", "Attend"),
    numbers("montant", "Montant"),
    words("payeur", "Payeur"),
    words("libelle", "Libellé"),
    words("compte", "Compte"),
    words("proposition", "Proposition"),
];
const DECIDED: &[Column] = &[
    words("jour", "Reçu le"),
    numbers("montant", "Montant"),
    words("payeur", "Payeur"),
    words("libelle", "Libellé"),
    words("compte", "Compte"),
    words("etat", "État"),
];

#[derive(Template)]
#[template(path = "backoffice/bank/receipts.html")]
struct Page {
    decided: bool,
    list: String,
    waiting: usize,
    /// The form of the ticked boxes; none where nothing can be decided together.
    form: Option<Form>,
    green: usize,
}

/// The list; `etat=repartis` shows what was decided in the last two months.
pub async fn receipts(visit: Visit) -> Answer {
    shown(&visit, None, &[]).await
}

/// The list again, with what was ticked and why it was refused.
pub(super) async fn shown(visit: &Visit, sent: Option<&Sent>, why: &[Refusal]) -> Answer {
    let query = sent.map_or_else(|| visit.query.clone(), carried);
    let page = Visit { path: PATH.to_owned(), query, ..visit.clone() };
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let waiting = visit.recall(&mut tx, &WaitingReceipts { reach: visit.reach() }).await?;
    if visit.query.get("etat") == "repartis" {
        return decided(&page, &mut tx, waiting.len()).await;
    }
    let offers = offers(visit, &mut tx, &waiting).await?;
    let columns = if offers.is_empty() { WAITING } else { OFFERED };
    let empty = "Aucun encaissement n’attend. Importez le prochain relevé de la banque : ce que Quitus ne reconnaît pas avec certitude viendra ici.";
    let mut list = List::new(&page, "Encaissements à identifier", columns, empty);
    let ticked: Option<Vec<&str>> = sent.map(|sent| sent.fields.all(BOX).collect());
    let rows = list.part_of(&waiting);
    let words = Words::of(&mut tx, rows, &offers).await?;
    let settings = settings_on(&mut tx, act.today).await?;
    drop(tx);
    for receipt in rows {
        let mut cells = row(receipt, Cell::text(words.proposal(receipt, offers.get(&receipt.id))));
        cells.insert(1, waits(receipt.received_on, act.today, &settings));
        if !offers.is_empty() {
            cells.insert(0, tick(receipt, offers.get(&receipt.id), ticked.as_deref()));
        }
        list.push(cells);
    }
    if list.is_csv() {
        return Ok(list.csv("encaissements")?);
    }
    let form = (!offers.is_empty()).then(|| form(visit, sent, why, &waiting));
    let green = offers.values().filter(|offer| offer.green).count();
    let waiting = waiting.len();
    let answer = visit.page("Encaissements", &Page { decided: false, list: list.html()?, waiting, form, green })?;
    Ok(if sent.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
}

/// The proposals that can be taken as they are, of people whose file the user may see.
async fn offers(visit: &Visit, tx: &mut Tx, waiting: &[ListedReceipt]) -> Result<HashMap<String, Offer>, Failure> {
    if !MONEY.lets(visit.role()) {
        return Ok(HashMap::new());
    }
    let all = visit.recall(tx, &Offers).await?;
    let shown = waiting.iter().filter_map(|receipt| all.get_key_value(&receipt.id));
    let mut offers: HashMap<String, Offer> = shown.map(|(id, offer)| (id.clone(), offer.clone())).collect();
    let people = offers.values().flat_map(Offer::people).collect();
    let seen: HashSet<i64> = seen_by(visit, tx, people).await?.into_iter().collect();
    offers.retain(|_, offer| offer.people().all(|person| seen.contains(&person)));
    Ok(offers)
}

/// What the form carries of the list that it was sent from: its page, its order, what was searched.
const CARRIED: [&str; 3] = ["page", "tri", "q"];

fn carried(sent: &Sent) -> Fields {
    let pairs = sent.fields.pairs().iter().filter(|(name, _)| CARRIED.contains(&name.as_str()));
    Fields::of(pairs.cloned().collect())
}

fn tick(receipt: &ListedReceipt, offer: Option<&Offer>, ticked: Option<&[&str]>) -> Cell {
    let Some(offer) = offer else { return Cell::Empty };
    let on = ticked.map_or(offer.green, |ticked| ticked.contains(&receipt.id.as_str()));
    let about = format!("Choisir l’encaissement de {} du {}", receipt.cents, short_day(receipt.received_on));
    Cell::Tick(BOX, receipt.id.clone(), on, about)
}

fn form(visit: &Visit, sent: Option<&Sent>, why: &[Refusal], waiting: &[ListedReceipt]) -> Form {
    let piece = Field::new("piece", "Pièce justificative de tous les encaissements cochés", Kind::Text)
        .hint("Sa référence : bordereau du payeur, notification ou courrier, et sa date.");
    let form = Form::new(visit, "/banque/encaissements/ensemble", "Voir ce qui va se passer").of_selection().field(piece);
    let query = sent.map_or_else(|| visit.query.clone(), carried);
    let form = CARRIED.into_iter().filter_map(|name| Some(Field::hidden(name, query.filled(name)?))).fold(form, Form::field);
    let Some(sent) = sent else { return form };
    // People know a credit by its amount and its day.
    let place = |refusal: &Refusal| match waiting.iter().find(|receipt| receipt.id == refusal.place) {
        Some(receipt) => refusal.clone().at(format!("{} du {}", receipt.cents, short_day(receipt.received_on))),
        None => refusal.clone(),
    };
    let why: Vec<Refusal> = why.iter().map(place).collect();
    form.again(sent, &why, |code| if code == "evidence_missing" { "piece" } else { "" })
}

async fn decided(visit: &Visit, tx: &mut Tx, waiting: usize) -> Answer {
    let act = visit.act(tx).await?;
    let empty = "Aucun encaissement n’a été décidé depuis deux mois.";
    let mut list = List::new(visit, "Encaissements décidés depuis deux mois", DECIDED, empty);
    let since = one_month_before(one_month_before(act.today));
    let condition = visible(&visit.session.user, "s.person", visit.clock());
    for receipt in decided_since(tx, since, &condition).await? {
        let (state, tone) =
            if receipt.state == "decided" { ("réparti", Tone::Good) } else { ("annulé avec un autre mouvement", Tone::Calm) };
        list.push(row(&receipt, Cell::State(state.to_owned(), tone)));
    }
    if list.is_csv() {
        return Ok(list.csv("encaissements")?);
    }
    visit.page("Encaissements", &Page { decided: true, list: list.html()?, waiting, form: None, green: 0 })
}

/// How long the credit has waited, and how grave that is (RULE 73).
fn waits(since: NaiveDate, today: NaiveDate, settings: &Settings) -> Cell {
    let tone = match age(since, today, settings) {
        Age::Fresh => Tone::Calm,
        Age::Late => Tone::Waiting,
        Age::VeryLate => Tone::Bad,
    };
    Cell::State(in_words(since, today), tone)
}

fn row(receipt: &ListedReceipt, last: Cell) -> Vec<Cell> {
    vec![
        Cell::Day(receipt.received_on),
        Cell::AmountLink(receipt.cents, format!("{PATH}/{}", receipt.id)),
        Cell::text(receipt.payer.clone().unwrap_or_default()),
        Cell::text(receipt.remittance.clone().unwrap_or_default()),
        Cell::text(receipt.account.clone()),
        last,
    ]
}

async fn outside(tx: &mut Tx) -> Result<HashMap<String, String>, Failure> {
    Ok(outside_incomes(tx).await?.into_iter().collect())
}

/// What the list calls people, benefits and incomes.
struct Words {
    names: HashMap<i64, String>,
    list: Catalogue,
    outside: HashMap<String, String>,
}

impl Words {
    /// The words for these receipts and what is offered of them.
    async fn of(tx: &mut Tx, receipts: &[ListedReceipt], offers: &HashMap<String, Offer>) -> Result<Self, Failure> {
        let proposed = receipts.iter().flat_map(|one| &one.proposals).filter_map(|one| one.person);
        let offered = receipts.iter().filter_map(|one| offers.get(&one.id)).flat_map(Offer::people);
        let people: Vec<i64> = proposed.chain(offered).collect();
        Ok(Self { names: names(tx, &people).await?, list: catalogue(tx).await?, outside: outside(tx).await? })
    }

    /// What the box would do where there is one, and whatever speaks against it; else what recognition says.
    fn proposal(&self, receipt: &ListedReceipt, offer: Option<&Offer>) -> String {
        let Some(best) = receipt.proposals.first() else { return "Rien de connu : à identifier.".to_owned() };
        let person = offer.map_or(best.person, |offer| offer.people().next());
        let whose = person.map(|person| format!("{person} {}", self.names.get(&person).map_or("", String::as_str)));
        let Some(offer) = offer else {
            return whose.map_or_else(|| best.words.clone(), |whose| format!("{whose} : {}", best.words));
        };
        let parts: Vec<String> = offer.wanted.iter().map(|part| self.part(receipt, part)).collect();
        let like = offer.like.map(|day| format!("Même montant que le {}, réparti de même.", short_day(day)));
        let doubt = offer.doubt.map(|doubt| match doubt {
            Doubt::Received => "Déjà reçu pour ce mois : à vérifier avant de répartir.",
            Doubt::Twin => {
                "Un autre encaissement qui attend est pour le même droit et le même mois : à vérifier avant de répartir."
            }
        });
        let sentences = [like, doubt.map(str::to_owned), Some(best.words.clone())].into_iter().flatten();
        let first = format!("{} : {}.", whose.unwrap_or_else(|| "Personne non indiquée".to_owned()), parts.join(", "));
        [first].into_iter().chain(sentences).collect::<Vec<_>>().join(" ")
    }

    /// `RSA 573,49 €`, `Salaire 900,00 €, hors de la liste, à rendre`
    fn part(&self, receipt: &ListedReceipt, part: &Wanted) -> String {
        let net = part.gross.minus(part.recovery).unwrap_or_default();
        match &part.what {
            What::Benefit(number) => {
                let code = self.list.number(*number, receipt.received_on).map(|benefit| benefit.code.clone());
                format!("{} {net}", code.unwrap_or_else(|| number.to_string()))
            }
            What::Outside(code) => {
                format!("{} {net}, hors de la liste, à rendre", self.outside.get(code).unwrap_or(code))
            }
        }
    }
}

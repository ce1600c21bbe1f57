//! One order: its whole life, from its preparation to the bank's debit, and what may still be done with it.

use super::shared::{Tabs, lets, refused, tabs, told, tone, tone_class, visible};
use crate::access::Act;
use crate::calendar::day_in_french;
use crate::payment::answer::reject_by_hand;
use crate::payment::view::files::{File, file};
use crate::payment::view::life::{Life, Line, Posted, life};
use crate::payment::view::listed::orders_of;
use crate::payment::view::verdict::Verdict;
use crate::payment::view::why_failed::{Why, why};
use crate::payment::{State, approval};
use crate::refusal::{Failure, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Hidden, Kind};
use crate::web::gate::MONEY;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{instant, short_day, short_id};
use askama::Template;
use axum::extract::Path;

/// One step of the life of an order.
struct Step {
    when: String,
    what: String,
    who: String,
    href: String,
}

#[derive(Template)]
#[template(path = "backoffice/payments/order.html")]
struct Page {
    tabs: Tabs,
    life: Life,
    number: String,
    state: (&'static str, &'static str),
    verdict: Option<Verdict>,
    why: Option<Why>,
    steps: Vec<Step>,
    forms: Vec<Form>,
    again: Option<Hidden>,
    payee_href: String,
}

impl Page {
    /// True for an entry of the person's own accounts: a debit of the bank may pay many people at once.
    fn of_the_file(&self, entry: &Posted) -> bool {
        entry.journal != "BQ" && self.life.listed.order.person.is_some()
    }

    fn entry_href(&self, entry: &Posted) -> String {
        format!("/dossiers/{}/ecritures/{}", self.life.listed.order.person.unwrap_or_default(), entry.seq)
    }
}

/// What a person does with an order: the refused form knows itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Cancel,
    Reject,
}

/// An order's life.
pub async fn order(visit: Visit, Path(id): Path<String>) -> Answer {
    shown(&visit, &id, None).await
}

async fn shown(visit: &Visit, id: &str, failed: Option<(Deed, &Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let found = life(&mut tx, id, &visible(visit)).await?;
    let act = visit.act(&mut tx).await?;
    let file = match &found.listed.order.batch {
        Some(batch) => Some(file(&mut tx, batch).await?),
        None => None,
    };
    drop(tx);
    if let Some(person) = found.listed.order.person {
        visit.open_file(person, "paiement").await?;
    }
    let page = page(visit, &act, found, file.as_ref(), failed);
    visit.page(&format!("Paiement {}", page.number), &page)
}

fn page(visit: &Visit, act: &Act, life: Life, file: Option<&File>, failed: Option<(Deed, &Sent, &[Refusal])>) -> Page {
    let order = &life.listed.order;
    let state = life.listed.state();
    let writes = lets(visit, MONEY);
    let came_back = matches!(state, Some(State::Rejected | State::Returned));
    let mut forms = Vec::new();
    if writes && state == Some(State::Proposed) {
        forms.push(with_refusals(cancel_form(visit, &order.id), Deed::Cancel, failed));
    }
    if writes && matches!(state, Some(State::Approved | State::Sealed)) {
        forms.push(with_refusals(reject_form(visit, &order.id), Deed::Reject, failed));
    }
    let payee = order.payee.as_deref().map(|payee| serde_urlencoded::to_string([("reference", payee)]).unwrap_or_default());
    Page {
        tabs: tabs(visit),
        number: short_id(&order.id),
        state: state.map_or(("", "calm"), |state| (state.in_french(), tone_class(tone(state)))),
        verdict: (state == Some(State::Proposed)).then(|| Verdict::of(&life.listed, &act.user.id, act.today)),
        why: came_back.then(|| why(order.reason.as_deref())),
        steps: steps(&life, file),
        again: (writes && came_back && !life.listed.prepared_again).then(|| Hidden::new(visit, None)),
        payee_href: payee.map_or_else(String::new, |query| format!("/paiements/beneficiaires/fiche?{query}")),
        forms,
        life,
    }
}

fn with_refusals(form: Form, deed: Deed, failed: Option<(Deed, &Sent, &[Refusal])>) -> Form {
    match failed {
        Some((other, sent, refusals)) if other == deed => form.again(sent, refusals, place),
        _ => form,
    }
}

fn place(code: &str) -> &'static str {
    match code {
        "value_missing" => "motif",
        "evidence_missing" => "piece",
        _ => "",
    }
}

fn cancel_form(visit: &Visit, id: &str) -> Form {
    Form::new(visit, format!("/paiements/ordres/{id}/annuler"), "Annuler ce paiement")
        .grave()
        .field(Field::new("motif", "Pourquoi l’annuler", Kind::Text).hint("Ce motif reste écrit avec le paiement."))
}

fn reject_form(visit: &Visit, id: &str) -> Form {
    let reasons = [
        ("AC01", "AC01, le numéro de compte est faux"),
        ("AC04", "AC04, le compte est clos"),
        ("AC06", "AC06, le compte est bloqué"),
        ("AM04", "AM04, pas assez d’argent sur le compte qui paie"),
        ("MD07", "MD07, le titulaire est décédé"),
        ("BE05", "BE05, bénéficiaire inconnu"),
        ("MS03", "MS03, la banque ne dit pas pourquoi"),
    ];
    let choices = reasons.map(|(code, words)| (code.to_owned(), words.to_owned())).to_vec();
    Form::new(visit, format!("/paiements/ordres/{id}/rejeter"), "Noter le rejet de la banque")
        .grave()
        .field(Field::new("motif", "Motif donné par la banque", Kind::Choice(choices)))
        .field(
            Field::new("piece", "Pièce qui le prouve", Kind::Text)
                .hint("Courriel, courrier ou avis de la banque : sa date et sa référence."),
        )
}

/// Everything that happened, in time.
fn steps(life: &Life, file: Option<&File>) -> Vec<Step> {
    let order = &life.listed.order;
    let step =
        |when: String, what: &str, who: &str, href: String| Step { when, what: what.to_owned(), who: who.to_owned(), href };
    let mut steps = vec![step(instant(life.prepared_at), "Préparé", &life.listed.preparer, String::new())];
    if let (Some(at), Some(by)) = (life.approved_at, &life.listed.approver) {
        steps.push(step(instant(at), "Approuvé par une deuxième personne", by, String::new()));
    }
    if let Some(file) = file {
        let href = format!("/paiements/fichiers/{}", file.id);
        let words = format!("Mis dans le fichier {}, exécution le {}", short_id(&file.id), day_in_french(file.execution_on));
        steps.push(step(instant(file.sealed_at), &words, &file.sealer, href));
    }
    let line = |line: &Line, what: &str| {
        step(
            short_day(line.booked_on),
            &format!("{what} : « {} », fichier {}", line.words, line.file),
            "la banque",
            String::new(),
        )
    };
    steps.extend(life.debit.as_ref().map(|debit| line(debit, "Débité")));
    steps.extend(life.credit.as_ref().map(|credit| line(credit, "Revenu")));
    for evidence in &life.evidence {
        let what = if evidence.decision == "reject" { "Rejet noté, pièce" } else { "Restitution demandée, pièce" };
        steps.push(step(
            instant(evidence.recorded_at),
            &format!("{what} : {}", evidence.evidence),
            &evidence.author,
            String::new(),
        ));
    }
    if let (Some(State::Cancelled), Some(reason)) = (life.listed.state(), &order.reason) {
        steps.push(step(String::new(), &format!("Annulé : {reason}"), "", String::new()));
    }
    steps
}

/// Withdraws a proposal.
pub async fn cancel(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    deed(visit, id, sent, Deed::Cancel).await
}

/// Records that the bank rejected the order.
pub async fn reject(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    deed(visit, id, sent, Deed::Reject).await
}

async fn deed(visit: Visit, id: String, sent: Sent, deed: Deed) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = done(&mut writing, &visit, &id, &sent, deed).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => {
            let mut tx = visit.read().await?;
            let orders = orders_of(&mut tx, std::slice::from_ref(&id), &visible(&visit)).await?;
            drop(tx);
            let formless = !matches!(
                (deed, orders.first().and_then(crate::payment::view::listed::Listed::state)),
                (Deed::Cancel, Some(State::Proposed)) | (Deed::Reject, Some(State::Approved | State::Sealed))
            );
            let why = told(why, &orders);
            if formless {
                return Err(Failure::Refused(why).into());
            }
            Ok(refused(shown(&visit, &id, Some((deed, &sent, &why))).await?))
        }
    }
}

async fn done(writing: &mut Writing, visit: &Visit, id: &str, sent: &Sent, deed: Deed) -> Result<Done, Failure> {
    let ids = [id.to_owned()];
    let orders = orders_of(&mut writing.tx, &ids, &visible(visit)).await?;
    let cents = orders.iter().map(|one| one.order.cents).next().unwrap_or_default();
    let motive = sent.fields.get("motif");
    let sentence = match deed {
        Deed::Cancel => {
            approval::cancel_because(&mut writing.tx, &writing.act, &ids, motive).await?;
            "Rien n’est parti : cette proposition est retirée."
        }
        Deed::Reject => {
            reject_by_hand(&mut writing.tx, &writing.act, id, motive, sent.fields.get("piece")).await?;
            "L’argent est revenu à la personne. Le paiement se corrige dans « Retours »."
        }
    };
    let title = match deed {
        Deed::Cancel => format!("Paiement {} annulé, {cents}", short_id(id)),
        Deed::Reject => format!("Rejet du paiement {} noté, {cents}", short_id(id)),
    };
    let back = if deed == Deed::Cancel {
        ("Revenir aux approbations".to_owned(), "/paiements/approuver".to_owned())
    } else {
        ("Voir les retours".to_owned(), "/paiements/retours".to_owned())
    };
    Ok(Done {
        title,
        sentences: vec![sentence.to_owned()],
        links: vec![back, ("Voir le paiement".to_owned(), super::shared::order_href(id))],
    })
}

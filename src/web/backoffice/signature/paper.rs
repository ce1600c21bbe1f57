//! *Signé sur papier*: the sheet is joined by one user, and compared with the statement by another (RULE 91).

use super::Place;
use super::told::looked;
use crate::access::Right;
use crate::calendar::{day_in_french, parse_day};
use crate::intake::evidence::{Kind as Evidence, LARGEST};
use crate::refusal::{
    ANSWER_MISSING, ANSWER_WORDS_MISSING, EVIDENCE_EMPTY, EVIDENCE_KIND_UNKNOWN, EVIDENCE_TOO_LARGE, Failure, LOOK_REASON,
    NOT_A_DATE, PAGE_UNKNOWN, Refusal, SCAN_ONE, SHEET_OF_ANOTHER, SIGNATURE_TIMES,
};
use crate::signature::answer::Given;
use crate::signature::paper::{Sheet, accept as accepted, belongs, join as joined, scan, set_aside as aside};
use crate::signature::proof::kept::seal_of;
use crate::signature::rules::answers_from;
use crate::signature::sheet_mark::mark_on;
use crate::signature::view::{life_of, told_of};
use crate::signature::{Answer as Said, Copy, State, wording};
use crate::statement::document::Document;
use crate::statement::issued::{Stored, stored};
use crate::statement::query::number;
use crate::statement::reply::Mark;
use crate::web::answer::Answer;
use crate::web::backoffice::files::File;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::turn::turn;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

#[derive(Template)]
#[template(path = "backoffice/signature/paper.html")]
struct Page {
    top: String,
    back: String,
    month: String,
    number: String,
    form: Form,
}

#[derive(Template)]
#[template(path = "backoffice/signature/look.html")]
struct Look {
    top: String,
    back: String,
    document: Document,
    number: String,
    said: &'static str,
    comment: String,
    signed_on: String,
    joined: String,
    name: String,
    sheet: String,
    is_image: bool,
    /// What the visitor cannot do, and why; empty when they may.
    stopped: &'static str,
    /// What its square code says, while the sheet waits.
    square: &'static str,
    told: String,
    accept: Option<Form>,
    aside: Option<Form>,
}

fn field_of(code: &str) -> &'static str {
    match code {
        code if code == ANSWER_MISSING.name => "reponse",
        code if code == ANSWER_WORDS_MISSING.name => "mots",
        code if code == NOT_A_DATE.name || code == SIGNATURE_TIMES.name => "jour",
        code if code == SHEET_OF_ANOTHER.name => "fichier",
        code if [EVIDENCE_EMPTY.name, EVIDENCE_KIND_UNKNOWN.name, EVIDENCE_TOO_LARGE.name, SCAN_ONE.name].contains(&code) => {
            "fichier"
        }
        code if code == LOOK_REASON.name => "raison",
        _ => "",
    }
}

fn choices<T>(all: impl IntoIterator<Item = T>, told: impl Fn(T) -> (&'static str, &'static str)) -> Kind {
    Kind::Choice(all.into_iter().map(told).map(|(code, words)| (code.to_owned(), words.to_owned())).collect())
}

/// Asks for the sheet and what it bears.
pub async fn ask(visit: Visit, Path((number, month)): Path<(String, String)>) -> Answer {
    page(&visit, &number, &month, None).await
}

async fn page(visit: &Visit, number: &str, month: &str, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let place = Place::of(visit, number, month).await?;
    let mut file = File::open(visit, number, "relevé sur papier").await?;
    let life = life_of(&mut file.tx, place.person, place.month).await?;
    let hint = format!("Le relevé signé : un seul fichier PDF, PNG ou JPEG, {} Mo au plus.", LARGEST >> 20);
    let answers = answers_from(life.state()?);
    let mut form = Form::new(visit, place.at("/papier"), "Joindre cette feuille")
        .field(Field::new("fichier", "Feuille signée", Kind::Files).hint(hint))
        .field(Field::new("jour", "Date écrite sur la feuille", Kind::Day).with(file.today().to_string()))
        .field(Field::new("reponse", "Ce que dit la feuille", choices(answers, |said| (said.code(), wording::choice(said)))))
        .field(
            Field::new("mots", "Ce que la personne a écrit", Kind::Area)
                .optional()
                .hint("Recopiez ses mots, tels qu’ils sont. Ils sont nécessaires pour une réserve ou un désaccord."),
        )
        .field(Field::new("copie", "Sa copie du relevé", choices(Copy::ALL, |copy| (copy.code(), wording::copy(copy)))))
        .field(Field::new("aide_par", "Qui l’a aidée", Kind::Text).optional())
        .field(Field::new("aide", "Comment", Kind::Text).optional());
    if let Some((sent, refusals)) = refused {
        form = form.again(sent, refusals, field_of);
    }
    let page =
        Page { top: file.top("releves")?, back: place.at(""), month: place.month.of_in_french(), number: life.number, form };
    let shown = visit.page("Signé sur papier", &page)?;
    Ok(if refused.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() } else { shown })
}

/// What the square code of a file says, read away from the threads that serve and before anybody waits for the writer.
///
/// # Errors
/// `sign_in_busy` when too many are looked at now.
async fn marked(bytes: &[u8]) -> Result<Option<Mark>, Refusal> {
    let Some(kind) = Evidence::of(bytes) else { return Ok(None) };
    let bytes = bytes.to_vec();
    let turn = turn().await?;
    // A picture that its reader stumbles over says nothing.
    let mark = tokio::task::spawn_blocking(move || mark_on(kind, &bytes)).await.ok().flatten();
    drop(turn);
    Ok(mark)
}

/// Joins the sheet.
pub async fn join(visit: Visit, Path((number, month)): Path<(String, String)>, sent: Sent) -> Answer {
    let place = Place::of(&visit, &number, &month).await?;
    let mark = match sent.files.iter().find(|file| file.field == "fichier") {
        Some(file) => match marked(&file.bytes).await {
            Ok(mark) => mark,
            Err(busy) => return page(&visit, &number, &month, Some((&sent, &[busy]))).await,
        },
        None => None,
    };
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = kept(&mut writing, &place, &sent, mark).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => page(&visit, &number, &month, Some((&sent, &why))).await,
    }
}

async fn kept(writing: &mut Writing, place: &Place, sent: &Sent, mark: Option<Mark>) -> Result<Done, Failure> {
    let fields = &sent.fields;
    let mut files = sent.files.iter().filter(|file| file.field == "fichier");
    let (Some(file), None) = (files.next(), files.next()) else { return Err(SCAN_ONE.because("").into()) };
    let typed = fields.get("jour");
    let day = parse_day(typed).ok_or_else(|| NOT_A_DATE.because(format!("(« {typed} »)")))?;
    let given = Given {
        answer: Said::read(fields.get("reponse"))?,
        comment: fields.get("mots").to_owned(),
        helper: fields.get("aide_par").to_owned(),
        help: fields.get("aide").to_owned(),
        copy: Copy::read(fields.get("copie"))?,
    };
    let sheet = Sheet { name: &file.name, bytes: &file.bytes, mark };
    let id = joined(&mut writing.tx, &writing.act, place.pair(), &given, day, &sheet).await?;
    let kept = stored(&mut writing.tx, place.person, place.month).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    Ok(Done {
        title: "Feuille signée jointe".to_owned(),
        sentences: vec![
            format!("Relevé {} du dossier {}.", place.month.of_in_french(), place.person),
            square_in_words(sheet.mark.as_ref(), &kept).to_owned(),
            "Elle compte dès qu’une deuxième personne l’a comparée au relevé.".to_owned(),
        ],
        links: vec![
            ("Voir la feuille".to_owned(), place.at(&format!("/papier/{id}"))),
            ("Revenir au relevé".to_owned(), place.at("")),
        ],
    })
}

/// What the square code of a sheet says of this statement, in words.
fn square_in_words(mark: Option<&Mark>, kept: &Stored) -> &'static str {
    match mark {
        None => "Son carré ne se lit pas : comparez son numéro avec celui du relevé.",
        Some(mark) if belongs(mark, kept.number(), kept.fingerprint()).is_ok() => "Son carré dit bien ce relevé.",
        Some(_) => "Son carré dit un autre relevé : écartez cette feuille.",
    }
}

/// The sheet beside the statement, for the second look.
pub async fn look(visit: Visit, Path(path): Path<(String, String, String)>) -> Answer {
    look_again(&visit, &path, None).await
}

async fn look_again(
    visit: &Visit,
    (number, month, id): &(String, String, String),
    refused: Option<(&Sent, &[Refusal])>,
) -> Answer {
    let place = Place::of(visit, number, month).await?;
    let mut file = File::open(visit, number, "feuille signée").await?;
    let life = life_of(&mut file.tx, place.person, place.month).await?;
    let found = told_of(&mut file.tx, &life).await?.into_iter().find(|one| &one.id == id && one.scan.is_some());
    let told = found.ok_or_else(|| PAGE_UNKNOWN.because("(feuille signée)"))?;
    let kept = stored(&mut file.tx, place.person, place.month).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let (at, may) = (place.at(&format!("/papier/{id}")), visit.role().may(Right::Present) && told.awaits_look());
    let own = told.recorded_by == visit.session.user.id;
    let square = if may {
        let (_, _, bytes) = scan(&mut file.tx, place.person, place.month, id).await?;
        square_in_words(marked(&bytes).await.map_err(Failure::from)?.as_ref(), &kept)
    } else {
        ""
    };
    let mut aside = Form::new(visit, format!("{at}/ecarter"), "Écarter cette feuille").grave().field(
        Field::new("raison", "Raison", Kind::Text)
            .hint("Une autre personne, un autre relevé, illisible… Elle reste dans le journal."),
    );
    if let Some((sent, refusals)) = refused {
        aside = aside.again(sent, refusals, field_of);
    }
    let page = Look {
        top: file.top("releves")?,
        back: place.at(""),
        document: kept.document()?,
        number: life.number.clone(),
        said: wording::choice(Said::read(&told.answer)?),
        comment: told.comment.clone().unwrap_or_default(),
        signed_on: told.signed_on.map_or_else(String::new, day_in_french),
        joined: format!("{}, par {}", instant(told.answered_at), told.author),
        name: told.scan_name.clone().unwrap_or_default(),
        sheet: format!("{at}/feuille"),
        is_image: told.scan_kind.as_deref() != Some("pdf"),
        stopped: if may && own {
            "Vous avez joint cette feuille : une autre personne la vérifie. Vous pouvez l’écarter."
        } else {
            ""
        },
        square,
        told: looked(&told),
        accept: (may && !own).then(|| Form::new(visit, format!("{at}/verifier"), "C’est bien la réponse à ce relevé")),
        aside: may.then_some(aside),
    };
    let shown = visit.page("Feuille signée", &page)?;
    Ok(if refused.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() } else { shown })
}

/// Gives the sheet: a picture is shown on the page, anything else is saved.
pub async fn sheet(visit: Visit, Path((number, month, id)): Path<(String, String, String)>) -> Answer {
    let place = Place::of(&visit, &number, &month).await?;
    visit.open_file(place.person, "feuille signée").await?;
    let mut tx = visit.read().await?;
    let (name, kind, bytes) = scan(&mut tx, place.person, place.month, &id).await?;
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let shown = if kind == crate::intake::evidence::Kind::Pdf { "attachment" } else { "inline" };
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("{shown}; filename=\"{plain}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The sheet counts from now on, with its proof.
async fn accept_and_seal(visit: &Visit, writing: &mut Writing, place: &Place, answer: &str) -> Result<State, Failure> {
    let state = accepted(&mut writing.tx, &writing.act, place.person, place.month, answer).await?;
    seal_of(&mut writing.tx, &visit.office.keys, &number(place.month, place.person), writing.act.at).await?;
    Ok(state)
}

/// Says that the sheet bears this answer to this statement.
pub async fn accept(visit: Visit, Path(path): Path<(String, String, String)>, sent: Sent) -> Answer {
    let place = Place::of(&visit, &path.0, &path.1).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = accept_and_seal(&visit, &mut writing, &place, &path.2).await;
    let done = |state: State| Done {
        title: "Feuille signée vérifiée".to_owned(),
        sentences: vec![format!("Relevé {} du dossier {} : {}.", place.month.of_in_french(), place.person, state.in_french())],
        links: vec![
            ("Revenir au relevé".to_owned(), place.at("")),
            ("Voir les autres feuilles à vérifier".to_owned(), "/releves?etat=feuille".to_owned()),
        ],
    };
    match writing.end(outcome.map(done)).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => look_again(&visit, &path, Some((&sent, &why))).await,
    }
}

/// Sets the sheet aside.
pub async fn set_aside(visit: Visit, Path(path): Path<(String, String, String)>, sent: Sent) -> Answer {
    let place = Place::of(&visit, &path.0, &path.1).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = aside(&mut writing.tx, &writing.act, place.pair(), &path.2, sent.fields.get("raison")).await;
    let done = Done {
        title: "Feuille signée écartée".to_owned(),
        sentences: vec!["Elle ne compte pas. Elle reste au dossier avec sa raison.".to_owned()],
        links: vec![("Revenir au relevé".to_owned(), place.at(""))],
    };
    match writing.end(outcome.map(|()| done)).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => look_again(&visit, &path, Some((&sent, &why))).await,
    }
}

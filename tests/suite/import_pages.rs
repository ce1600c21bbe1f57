//! The pages that bring a caseload in: nothing is written before every row is right, what was typed is kept, and only who sent the
//! files sees them.

use crate::browser::{Server, Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{COMPTABLE, RESPONSABLE, TODAY};
use crate::routes::Browserless;
use crate::workbook::workbook;
use chrono::{Duration, Utc};
use libtest_mimic::Trial;
use quitus::access::{Act, find_user};
use quitus::caseload::draft::{keep, kept, mend};
use quitus::caseload::{template_files, template_workbook};
use quitus::store::Tx;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use reqwest::{Response, StatusCode};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines_from("import_pages::bad_lines_are_mended_on_screen", build, bad_lines_are_mended_on_screen),
        both_engines_from("import_pages::a_workbook_is_imported", build, a_workbook_is_imported),
        both_engines_from("import_pages::a_draft_is_its_senders", build, a_draft_is_its_senders),
        both_engines_from("import_pages::large_drafts_are_paged", build, large_drafts_are_paged),
        both_engines_from("import_pages::what_nobody_touched_stays_as_it_was_sent", build, what_nobody_touched_stays),
        both_engines_from("import_pages::a_formula_is_taken_only_when_it_is_said", build, a_formula_is_taken_only_when_said),
        both_engines_from("import_pages::what_is_imported_is_what_was_shown", build, what_is_imported_is_what_was_shown),
        both_engines_from("import_pages::a_draft_lives_a_day", build, a_draft_lives_a_day),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const HERE: &str = "/administration/import";

/// A signed-in user of the site.
pub struct User {
    /// The site.
    pub site: Browserless,
    /// The session.
    pub cookie: String,
    token: String,
}

impl User {
    /// Signs somebody in.
    pub async fn of(server: &Server, staff: &Staff, name: &str) -> Self {
        let site = Browserless::of(server);
        let (_, cookie) = site.sign_in(staff, name).await;
        let token = site.token("/", &cookie).await;
        Self { site, cookie, token }
    }

    async fn send(&self, files: &[(&str, Vec<u8>)]) -> Response {
        self.send_to(HERE, &[], "fichiers", files).await
    }

    /// Sends a form with files.
    pub async fn send_to(&self, path: &str, fields: &[(&str, &str)], field: &str, files: &[(&str, Vec<u8>)]) -> Response {
        let mut body = Vec::new();
        for (name, value) in [("jeton", self.token.as_str())].iter().chain(fields) {
            body.extend(format!("--limite\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for (name, bytes) in files {
            let head = format!("--limite\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
            body.extend(head.into_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--limite--\r\n");
        let request = self.site.client.post(format!("{}{path}", self.site.origin)).header(COOKIE, &self.cookie);
        let request = request.header(ORIGIN, &self.site.origin).header(CONTENT_TYPE, "multipart/form-data; boundary=limite");
        request.body(body).send().await.unwrap()
    }

    /// Sends files that are kept; gives the page of their draft.
    async fn draft(&self, files: &[(&str, Vec<u8>)]) -> String {
        leads_to(&self.send(files).await)
    }

    /// Asks a page.
    pub async fn page(&self, path: &str) -> (StatusCode, String) {
        let answer = self.site.get(path, &self.cookie).await;
        (answer.status(), answer.text().await.unwrap())
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let pairs: Vec<(&str, &str)> = [("jeton", self.token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let body = serde_urlencoded::to_string(pairs).unwrap();
        self.site.post(path, &self.cookie, &self.site.origin, body).await
    }
}

/// Where an answer leads.
pub fn leads_to(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[LOCATION].to_str().unwrap().to_owned()
}

/// The value of a hidden field of a page; empty when it has none.
pub fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    after.and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// The fields of the rows of a page as a browser sends them back when nobody touched them: without line breaks.
fn untouched(page: &str) -> Vec<(String, String)> {
    let fields = page.split("<input type=\"text\" id=\"").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once('"')?;
        let value = rest.split_once("value=\"")?.1.split_once('"')?.0;
        let value = value.replace(['\r', '\n'], "").replace("&#34;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        name.starts_with("c-").then(|| (name.to_owned(), value))
    });
    fields.collect()
}

fn with<'a>(fields: &'a [(String, String)], others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    kept.filter(|(name, _)| others.iter().all(|(other, _)| other != name)).chain(others.iter().copied()).collect()
}

/// The CSV files of the template, each as `change` leaves it.
fn files(change: impl Fn(&str, String) -> String) -> Vec<(&'static str, Vec<u8>)> {
    let files = template_files().into_iter().filter(|(name, _)| name.ends_with(".csv"));
    files.map(|(name, text)| (name, change(name, text).into_bytes())).collect()
}

async fn people(test: &TestDb) -> i64 {
    let sql = "SELECT COUNT(*) FROM person WHERE number > 1000";
    match test.db.read().await.unwrap() {
        Tx::Sqlite(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
        Tx::Postgres(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
    }
}

async fn bad_lines_are_mended_on_screen(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &staff, COMPTABLE).await;
    let broken = files(|name, text| match name {
        "people.csv" => text.replace("14/03/1961", "14/13/1961").replace("1003;", "abc;"),
        "rents.csv" => text.replace("365,20", "trois cents"),
        _ => text,
    });
    let draft = user.draft(&broken).await;
    let (status, page) = user.page(&draft).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["people.csv, ligne 2", "value=\"14/13/1961\"", "rents.csv, ligne 2", "value=\"trois cents\"", "value=\"abc\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("aria-describedby=\"c-people-2-naissance-erreur1\""), "the fault is beside its field");
    assert!(!page.contains(">Importer</button>"), "what is wrong cannot be imported");
    let refused = user.post(&format!("{draft}/importer"), &[("cle", "IMPORTTROPTOT1")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(people(&test).await, 0);

    // One row right, another still wrong with what was typed, a third left out.
    let people_2 = ["1001", "Martin", "Jeanne", "14/03/1961", "BQ-1001", "FR7699200000100000000100094"];
    let columns = ["numero", "nom", "prenom", "naissance", "compte", "iban_personnel"];
    let names: Vec<String> = columns.iter().map(|column| format!("c-people-2-{column}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(people_2).collect();
    fields.extend([("x-people-4", "oui"), ("page", "1")]);
    let rent = ["1001", "BAIL-1001", "BAILLEUR-1", "01/09/2026", "31/12/2026", "365,205", "72,50", "0", "31,58", "10"];
    let rent_columns =
        ["numero_personne", "bail", "bailleur", "debut", "fin", "loyer", "charges", "tiers_payant", "rls", "jour_echeance"];
    let rent_names: Vec<String> = rent_columns.iter().map(|column| format!("c-rents-2-{column}")).collect();
    fields.extend(rent_names.iter().map(String::as_str).zip(rent));
    leads_to(&user.post(&draft, &fields).await);
    let (_, page) = user.page(&draft).await;
    assert!(page.contains("value=\"365,205\"") && !page.contains("14/13/1961"), "{page}");
    assert!(page.contains("people.csv, ligne 4\u{a0}: laissée de côté"), "{page}");
    assert_eq!(people(&test).await, 0);

    // The row that was left out is needed by others: it comes back, right.
    leads_to(&user.post(&draft, &[("r-people-4", "oui"), ("c-rents-2-loyer", "365,20")]).await);
    let (_, page) = user.page(&draft).await;
    assert!(page.contains("value=\"abc\""), "{page}");
    let row = [("numero", "1003"), ("nom", "Le Goff"), ("prenom", "Maëlle"), ("naissance", "25/07/1990"), ("compte", "BQ-UDAF")];
    let names: Vec<String> = row.iter().map(|(column, _)| format!("c-people-4-{column}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(row.map(|(_, value)| value)).collect();
    let mut right = rent;
    right[5] = "365,20";
    fields.extend(rent_names.iter().map(String::as_str).zip(right));
    leads_to(&user.post(&draft, &fields).await);
    let (status, page) = user.page(&draft).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("Tout peut être importé") && page.contains("people.csv\u{a0}: lignes ajoutées 3"), "{page}");
    assert_eq!(people(&test).await, 0, "looking writes nothing");

    let path = format!("{draft}/importer");
    let fields = [("cle", "IMPORTDOUBLE01"), ("vu", hidden(&page, "vu"))];
    let done = leads_to(&user.post(&path, &fields).await);
    assert_eq!(leads_to(&user.post(&path, &fields).await), done, "sent twice, done once");
    assert!(user.page(&done).await.1.contains("3 lignes corrigées à l&#39;écran"), "{}", user.page(&done).await.1);
    assert_eq!(people(&test).await, 3);
    assert!(user.page(&draft).await.1.contains("upload_gone"));
}

async fn a_workbook_is_imported(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &staff, COMPTABLE).await;
    let model = user.site.get(&format!("{HERE}/modele/modele.xlsx"), &user.cookie).await;
    assert_eq!(model.bytes().await.unwrap().as_ref(), template_workbook());
    let both = [("modele.xlsx", template_workbook().to_vec()), ("people.csv", b"numero".to_vec())];
    assert!(user.send(&both).await.text().await.unwrap().contains("workbook_alone"));
    assert!(user.send(&[("modele.xlsx", b"PK\x03\x04".to_vec())]).await.text().await.unwrap().contains("workbook_unreadable"));
    assert!(user.send(&[]).await.text().await.unwrap().contains("files_missing"));
    let draft = user.draft(&[("modele.xlsx", template_workbook().to_vec())]).await;
    let (status, page) = user.page(&draft).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    leads_to(&user.post(&format!("{draft}/importer"), &[("cle", "IMPORTCLASSEUR"), ("vu", hidden(&page, "vu"))]).await);
    assert_eq!(people(&test).await, 3);
}

async fn a_draft_is_its_senders(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let user = User::of(&server, &staff, COMPTABLE).await;
    let other = User::of(&server, &staff, RESPONSABLE).await;
    let draft = user.draft(&files(|_, text| text.replace("14/03/1961", "?"))).await;
    assert!(other.page(&draft).await.1.contains("upload_gone"));
    let typed = [("c-people-2-naissance", "14/03/1961")];
    assert!(other.post(&draft, &typed).await.text().await.unwrap().contains("upload_gone"));
    assert!(
        other
            .post(&format!("{draft}/importer"), &[("cle", "IMPORTAUTRUI01")])
            .await
            .text()
            .await
            .unwrap()
            .contains("upload_gone")
    );
    leads_to(&other.post(&format!("{draft}/abandonner"), &[("cle", "EFFACERAUTRUI1")]).await);
    assert!(user.page(&draft).await.1.contains("value=\"?\""), "nobody else deletes it");
    leads_to(&user.post(&format!("{draft}/abandonner"), &[("cle", "EFFACERSIENS01")]).await);
    assert!(user.page(&draft).await.1.contains("upload_gone"));
}

async fn large_drafts_are_paged(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &staff, COMPTABLE).await;
    let rows: String = (0..25).map(|at| format!("{};Nom;Prénom;jamais;BQ-UDAF;\n", 2_000 + at)).collect();
    let draft = user.draft(&files(|name, text| if name == "people.csv" { text + &rows } else { text })).await;
    let shown = async |page: &str| user.page(&format!("{draft}{page}")).await.1.matches("<legend>").count();
    assert_eq!([shown("").await, shown("?page=3").await, shown("?page=99").await], [10, 5, 5]);
    let csv = user.page(&format!("{draft}?format=csv")).await.1;
    assert_eq!(csv.lines().count(), 26, "{csv}");
}

async fn what_nobody_touched_stays(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &staff, COMPTABLE).await;
    // A quotation mark that nobody closes takes the next lines with it; an amount is cut in two; a date is wrong.
    let broken = files(|name, text| match name {
        "people.csv" => text.replace("14/03/1961", "14/13/1961"),
        "rents.csv" => text.replace("365,20", "\"36\n5,20\""),
        "budget.csv" => {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let last = lines.len() - 1;
            let (before, after) = lines[1].rsplit_once(';').unwrap();
            lines[1] = format!("{before};\"{after}");
            lines[last].push('"');
            lines.join("\n") + "\n"
        }
        _ => text,
    });
    let draft = user.draft(&broken).await;
    let (_, page) = user.page(&draft).await;
    let fields = untouched(&page);
    assert!(fields.iter().any(|(name, value)| name == "c-rents-2-loyer" && value == "365,20"), "{fields:?}");
    leads_to(&user.post(&draft, &with(&fields, &[("c-people-2-naissance", "14/03/1961")])).await);
    let (status, page) = user.page(&draft).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(!page.contains("people.csv, ligne 2</legend>"), "{page}");
    assert!(page.contains("rents.csv, ligne 2</legend>") && page.contains("budget.csv, ligne 2</legend>"), "{page}");
    // Another cell of the row is put right: what was cut stays cut, and a changed cut cell is taken when it is said.
    let fields = untouched(&page);
    leads_to(&user.post(&draft, &with(&fields, &[("c-rents-2-charges", "72,60")])).await);
    let (_, page) = user.page(&draft).await;
    assert!(page.contains("rents.csv, ligne 2</legend>") && page.contains("value=\"72,60\""), "{page}");
    let fields = untouched(&page);
    leads_to(&user.post(&draft, &with(&fields, &[("c-rents-2-loyer", "365,30")])).await);
    let (_, page) = user.page(&draft).await;
    assert!(page.contains("rents.csv, ligne 2</legend>") && page.contains("value=\"365,30\""), "{page}");
    let fields = untouched(&page);
    leads_to(&user.post(&draft, &with(&fields, &[("k-rents-2", "oui"), ("x-budget-2", "oui")])).await);
    let (_, page) = user.page(&draft).await;
    assert!(!page.contains("rents.csv, ligne 2</legend>"), "{page}");
    assert!(page.contains("budget.csv, ligne 2\u{a0}: laissée de côté"), "{page}");
}

async fn a_formula_is_taken_only_when_said(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &staff, COMPTABLE).await;
    let bytes = workbook(|file, sheet| {
        if file == "people.csv" {
            sheet.write_formula(1, 2, "=\"Jea\"&\"nne\"").unwrap();
            sheet.write_string(1, 3, "14/13/1961").unwrap();
        }
    });
    let draft = user.draft(&[("classeur.xlsx", bytes)]).await;
    let (_, page) = user.page(&draft).await;
    let typed = [("c-people-2-naissance", "14/03/1961"), ("c-people-2-nom", "Martin")];
    leads_to(&user.post(&draft, &with(&untouched(&page), &typed)).await);
    let (status, page) = user.page(&draft).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the formula still waits for a word");
    assert!(page.contains("formule") && !page.contains("14/13/1961"), "{page}");
    let typed = [("c-people-2-prenom", "Jeanne"), ("k-people-2", "oui")];
    leads_to(&user.post(&draft, &with(&untouched(&page), &typed)).await);
    assert_eq!(user.page(&draft).await.0, StatusCode::OK);
}

async fn what_is_imported_is_what_was_shown(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &staff, COMPTABLE).await;
    let other = User::of(&server, &staff, RESPONSABLE).await;
    let draft = user.draft(&files(|_, text| text)).await;
    let (_, first) = user.page(&draft).await;
    // Somebody else imports meanwhile.
    let theirs =
        other.draft(&files(|name, text| if name == "rents.csv" { text.replace("365,20", "370,00") } else { text })).await;
    let (_, page) = other.page(&theirs).await;
    leads_to(&other.post(&format!("{theirs}/importer"), &[("cle", "IMPORTAVANT001"), ("vu", hidden(&page, "vu"))]).await);
    let path = format!("{draft}/importer");
    let answer = user.post(&path, &[("cle", "IMPORTAPRES001"), ("vu", hidden(&first, "vu"))]).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text().await.unwrap();
    assert!(page.contains("shown_has_changed") && page.contains("rents.csv\u{a0}: lignes ajoutées 0, modifiées 1"), "{page}");
    leads_to(&user.post(&path, &[("cle", "IMPORTAPRES002"), ("vu", hidden(&page, "vu"))]).await);
}

async fn a_draft_lives_a_day(test: TestDb) {
    let staff = Staff::of(&test).await;
    let files: Vec<(String, Vec<u8>)> = files(|_, text| text).into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    let mut tx = test.db.write().await.unwrap();
    let user = find_user(&mut tx, COMPTABLE).await.unwrap();
    let act = |hours| Act { user: user.clone(), at: Utc::now() - Duration::hours(hours), today: TODAY.parse().unwrap() };
    let old = keep(&mut tx, &act(25), &files).await.unwrap();
    assert_eq!(kept(&mut tx, &act(0), &old).await.unwrap_err().code(), Some("upload_gone"), "a day has passed");
    assert_eq!(mend(&mut tx, &act(0), &old, &[]).await.unwrap_err().code(), Some("upload_gone"));
    let recent = keep(&mut tx, &act(23), &files).await.unwrap();
    tx.commit().await.unwrap();
    let sql = format!(
        "INSERT INTO caseload_draft (id, sent_at, sent_by) SELECT 'VIEUX', '2026-01-01T08:00:00+00:00', id FROM app_user WHERE name = '{COMPTABLE}'"
    );
    test.plain_sql(&sql).await.unwrap();
    // The program passes when it starts: what nobody came back to leaves the database and its next backup.
    let server = Server::over(&test.url, "2026-10-01");
    let user = User::of(&server, &staff, COMPTABLE).await;
    assert_eq!(user.page(&format!("{HERE}/{recent}")).await.0, StatusCode::OK);
    let sql = "SELECT COUNT(*) FROM caseload_draft";
    let count: i64 = match test.db.read().await.unwrap() {
        Tx::Sqlite(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
        Tx::Postgres(mut tx) => sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap(),
    };
    assert_eq!(count, 1);
}

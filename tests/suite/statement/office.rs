//! An office that lives through months: the invented caseload, the simulated bank, and the people who prepare and approve.

use crate::engine::TestDb;
use chrono::{DateTime, Days, NaiveDate, Utc};
use quitus::access::{Act, Organisation, Role, User, add_user, set_organisation};
use quitus::caseload;
use quitus::demo::bank::{Bank, BankFile, Cadence};
use quitus::demo::caseload::Caseload;
use quitus::intake::import::import_file;
use quitus::intake::{receipt, split};
use quitus::payment::{OrderFilter, State, approval, batch, give_back, list_orders, prepare};
use quitus::store::Db;
use quitus_sepa::calendar::next_business_day;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The books of an office and its bank.
pub struct Office {
    pub db: Db,
    pub bank: Bank,
    ana: User,
    paul: User,
    /// Acts so far: each is recorded after the one before.
    acts: i64,
    /// Files that the bank handed over and that nobody has imported.
    pub held: Vec<BankFile>,
}

impl Office {
    /// An office that follows so many people from 1 September 2026.
    pub async fn open(test: &TestDb, people: u32) -> Self {
        let invented = Caseload::invent(7, people);
        let folder = tempfile::tempdir().unwrap();
        invented.write(folder.path()).unwrap();
        let files = caseload::read(folder.path()).unwrap();
        let mut tx = test.db.write().await.unwrap();
        let at = DateTime::<Utc>::from_timestamp(1_780_000_000, 0).unwrap();
        let ana = add_user(&mut tx, None, "Ana", Role::Comptable, at).await.unwrap();
        let paul = add_user(&mut tx, None, "Paul", Role::Responsable, at).await.unwrap();
        let mut office = Self {
            db: test.db.clone(),
            bank: Bank::open(&invented.plan, Cadence::FourAMonth),
            ana,
            paul,
            acts: 0,
            held: Vec::new(),
        };
        let act = office.act("2026-09-01");
        caseload::import(&mut tx, &act, &files).await.unwrap();
        tx.commit().await.unwrap();
        office
    }

    /// Records who issues statements.
    pub async fn signed(mut self) -> Self {
        let act = self.act("2026-09-01");
        let udaf = Organisation {
            name: "Union départementale des associations familiales".into(),
            address: "12 rue des Tilleuls\n37000 Tours".into(),
            phone: "02 00 00 00 00".into(),
        };
        let mut tx = self.db.write().await.unwrap();
        set_organisation(&mut tx, &act, &udaf).await.unwrap();
        tx.commit().await.unwrap();
        self
    }

    /// Ana, on that day.
    pub fn act(&mut self, today: &str) -> Act {
        self.by(self.ana.clone(), day(today))
    }

    fn by(&mut self, user: User, today: NaiveDate) -> Act {
        self.acts += 1;
        let at = DateTime::from_timestamp(1_780_000_000 + self.acts, 0).unwrap();
        Act { user, at, today }
    }

    /// Lives up to a day; the bank's files are kept in [`Self::held`].
    pub fn live(&mut self, until: &str) {
        self.held.extend(self.bank.advance_to(day(until)));
    }

    /// Imports the first statement file that waits, on a day.
    pub async fn import(&mut self, today: &str) {
        let place = self.held.iter().position(|file| file.name.starts_with("releve")).unwrap();
        let file = self.held.remove(place);
        let act = self.act(today);
        let mut tx = self.db.write().await.unwrap();
        import_file(&mut tx, &act, &file.name, &file.bytes).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Lives up to a day and imports everything.
    pub async fn live_and_import(&mut self, until: &str) {
        self.live(until);
        while self.held.iter().any(|file| file.name.starts_with("releve")) {
            self.import(until).await;
        }
    }

    /// Ana prepares the month, Paul approves what is proposed, the bank receives the file.
    pub async fn pay(&mut self, month: &str, today: &str) {
        let act = self.act(today);
        let mut tx = self.db.write().await.unwrap();
        prepare::prepare(&mut tx, &act, month.parse().unwrap()).await.unwrap();
        let proposed = OrderFilter { state: Some(State::Proposed), ..OrderFilter::default() };
        let ids: Vec<String> = list_orders(&mut tx, &proposed).await.unwrap().into_iter().map(|order| order.id).collect();
        assert!(!ids.is_empty());
        let act = self.by(self.paul.clone(), day(today));
        approval::approve(&mut tx, &act, &ids).await.unwrap();
        let execution = next_business_day(act.today.checked_add_days(Days::new(1)).unwrap()).unwrap();
        let act = self.act(today);
        let sealed = batch::seal(&mut tx, &act, &[], execution, false).await.unwrap();
        for file in &sealed.batches {
            let bytes = batch::export(&mut tx, &act, &file.batch.id).await.unwrap();
            self.bank.receive(&bytes).unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Ana refuses every unemployment benefit, and proposes to give it back to who paid it.
    pub async fn refuse_unemployment(&mut self, today: &str) {
        let act = self.act(today);
        let mut tx = self.db.write().await.unwrap();
        for one in receipt::list_receipts(&mut tx, true).await.unwrap() {
            // "FRANCE TRAVAIL 20260000015 …": the year, then our number of the person.
            let words = one.remittance.as_deref().and_then(|text| text.strip_prefix("FRANCE TRAVAIL 2026"));
            if let Some(number) = words.and_then(|words| words.split(' ').next()) {
                let person: i64 = number.parse().unwrap();
                split::refuse(&mut tx, &act, &one.id, "chomage", Some(person), "Avis de la caisse").await.unwrap();
                give_back::propose(&mut tx, &act, &one.id, None, "Notification").await.unwrap();
            }
        }
        tx.commit().await.unwrap();
    }

    /// Ana refuses every old-age pension.
    pub async fn refuse_pensions(&mut self, today: &str) {
        let act = self.act(today);
        let mut tx = self.db.write().await.unwrap();
        for one in receipt::list_receipts(&mut tx, true).await.unwrap() {
            if one.payer.as_deref().is_some_and(|payer| payer.starts_with("CARSAT")) {
                let person = one.proposals.first().and_then(|proposal| proposal.person);
                split::refuse(&mut tx, &act, &one.id, "retraite", person, "Avis de la caisse").await.unwrap();
            }
        }
        tx.commit().await.unwrap();
    }

    /// September: three files, one payment run, then the last file.
    pub async fn live_september(&mut self) {
        self.live_and_import("2026-09-08").await;
        self.pay("2026-09", "2026-09-08").await;
        self.live_and_import("2026-09-21").await;
        self.refuse_unemployment("2026-09-22").await;
    }
}

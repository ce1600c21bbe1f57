//! What is noted of writes and of reads, and who sees it.

use super::house::{act, at, code, someone_in, staff};
use crate::engine::{TestDb, both_engines};
use chrono::Duration;
use libtest_mimic::Trial;
use quitus::access::{
    AuditFilter, ReadFilter, assign, audit, audit_actions, audit_page, is_read_noted, read_file, reads_of, reads_page,
};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        both_engines("access::a_page_is_noted_once_in_five_minutes", a_page_is_noted_once),
        both_engines("access::the_audit_is_read_in_pages", the_audit_is_read_in_pages),
        both_engines("access::the_door_leaves_a_trace", the_door_leaves_a_trace),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn a_page_is_noted_once(test: TestDb) {
    let [manager, _, head, auditor, admin] = staff(&test).await;
    let people = "INSERT INTO bank_account (id, reference, iban, holder) VALUES (1, 'POOL', 'FR7630001007941234567890185', 'organisation');
        INSERT INTO person (number, bank_account) VALUES (1, 1), (2, 1)";
    test.plain_sql(people).await.unwrap();
    let mut tx = test.db.write().await.unwrap();
    for minutes in 0..12 {
        read_file(&mut tx, &manager, 1, "compte", at(minutes)).await.unwrap();
    }
    read_file(&mut tx, &manager, 1, "contrat", at(1)).await.unwrap();
    read_file(&mut tx, &manager, 2, "compte", at(1)).await.unwrap();
    read_file(&mut tx, &head, 1, "compte", at(1)).await.unwrap();
    assert!(is_read_noted(&mut tx, &head, 1, "compte", at(6) - Duration::seconds(1)).await.unwrap());
    assert!(!is_read_noted(&mut tx, &head, 1, "compte", at(6)).await.unwrap());
    let first = reads_of(&mut tx, &auditor, Some(1), None, 3).await.unwrap();
    assert_eq!(
        first.lines.iter().map(|read| (read.name.as_str(), read.what.as_str())).collect::<Vec<_>>(),
        [("Paul", "compte"), ("Gaëlle", "contrat"), ("Gaëlle", "compte")]
    );
    let rest = reads_of(&mut tx, &auditor, Some(1), first.next, 3).await.unwrap();
    assert_eq!(rest.lines.iter().map(|read| read.at).collect::<Vec<_>>(), [at(5), at(0)]);
    assert_eq!(rest.next, None);
    assert_eq!(reads_of(&mut tx, &head, None, None, 50).await.unwrap().lines.len(), 6);
    let by_head = ReadFilter { by_user: Some(head.id.clone()), ..ReadFilter::default() };
    assert_eq!(reads_page(&mut tx, &auditor, &by_head, None, 50).await.unwrap().lines.len(), 1);
    let days = ReadFilter { person: Some(1), from: Some(at(5)), to: Some(at(10)), ..ReadFilter::default() };
    let between = reads_page(&mut tx, &auditor, &days, None, 50).await.unwrap().lines;
    assert_eq!(between.iter().map(|read| read.at).collect::<Vec<_>>(), [at(5)]);
    for other in [&manager, &admin] {
        assert_eq!(code(reads_of(&mut tx, other, None, None, 50).await), "role_not_allowed");
    }
    assert_eq!(code(read_file(&mut tx, &manager, 99, "compte", at(0)).await), "reference_missing");
}

async fn the_audit_is_read_in_pages(test: TestDb) {
    let [manager, _, head, auditor, _] = staff(&test).await;
    let mut tx = test.db.write().await.unwrap();
    for no in 0..7 {
        let author = if no % 2 == 0 { &manager } else { &head };
        audit(&mut tx, &act(author, no), "essai", &no.to_string(), "").await.unwrap();
    }
    audit(&mut tx, &act(&head, 9), "autre", "3", "").await.unwrap();
    let all = AuditFilter::default();
    let first = audit_page(&mut tx, &auditor, &all, None, 5).await.unwrap();
    assert_eq!(first.lines.iter().map(|line| line.subject.as_str()).collect::<String>(), "36543");
    let rest = audit_page(&mut tx, &auditor, &all, first.next, 5).await.unwrap();
    assert_eq!((rest.lines.iter().map(|line| line.subject.as_str()).collect::<String>().as_str(), rest.next), ("210", None));
    let mut subjects = async |filter: AuditFilter| {
        let page = audit_page(&mut tx, &auditor, &filter, None, 50).await.unwrap();
        page.lines.iter().map(|line| line.subject.as_str()).collect::<String>()
    };
    assert_eq!(subjects(AuditFilter { by_user: Some(manager.id.clone()), ..all.clone() }).await, "6420");
    assert_eq!(subjects(AuditFilter { subject: Some("3".into()), ..all.clone() }).await, "33");
    assert_eq!(
        subjects(AuditFilter { action: Some("essai".into()), from: Some(at(2)), to: Some(at(5)), ..all.clone() }).await,
        "432"
    );
    assert_eq!(audit_actions(&mut tx, &head).await.unwrap(), ["autre", "essai"]);
    assert_eq!(code(audit_page(&mut tx, &manager, &all, None, 5).await), "role_not_allowed");
}

async fn the_door_leaves_a_trace(test: TestDb) {
    let (_, new, _) = someone_in(&test, "Paul", 0).await;
    let mut tx = test.db.write().await.unwrap();
    let paul = &new.session.user;
    let gaelle = quitus::access::find_user(&mut tx, "Gaëlle").await.unwrap();
    assign(&mut tx, &act(paul, 1), &[], &gaelle, at(1).date_naive()).await.unwrap();
    let page = audit_page(&mut tx, paul, &AuditFilter::default(), None, 50).await.unwrap();
    let actions: Vec<_> =
        page.lines.iter().map(|line| (line.action.as_str(), line.by_name.as_str(), line.subject.as_str())).collect();
    assert_eq!(
        actions,
        [
            ("totp_enrolled", "Paul", "Paul"),
            ("sign_in", "Paul", "Paul"),
            ("password_chosen", "Paul", "Paul"),
            ("user_invite", "Alix", "Paul"),
            ("password_chosen", "Alix", "Alix"),
            ("user_invite", "quitus", "Alix"),
        ]
    );
    assert!(!page.lines.iter().any(|line| line.detail.contains(&new.secret)));
}

//! The checks of pages are checked first: each kind of fault, made on purpose on a page that has none, is found.

use super::accessible::{bare, beside, by_keyboard, is_there, violations};
use super::chromium::Visitor;
use super::server::Server;
use super::staff::{Staff, build};
use crate::engine::{TestDb, both_engines_from};
use crate::office::{RESPONSABLE, TODAY};
use libtest_mimic::Trial;

pub fn tests() -> Vec<Trial> {
    both_engines_from("browser::the_checks_find_what_is_wrong", build, finds).into_iter().take(1).collect()
}

const PAGE: &str = "/administration/organisme";

/// Opens the page and spoils it.
async fn spoilt(visitor: &Visitor, script: &str) {
    visitor.open(PAGE).await;
    visitor.client().execute(script, vec![]).await.unwrap();
}

async fn finds(test: TestDb) {
    let staff = Staff::of(&test).await;
    let server = Server::over(&test.url, TODAY);
    let visitor = staff.visitor(&server.origin, RESPONSABLE).await;
    visitor.open(PAGE).await;
    for found in [beside(&visitor, 360).await, bare(&visitor).await, by_keyboard(&visitor).await] {
        assert!(found.is_empty(), "{found:?}");
    }
    let says = |found: Vec<String>, words: &str| assert!(found.iter().any(|one| one.contains(words)), "{words}: {found:?}");

    spoilt(&visitor, "document.querySelector('main p, main form').style.minWidth = '500px'").await;
    says(beside(&visitor, 360).await, "at 360 px");
    spoilt(&visitor, "document.querySelector('main label').remove()").await;
    says(bare(&visitor).await, "without a label");
    spoilt(&visitor, "const field = document.querySelector('main .field'); field.append(field.querySelector('label'))").await;
    says(bare(&visitor).await, "its label comes after");
    spoilt(&visitor, "document.querySelector('.skip').remove()").await;
    says(bare(&visitor).await, "does not lead to the content");
    spoilt(&visitor, "for (const side of ['width', 'height']) document.querySelector('.brand svg').removeAttribute(side)").await;
    says(bare(&visitor).await, "svg");
    spoilt(&visitor, "document.querySelector('main button').style.outline = 'none'").await;
    says(by_keyboard(&visitor).await, "the focus does not show");
    let trap = "const field = document.querySelector('main input:not([type=hidden])');
        field.addEventListener('keydown', (event) => { if (event.key === 'Tab') event.preventDefault(); })";
    spoilt(&visitor, trap).await;
    says(by_keyboard(&visitor).await, "the keyboard does not reach");
    if is_there() {
        visitor.open(PAGE).await;
        assert_eq!(violations(&visitor).await, Vec::<String>::new());
        spoilt(&visitor, "document.querySelector('main label').remove()").await;
        says(violations(&visitor).await, "label");
        spoilt(&visitor, "document.querySelector('main label').style.color = '#ccc'").await;
        says(violations(&visitor).await, "color-contrast");
    }
    visitor.leave().await;
}

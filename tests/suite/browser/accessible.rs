//! What every page owes to everyone: axe-core finds nothing, nothing hides beside a narrow or an enlarged screen, the page reads
//! well without its look, and the keyboard alone goes everywhere.

use super::chromium::Visitor;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

/// WCAG 2.2, levels A and AA, and what axe-core calls good practice.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// The checker, which `tests/run` installs; none where it is absent, unless it is required.
static AXE: LazyLock<Option<String>> = LazyLock::new(|| {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let path = target.join("axe/node_modules/axe-core/axe.min.js");
    let required = std::env::var_os("QUITUS_TOOLS").is_some_and(|value| value == "required");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if required => panic!("{}: {error}", path.display()),
        Err(_) => None,
    }
});

/// True where pages can be checked.
pub fn is_there() -> bool {
    AXE.is_some()
}

/// Gives a browser the checker on every page that it will open.
pub async fn install(visitor: &Visitor) {
    if let Some(axe) = AXE.as_deref() {
        visitor.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": axe })).await;
        visitor.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": include_str!("watch_focus.js") })).await;
    }
}

/// The pages that were checked, by their elements without their words: the second engine shows the same ones.
static CHECKED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

const SKELETON: &str = "return document.title + location.pathname.replace(/[0-9A-Za-z-]{20,}|[0-9]+/g, '') + ' '
    + [...document.body.querySelectorAll('*')].map((one) => one.tagName + '.' + (one.getAttribute('class') || '')).join(' ')";

/// Checks the page as it is now, unless one made of the same elements was checked before in this process.
pub async fn check_once(visitor: &Visitor) {
    if !is_there() || visitor.client().execute("return typeof axe", vec![]).await.unwrap() != "object" {
        return;
    }
    let skeleton = visitor.client().execute(SKELETON, vec![]).await.unwrap().to_string();
    if CHECKED.lock().unwrap().insert(skeleton) {
        let found = violations(visitor).await;
        assert!(found.is_empty(), "{}:\n{}", visitor.path().await, found.join("\n"));
    }
}

async fn strings(visitor: &Visitor, script: &str, arguments: Vec<Value>) -> Vec<String> {
    let found = visitor.client().execute(script, arguments).await.unwrap();
    serde_json::from_value(found).unwrap()
}

/// What axe-core finds on the page as it is now.
pub async fn violations(visitor: &Visitor) -> Vec<String> {
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: { type: 'tag', values: arguments[0] }, resultTypes: ['violations'], preload: false }).then(
            (found) => done(found.violations.flatMap((one) => one.nodes.slice(0, 3).map(
                (node) => `${one.id} (${one.help}): ${node.target.join(' ')}: ${node.html.slice(0, 160)}: ${node.failureSummary}`))),
            (error) => done(['axe: ' + error]));";
    let found = visitor.client().execute_async(script, vec![json!(RULES)]).await.unwrap();
    serde_json::from_value(found).unwrap()
}

/// Shows the page on a screen of that width, in the pixels of style sheets.
pub async fn widen(visitor: &Visitor, width: u32, height: u32) {
    let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    visitor.chromium("Emulation.setDeviceMetricsOverride", screen).await;
}

/// Shows the page again as wide as the window.
pub async fn widen_back(visitor: &Visitor) {
    visitor.chromium("Emulation.clearDeviceMetricsOverride", json!({})).await;
}

/// What makes the page wider than a screen of that width. What scrolls inside a box of its own is left out.
pub async fn beside(visitor: &Visitor, width: u32) -> Vec<String> {
    widen(visitor, width, 800).await;
    let script = "const wide = document.scrollingElement.clientWidth;
        if (document.scrollingElement.scrollWidth <= wide) return [];
        const boxed = (one) => one.closest('.list, .scroll, svg, .unseen') !== null;
        const over = [...document.querySelectorAll('body *')].filter(
            (one) => !boxed(one) && one.getBoundingClientRect().right > wide + 1);
        return [`${document.scrollingElement.scrollWidth} on ${wide}`,
            ...over.slice(-4).map((one) => one.outerHTML.slice(0, 160))];";
    let found = strings(visitor, script, vec![]).await;
    widen_back(visitor).await;
    found.into_iter().map(|one| format!("at {width} px: {one}")).collect()
}

/// Signs of French typography that a line of the page could begin or end with: a plain space stands beside them.
pub async fn loose_signs(visitor: &Visitor) -> Vec<String> {
    let script = "const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT), found = [];
        for (let one = texts.nextNode(); one !== null; one = texts.nextNode()) {
            const typed = one.parentElement.closest('textarea, script, style, pre') !== null;
            if (!typed && / [;:?!»]|« /.test(one.data)) found.push(one.data.trim().slice(0, 120));
        }
        return found.slice(0, 5);";
    let found = strings(visitor, script, vec![]).await;
    found.into_iter().map(|one| format!("a plain space beside a sign: {one}")).collect()
}

/// What goes wrong when the look of the page does not load.
pub async fn bare(visitor: &Visitor) -> Vec<String> {
    strings(visitor, include_str!("bare.js"), vec![]).await
}

/// What the keyboard does not reach, or reaches without showing it: the tabulation key is pressed through the whole page.
pub async fn by_keyboard(visitor: &Visitor) -> Vec<String> {
    let presses = visitor.client().execute("return watchFocus.start()", vec![]).await.unwrap();
    let presses = presses.as_u64().unwrap();
    let mut keys = KeyActions::new("keyboard".to_owned());
    for _ in 0..presses {
        let value = fantoccini::key::Key::Tab.into();
        keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
    }
    visitor.client().perform_actions(keys).await.unwrap();
    strings(visitor, "return watchFocus.end()", vec![]).await
}

//! Chromium, driven as a user does: one driver process for all the tests of this process, a browser of its own for each visitor.

use super::accessible;
use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use quitus::web::typography::hard_spaces;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use webauthn_rs::prelude::Url;

/// How long a page may take on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// The driver process.
struct Driver {
    child: Child,
    /// Where it listens.
    port: u16,
    /// Where it and its browsers leave what they need for a while.
    scratch: TempDir,
}

static DRIVER: LazyLock<Mutex<Option<Driver>>> = LazyLock::new(Mutex::default);

/// The address of the driver, started by the first test that asks.
fn driver() -> String {
    let mut driver = DRIVER.lock().unwrap();
    let Driver { port, .. } = driver.get_or_insert_with(|| {
        let scratch = tempfile::Builder::new().prefix("quitus-chromium-").tempdir().unwrap();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("TMPDIR", scratch.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let started = lines.map_while(Result::ok).find(|line| line.contains("started successfully on port")).unwrap();
        let port = started.rsplit("on port ").next().unwrap().trim_end_matches('.').parse().unwrap();
        Driver { child, port, scratch }
    });
    format!("http://127.0.0.1:{port}")
}

/// Ends the driver, and every browser that it started, and clears what they left.
pub fn stop() {
    if let Some(Driver { mut child, scratch, .. }) = DRIVER.lock().unwrap().take() {
        let _ = child.kill();
        let _ = child.wait();
        let _ = scratch.close();
    }
}

/// Somebody at a screen.
pub struct Visitor {
    client: Client,
    origin: String,
}

impl Visitor {
    /// Opens a browser that knows nothing yet of the site at that origin. Without scripts, it runs none of ours.
    pub async fn at(origin: &str, scripts: bool) -> Self {
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=fr", "--window-size=1280,900"];
        let mut options = json!({ "args": arguments });
        if !scripts {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "goog:chromeOptions": options }).as_object().unwrap().clone();
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&driver()).await.unwrap();
        let visitor = Self { client, origin: origin.to_owned() };
        if scripts {
            accessible::install(&visitor).await;
        }
        visitor
    }

    /// The driver itself, for what only one test does.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Asks Chromium itself, by its own protocol.
    pub async fn chromium(&self, command: &'static str, parameters: Value) -> Value {
        self.client.issue_cmd(OfChromium { command, parameters }).await.unwrap()
    }

    /// Opens a page of the site.
    pub async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.origin)).await.unwrap();
    }

    async fn wait(&self, what: Locator<'_>) -> Option<Element> {
        self.client.wait().at_most(PATIENCE).every(Duration::from_millis(50)).for_element(what).await.ok()
    }

    /// The element that a selector names, once it is there.
    pub async fn see(&self, css: &str) -> Element {
        match self.wait(Locator::Css(css)).await {
            Some(element) => element,
            None => panic!("{css} is not on {}:\n{}", self.path().await, self.text().await),
        }
    }

    /// True when the page has such an element now.
    pub async fn has(&self, css: &str) -> bool {
        !self.client.find_all(Locator::Css(css)).await.unwrap().is_empty()
    }

    /// Everything that the page says.
    pub async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// Waits until the page says these words.
    pub async fn reads(&self, words: &str) {
        let path = format!("//body//*[contains(normalize-space(.), {})]", quoted(&hard_spaces(words)));
        let found = self.wait(Locator::XPath(&path)).await;
        assert!(found.is_some(), "« {words} » is not on {}:\n{}", self.path().await, self.text().await);
        accessible::check_once(self).await;
    }

    /// Where the links of the page lead on this site.
    pub async fn links(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('a[href]')].filter((one) => one.origin === location.origin)
            .map((one) => one.pathname + one.search)";
        serde_json::from_value(self.client.execute(script, vec![]).await.unwrap()).unwrap()
    }

    /// How the site answers this visitor at an address, without opening it.
    pub async fn status(&self, path: &str) -> u64 {
        let script = "const done = arguments[1]; fetch(arguments[0]).then((answer) => done(answer.status), () => done(0))";
        self.client.execute_async(script, vec![json!(path)]).await.unwrap().as_u64().unwrap()
    }

    /// The path and parameters of the page.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
        format!("{}{query}", url.path())
    }

    /// What a field holds.
    pub async fn value(&self, name: &str) -> String {
        self.see(&format!("main [name=\"{name}\"]")).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Types into a field, in the place of what it holds; chooses the value of a list.
    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.see(&format!("main [name=\"{name}\"]:not([type=hidden])")).await;
        match (field.tag_name().await.unwrap().as_str(), field.attr("type").await.unwrap().as_deref()) {
            ("select", _) => field.select_by_value(value).await.unwrap(),
            // Keys would be read in the order of the browser's language.
            (_, Some("date" | "month")) => {
                let script = "arguments[0].value = arguments[1]";
                self.client.execute(script, vec![json!(field), json!(value)]).await.unwrap();
            }
            (_, Some("file")) => field.send_keys(value).await.unwrap(),
            _ => {
                field.clear().await.unwrap();
                field.send_keys(value).await.unwrap();
            }
        }
    }

    /// Gives files to a field.
    pub async fn attach(&self, name: &str, files: &[&Path]) {
        let paths: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
        self.fill(name, &paths.join("\n")).await;
    }

    /// Clicks a button or a link by its words.
    pub async fn click(&self, words: &str) {
        let quoted = quoted(&hard_spaces(words));
        let path = format!("//button[normalize-space(.)={quoted}] | //a[normalize-space(.)={quoted}]");
        match self.wait(Locator::XPath(&path)).await {
            Some(element) => element.click().await.unwrap(),
            None => panic!("« {words} » cannot be clicked on {}:\n{}", self.path().await, self.text().await),
        }
    }

    /// Closes the browser.
    pub async fn leave(self) {
        self.client.close().await.unwrap();
    }
}

/// A command that only Chromium knows.
#[derive(Debug)]
struct OfChromium {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for OfChromium {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as FromStr>::Err> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.command, "params": self.parameters }).to_string()))
    }
}

/// A text as XPath writes it; our words hold typographic apostrophes only.
fn quoted(words: &str) -> String {
    assert!(!words.contains('\''), "{words}");
    format!("'{words}'")
}

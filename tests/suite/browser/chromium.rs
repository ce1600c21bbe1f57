//! Chromium, driven as a user does: one driver process for all the tests of this process, a browser of its own for each visitor.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::extensions::query::ElementQueryable;
use thirtyfour::prelude::{By, DesiredCapabilities, WebDriver, WebElement};

/// How long a page may take on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// The driver process, and where it listens.
static DRIVER: LazyLock<Mutex<Option<(Child, u16)>>> = LazyLock::new(Mutex::default);

/// The address of the driver, started by the first test that asks.
fn driver() -> String {
    let mut driver = DRIVER.lock().unwrap();
    let (_, port) = driver.get_or_insert_with(|| {
        let mut child =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let started = lines.map_while(Result::ok).find(|line| line.contains("started successfully on port")).unwrap();
        let port = started.rsplit("on port ").next().unwrap().trim_end_matches('.').parse().unwrap();
        (child, port)
    });
    format!("http://127.0.0.1:{port}")
}

/// Ends the driver, and every browser that it started.
pub fn stop() {
    if let Some((mut child, _)) = DRIVER.lock().unwrap().take() {
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Somebody at a screen.
pub struct Visitor {
    driver: WebDriver,
    origin: String,
}

impl Visitor {
    /// Opens a browser that knows nothing yet of the site at that origin. Without scripts, it runs none of ours.
    pub async fn at(origin: &str, scripts: bool) -> Self {
        let mut wanted = DesiredCapabilities::chrome();
        for argument in
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=fr", "--window-size=1280,900"]
        {
            wanted.add_arg(argument).unwrap();
        }
        if !scripts {
            let off = serde_json::json!({ "profile.managed_default_content_settings.javascript": 2 });
            wanted.add_experimental_option("prefs", off).unwrap();
        }
        let driver = WebDriver::new(driver(), wanted).await.unwrap();
        Self { driver, origin: origin.to_owned() }
    }

    /// The driver itself, for what only one test does.
    pub const fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens a page of the site.
    pub async fn open(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.origin)).await.unwrap();
    }

    /// The element that a selector names, once it is there.
    pub async fn see(&self, css: &str) -> WebElement {
        let found = self.driver.query(By::Css(css.to_owned())).wait(PATIENCE, Duration::from_millis(50)).first().await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\n{}", self.text().await),
        }
    }

    /// True when the page has such an element now.
    pub async fn has(&self, css: &str) -> bool {
        !self.driver.find_all(By::Css(css.to_owned())).await.unwrap().is_empty()
    }

    /// Everything that the page says.
    pub async fn text(&self) -> String {
        let body = self.driver.find(By::Tag("body")).await.unwrap();
        body.text().await.unwrap()
    }

    /// Waits until the page says these words.
    pub async fn reads(&self, words: &str) {
        let title = format!("//*[contains(normalize-space(.), {})]", quoted(words));
        let found = self.driver.query(By::XPath(title)).wait(PATIENCE, Duration::from_millis(50)).first().await;
        assert!(found.is_ok(), "« {words} » is not on the page {}:\n{}", self.path().await, self.text().await);
    }

    /// The path and parameters of the page.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
        format!("{}{query}", url.path())
    }

    /// Types into a field, in the place of what it holds.
    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.see(&format!("main [name=\"{name}\"]:not([type=hidden])")).await;
        let kind = field.attr("type").await.unwrap().unwrap_or_default();
        if field.tag_name().await.unwrap() == "select" {
            self.see(&format!("main [name=\"{name}\"] option[value=\"{value}\"]")).await.click().await.unwrap();
            return;
        }
        if kind != "file" {
            field.clear().await.unwrap();
        }
        field.send_keys(value).await.unwrap();
    }

    /// Gives files to a field.
    pub async fn attach(&self, name: &str, files: &[&Path]) {
        let paths: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
        self.fill(name, &paths.join("\n")).await;
    }

    /// Clicks a button or a link by its words.
    pub async fn click(&self, words: &str) {
        let quoted = quoted(words);
        let path = format!("//button[normalize-space(.)={quoted}] | //a[normalize-space(.)={quoted}]");
        let found = self.driver.query(By::XPath(path)).wait(PATIENCE, Duration::from_millis(50)).first().await;
        match found {
            Ok(element) => element.click().await.unwrap(),
            Err(error) => panic!("« {words} » cannot be clicked on {}: {error}\n{}", self.path().await, self.text().await),
        }
    }

    /// Closes the browser.
    pub async fn leave(self) {
        self.driver.quit().await.unwrap();
    }
}

/// A text as XPath writes it; our words hold typographic apostrophes only.
fn quoted(words: &str) -> String {
    assert!(!words.contains('\''), "{words}");
    format!("'{words}'")
}

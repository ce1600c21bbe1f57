//! A browser without a screen: HTTP/1.1 over one connection kept alive, a cookie, and how long each page takes.

use chrono::Utc;
use quitus::access::telephone_code;
use quitus::demo::keys::PASSWORD;
use quitus::store::Db;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A page that was opened.
pub struct Seen {
    /// Which.
    pub page: &'static str,
    /// From the first byte sent to the last received.
    pub took: Duration,
    /// The status of the answer.
    pub status: u16,
}

/// Somebody at work.
pub struct Client {
    connection: BufReader<TcpStream>,
    origin: String,
    cookie: String,
}

struct Answer {
    status: u16,
    cookie: Option<String>,
    body: Vec<u8>,
}

impl Client {
    async fn at(origin: &str) -> Self {
        let stream = TcpStream::connect(origin.trim_start_matches("http://").replace("localhost", "127.0.0.1")).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { connection: BufReader::new(stream), origin: origin.to_owned(), cookie: String::new() }
    }

    /// Opens a page.
    pub async fn open(&mut self, page: &'static str, path: &str) -> Seen {
        let began = Instant::now();
        let answer = self.ask("GET", path, "Accept-Encoding: gzip\r\n", "").await;
        Seen { page, took: began.elapsed(), status: answer.status }
    }

    async fn ask(&mut self, method: &str, path: &str, more: &str, body: &str) -> Answer {
        let host = self.origin.trim_start_matches("http://");
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{cookie}{more}Content-Length: {}\r\n\r\n{body}", body.len());
        self.connection.get_mut().write_all(request.as_bytes()).await.unwrap();
        self.answer().await
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.connection.read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }

    async fn answer(&mut self) -> Answer {
        let first = self.line().await;
        let status = first.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, cookie: None, body: Vec::new() };
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line().await;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").unwrap();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "transfer-encoding" => chunked = value == "chunked",
                "set-cookie" => answer.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        if !chunked {
            answer.body = vec![0; length];
            self.connection.read_exact(&mut answer.body).await.unwrap();
            return answer;
        }
        loop {
            let size = usize::from_str_radix(&self.line().await, 16).unwrap();
            let mut chunk = vec![0; size + 2];
            self.connection.read_exact(&mut chunk).await.unwrap();
            if size == 0 {
                return answer;
            }
            answer.body.extend_from_slice(&chunk[..size]);
        }
    }

    async fn send(&mut self, path: &str, body: &str) {
        let more = format!("Origin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n", self.origin);
        let answer = self.ask("POST", path, &more, body).await;
        self.cookie = answer.cookie.unwrap_or_else(|| panic!("{path}: {}", answer.status));
    }
}

/// Signs somebody in with their password and the code of their telephone.
pub async fn sign_in(db: &Db, origin: &str, name: &str) -> Client {
    let secret = secret(db, name).await;
    let mut client = Client::at(origin).await;
    client.send("/connexion", &format!("nom={}&mot_de_passe={}", name.replace(' ', "+"), PASSWORD.replace(' ', "+"))).await;
    let page = client.ask("GET", "/connexion/code", "", "").await.body;
    let page = String::from_utf8(page).unwrap();
    let token = page.split("name=\"jeton\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    // The code of the moment was used when the telephone was enrolled; the next one opens already.
    let code = telephone_code(&secret, Utc::now() + chrono::Duration::seconds(30)).unwrap();
    client.send("/connexion/code", &format!("jeton={token}&code={code}")).await;
    client
}

async fn secret(db: &Db, name: &str) -> String {
    let sql = "SELECT secret FROM bench_key WHERE name = $1";
    match db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).bind(name).fetch_one(read).await.unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_scalar(sql).bind(name).fetch_one(pool).await.unwrap(),
    }
}

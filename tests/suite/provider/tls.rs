//! A provider over TLS: its certificate is that of its name, by an authority that the machine trusts, or nothing is asked of it.

use super::hostile::{Hostile, Says};
use super::{BUTTON, command};
use crate::browser::Server;
use crate::engine::{Engine, TestDb, external, runtime};
use crate::office::TODAY;
use crate::routes::Browserless;
use libtest_mimic::Trial;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    vec![external("provider::its_certificate_is_that_of_its_name", "openssl", || runtime().block_on(certificates()))]
}

fn openssl(folder: &Path, arguments: &str) {
    let mut command = Command::new("openssl");
    let made = command.args(arguments.split(' ')).current_dir(folder).stderr(Stdio::null()).status().unwrap();
    assert!(made.success(), "openssl {arguments}");
}

/// An authority.
fn authority(folder: &Path, name: &str) -> PathBuf {
    openssl(
        folder,
        &format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={name} -keyout {name}.key -out {name}.pem"
        ),
    );
    folder.join(format!("{name}.pem"))
}

/// What serves a host by a certificate of an authority.
fn serves(folder: &Path, authority: &str, host: &str) -> TlsAcceptor {
    std::fs::write(folder.join("names"), format!("subjectAltName=DNS:{host}\n")).unwrap();
    openssl(
        folder,
        &format!("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={host} -keyout own.key -out own.csr"),
    );
    openssl(
        folder,
        &format!("x509 -req -days 2 -in own.csr -CA {authority}.pem -CAkey {authority}.key -extfile names -out own.pem"),
    );
    let chain = vec![CertificateDer::from_pem_file(folder.join("own.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(folder.join("own.key")).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Puts a provider behind a certificate, and makes it say so of itself. Its new name.
async fn behind(acceptor: TlsAcceptor, hostile: &Hostile) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let plain = hostile.issuer().trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Who does not like the certificate hangs up.
            let Ok(mut outside) = acceptor.accept(stream).await else { continue };
            let mut inside = TcpStream::connect(&plain).await.unwrap();
            let _ = copy_bidirectional(&mut outside, &mut inside).await;
        }
    });
    let at = |path: &str| format!("{issuer}{path}");
    let itself = json!({
        "issuer": issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
    });
    hostile.say(Says { itself, ..Says::default() });
    issuer
}

async fn certificates() {
    let test = TestDb::fresh(Engine::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let [ours, other] = ["ours", "other"].map(|name| authority(folder, name));
    let cases =
        [("ours", "localhost", &ours, true), ("ours", "autre.exemple.fr", &ours, false), ("ours", "localhost", &other, false)];
    for (by, host, trusted, answers) in cases {
        let hostile = Hostile::start().await;
        let issuer = behind(serves(folder, by, host), &hostile).await;
        let mut command = command(TODAY, &test.url, &issuer, &[]);
        command.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
        let server = Server::start(command);
        let site = Browserless::of(&server);
        let answer = site.get("/connexion/organisation", "").await;
        let page = (super::flow::leads_to(&answer), answer.text().await.unwrap());
        if answers {
            assert!(page.0.starts_with(&format!("{issuer}/authorize?")), "{page:?}");
        } else {
            assert!(page.1.contains("provider_silent") && page.1.contains(BUTTON), "{host} by {by}: {page:?}");
        }
    }
    test.db.close().await;
}

//! The one way out of the server: an HTTP request to the identity provider, bounded in time and in size. No redirection is followed, so
//! that nobody makes the server ask elsewhere.

use crate::access::{ProviderAnswer, ProviderAsked, Way};
use axum::body::Bytes;
use axum::http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::io;
use std::time::Duration;

/// How long an answer may take, from the connection to its last byte.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer, in bytes: keys and tokens take a few thousand.
const LARGEST: usize = 1 << 20;

/// The way out.
pub(super) struct Outward {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    patience: Duration,
}

impl Outward {
    /// A way out that trusts the authorities of the system, where a house's own may stand; those of the web where the system has none.
    pub(super) fn new() -> Self {
        let trusting = HttpsConnectorBuilder::new().with_native_roots().unwrap_or_else(|error| {
            tracing::warn!("the system's certificates are not readable, those of the web are taken: {error}");
            HttpsConnectorBuilder::new().with_webpki_roots()
        });
        let connector = trusting.https_or_http().enable_http1().build();
        // Sign-ins are rare: a connection that is kept would be stale at the next one.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Self { client, patience: PATIENCE }
    }

    async fn answer(&self, request: ProviderAsked) -> io::Result<Response<Vec<u8>>> {
        let (parts, body) = request.into_parts();
        let answer = self.client.request(Request::from_parts(parts, Full::from(body))).await.map_err(io::Error::other)?;
        let (parts, body) = answer.into_parts();
        let bytes = Limited::new(body, LARGEST).collect().await.map_err(io::Error::other)?.to_bytes();
        Ok(Response::from_parts(parts, bytes.to_vec()))
    }
}

impl Way for Outward {
    fn ask(&self, request: ProviderAsked) -> ProviderAnswer<'_> {
        Box::pin(async move {
            let answer = tokio::time::timeout(self.patience, self.answer(request)).await;
            answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A server that reads a request and says this; without anything to say, it keeps the connection and says nothing.
    async fn server(says: Option<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4096]).await;
            match says {
                Some(bytes) => drop(socket.write_all(&bytes).await),
                None => std::future::pending().await,
            }
        });
        address
    }

    async fn asked(address: &str, patience: Duration) -> io::Result<Response<Vec<u8>>> {
        let outward = Outward { patience, ..Outward::new() };
        let request = Request::builder().uri(address).body(Vec::new()).unwrap();
        outward.ask(request).await
    }

    #[tokio::test]
    async fn an_answer_is_awaited_for_a_while_only() {
        let failed = asked(&server(None).await, Duration::from_millis(100)).await.unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_answer_is_read_to_its_bound() {
        let answer = |length: usize| {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
            [head.into_bytes(), vec![b'x'; length]].concat()
        };
        let read = asked(&server(Some(answer(LARGEST))).await, PATIENCE).await.unwrap();
        assert_eq!(read.body().len(), LARGEST);
        assert!(asked(&server(Some(answer(LARGEST + 1))).await, PATIENCE).await.is_err());
    }

    #[tokio::test]
    async fn no_redirection_is_followed() {
        let elsewhere = server(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec())).await;
        let says = format!("HTTP/1.1 302 Found\r\nlocation: {elsewhere}\r\ncontent-length: 0\r\n\r\n");
        let answer = asked(&server(Some(says.into_bytes())).await, PATIENCE).await.unwrap();
        assert_eq!(answer.status(), 302);
    }
}

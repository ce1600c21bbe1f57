//! Who asks, as far as the network says.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// Where a request comes from, for the trace of a session and for the lockout.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The browser, as it names itself.
    pub agent: String,
    /// The network address; empty when nothing says it.
    pub address: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let address = peer.and_then(|peer| comes_from(peer, forwarded)).map(|address| address.to_string()).unwrap_or_default();
        Ok(Self { agent, address })
    }
}

/// Whose failures are counted: the other end of the connection or, when that is a proxy on this machine, the address that the proxy
/// saw and wrote last. What stands before it in the header was written by whoever asked. Nobody, when the proxy says nothing: one
/// stranger's failures would lock all out.
fn comes_from(peer: IpAddr, forwarded: Option<&str>) -> Option<IpAddr> {
    if !peer.is_loopback() {
        return Some(peer);
    }
    forwarded?.rsplit(',').next()?.trim().parse().ok().filter(|address: &IpAddr| !address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_this_machine_says_who_asks() {
        let from = |peer: &str, forwarded| comes_from(peer.parse().unwrap(), forwarded).map(|address| address.to_string());
        assert_eq!(from("203.0.113.5", Some("198.51.100.1")).as_deref(), Some("203.0.113.5"));
        assert_eq!(from("127.0.0.1", Some("198.51.100.1")).as_deref(), Some("198.51.100.1"));
        assert_eq!(from("::1", Some("2001:db8::7")).as_deref(), Some("2001:db8::7"));
        // The first one is what the stranger wrote.
        assert_eq!(from("127.0.0.1", Some("192.0.2.9, 198.51.100.1")).as_deref(), Some("198.51.100.1"));
        for nobody in [None, Some(""), Some("127.0.0.1"), Some("192.0.2.9, "), Some("unknown")] {
            assert_eq!(from("127.0.0.1", nobody), None, "{nobody:?}");
        }
    }
}

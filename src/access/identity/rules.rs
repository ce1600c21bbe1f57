//! What the two sides of a departure have in common, and what a proof must be beyond what the library asks.

use crate::access::secret::{derived, hashed, link_secret};
use crate::refusal::Failure;
use chrono::{DateTime, Duration, Utc};
use openidconnect::url::{Host, Url};
use std::fmt;

/// How long a browser may take to come back from the provider, and its user to say yes.
pub const DEPARTURE: Duration = Duration::minutes(10);
/// How far the provider's clock may be from ours.
pub(super) const LEEWAY: Duration = Duration::seconds(60);
/// The longest name that is shown of an identity.
const CALLED: usize = 120;

/// What a browser that leaves for the provider keeps: one secret, of which everything else is made.
#[derive(Clone, PartialEq, Eq)]
pub struct Departure {
    /// 256 random bits and the second of the departure, fit for a cookie. Nobody moves that second afterwards: state and nonce, which
    /// the provider saw, are made of it too.
    pub secret: String,
}

/// Nobody reads the secret in a log.
impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Departure").field("asked_at", &self.asked_at()).finish_non_exhaustive()
    }
}

impl Departure {
    /// One that leaves at an instant. Who leaves to sign in writes nothing: a stranger must not fill the database.
    ///
    /// # Errors
    /// Broken when the system has no random numbers.
    pub fn leaving(at: DateTime<Utc>) -> Result<Self, Failure> {
        Ok(Self { secret: format!("{}-{}", link_secret()?, at.timestamp()) })
    }

    /// When it left; none for a secret that was not made here.
    pub(super) fn asked_at(&self) -> Option<DateTime<Utc>> {
        let (_, second) = self.secret.rsplit_once('-')?;
        DateTime::from_timestamp(second.parse().ok()?, 0)
    }

    /// True while its browser may come back.
    pub(super) fn lasts(&self, at: DateTime<Utc>) -> bool {
        self.asked_at().is_some_and(|asked| asked <= at + LEEWAY && at < asked + DEPARTURE)
    }

    /// What the provider sends back in the address.
    #[must_use]
    pub fn state(&self) -> String {
        derived("provider_state", &self.secret)
    }

    /// What stands in the ID token.
    pub(super) fn nonce(&self) -> String {
        derived("provider_nonce", &self.secret)
    }

    /// What proves to the provider that who exchanges the code is who left (RFC 7636): 64 unreserved characters.
    pub(super) fn verifier(&self) -> String {
        derived("provider_verifier", &self.secret)
    }

    /// What is stored of it.
    pub(super) fn hash(&self) -> Vec<u8> {
        hashed("provider_departure", &self.secret)
    }

    /// True for the state of this departure; hashed before they are compared, so that no time tells how much was right.
    pub(super) fn bears(&self, state: &str) -> bool {
        hashed("state", &self.state()) == hashed("state", state)
    }
}

/// True for an address where a provider may be asked: over TLS, or in clear on this very machine.
pub(super) fn is_reachable(url: &Url) -> bool {
    let near = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && near)
}

/// Whether a token was issued while its departure could wait for it.
pub(super) fn is_fresh(issued_at: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    issued_at <= at + LEEWAY && issued_at >= at - DEPARTURE - LEEWAY
}

/// Whether a token that names the party it was made for names us (OpenID Connect Core 3.1.3.7, steps 4 and 5).
pub(super) fn is_for(client: &str, authorised: Option<&str>, audiences: usize) -> bool {
    match authorised {
        Some(party) => party == client,
        None => audiences == 1,
    }
}

/// Whether the provider saw two factors: the value that the house trusts stands among the methods (`amr`) or is the class (`acr`).
pub(super) fn saw_two_factors<'a>(
    trusted: Option<&str>,
    mut methods: impl Iterator<Item = &'a str>,
    class: Option<&str>,
) -> bool {
    trusted.is_some_and(|trusted| class == Some(trusted) || methods.any(|method| method == trusted))
}

/// Whether somebody proved who they are since they left, and not at some earlier time whose session the provider still keeps.
pub(super) fn is_anew(proved_at: Option<DateTime<Utc>>, departure: &Departure) -> bool {
    departure.asked_at().zip(proved_at).is_some_and(|(asked, proved)| proved + LEEWAY >= asked)
}

/// True for what would make a name be read as another: controls, and marks that turn the writing round or hide in it.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The name by which somebody knows their own account: what the provider calls them, else its own sign for them.
pub(super) fn called(name: Option<&str>, address: Option<&str>, subject: &str) -> String {
    let clean =
        |text: &str| -> String { text.chars().filter(|c| !is_hidden(*c)).take(CALLED).collect::<String>().trim().to_owned() };
    let parts: Vec<String> = [name, address].into_iter().flatten().map(clean).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [name, address] if name != address => format!("{name} ({address})"),
        [one, ..] => one.clone(),
        [] => clean(subject),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_is_made_of_one_secret_and_of_nothing_else() {
        let (one, other) = (Departure { secret: "a".into() }, Departure { secret: "b".into() });
        let all = [one.state(), one.nonce(), one.verifier(), other.state(), other.nonce(), other.verifier()];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert!(one.bears(&one.state()) && !one.bears(&other.state()) && !one.bears("") && !one.bears(&one.nonce()));
        // RFC 7636, 4.1: 43 to 128 unreserved characters.
        assert!((43..=128).contains(&one.verifier().len()) && one.verifier().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(!all.contains(&hex::encode(one.hash())));
    }

    #[test]
    fn a_departure_lasts_ten_minutes_from_the_second_that_it_bears() {
        let at = DateTime::<Utc>::UNIX_EPOCH + Duration::days(1);
        let departure = Departure::leaving(at).unwrap();
        for (seconds, lasts) in [(-61, false), (-60, true), (0, true), (599, true), (600, false)] {
            assert_eq!(departure.lasts(at + Duration::seconds(seconds)), lasts, "{seconds}");
        }
        let (secret, _) = departure.secret.rsplit_once('-').unwrap();
        let later = Departure { secret: format!("{secret}-{}", at.timestamp() + 300) };
        assert!(!later.bears(&departure.state()), "another second is another departure");
        for nothing in ["", secret, "a-", "a-99999999999999999999"] {
            assert!(!Departure { secret: nothing.into() }.lasts(at), "{nothing}");
        }
        assert!(!format!("{departure:?}").contains(secret));
    }

    #[test]
    fn what_was_proved_before_the_departure_is_not_proved_anew() {
        let at = DateTime::<Utc>::UNIX_EPOCH + Duration::days(1);
        let departure = Departure::leaving(at).unwrap();
        for (proved, anew) in [(None, false), (Some(-61), false), (Some(-60), true), (Some(30), true)] {
            assert_eq!(is_anew(proved.map(|seconds| at + Duration::seconds(seconds)), &departure), anew, "{proved:?}");
        }
    }

    #[test]
    fn a_provider_in_clear_is_on_this_machine() {
        let may = |url: &str| is_reachable(&Url::parse(url).unwrap());
        for url in ["https://connexion.exemple.fr/realms/a", "http://localhost:8080", "http://127.0.0.1/", "http://[::1]:80/"] {
            assert!(may(url), "{url}");
        }
        for url in ["http://connexion.exemple.fr", "http://localhost.exemple.fr", "ftp://localhost/", "file:///etc/passwd"] {
            assert!(!may(url), "{url}");
        }
    }

    #[test]
    fn a_token_is_fresh_for_as_long_as_its_departure_and_a_little_more() {
        let at = DateTime::<Utc>::UNIX_EPOCH + Duration::days(1);
        for (seconds, fresh) in [(61, false), (60, true), (0, true), (-660, true), (-661, false)] {
            assert_eq!(is_fresh(at + Duration::seconds(seconds), at), fresh, "{seconds}");
        }
    }

    #[test]
    fn a_token_for_several_says_that_it_is_ours() {
        assert!(is_for("quitus", None, 1) && is_for("quitus", Some("quitus"), 1) && is_for("quitus", Some("quitus"), 2));
        assert!(!is_for("quitus", None, 2) && !is_for("quitus", Some("autre"), 1));
    }

    #[test]
    fn two_factors_count_only_by_the_word_that_the_house_trusts() {
        let seen = |trusted, methods: &[&'static str], class| saw_two_factors(trusted, methods.iter().copied(), class);
        assert!(seen(Some("mfa"), &["pwd", "mfa"], None) && seen(Some("phr"), &[], Some("phr")));
        assert!(
            !seen(None, &["pwd", "mfa"], Some("mfa")) && !seen(Some("mfa"), &["pwd"], Some("1")) && !seen(Some("mfa"), &[], None)
        );
    }

    #[test]
    fn an_identity_is_called_as_its_owner_knows_it() {
        assert_eq!(called(Some("Marie Durand"), Some("m.durand"), "x1"), "Marie Durand (m.durand)");
        assert_eq!(called(None, Some("m.durand"), "x1"), "m.durand");
        assert_eq!(called(Some("marie"), Some("marie"), "x1"), "marie");
        assert_eq!(called(Some(" \n"), None, "x1\u{7}"), "x1");
        assert_eq!(called(Some("ma\u{202e}rie\u{200b}"), None, "x1"), "marie");
        assert_eq!(called(Some(&"a".repeat(500)), None, "x").len(), CALLED);
    }
}

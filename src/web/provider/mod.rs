//! The house's identity provider, as the server reaches it: what it said of itself a while ago, and the way to ask it again.

mod outward;

use crate::access::{Departure, Discovered, NotProved, Proof, Provider, ProviderSettings};
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use outward::Outward;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where the provider sends browsers back to: the one address that it is told.
pub const RETURN: &str = "/connexion/organisation/retour";

/// How long what the provider said of itself is taken for granted when somebody leaves: long enough that strangers do not make us ask
/// it all the time, short enough that nobody is sent to a provider that is down. Whoever comes back has it asked again.
const KNOWN: Duration = Duration::from_secs(30);

/// The provider, and the way to it.
pub struct Gateway {
    /// The provider.
    pub provider: Provider,
    outward: Outward,
    known: Mutex<Option<(Instant, Discovered)>>,
}

/// The way holds nothing to look at.
impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("provider", &self.provider).finish_non_exhaustive()
    }
}

impl Gateway {
    /// The way to the provider of these settings, for the site at an origin. Nothing is asked yet: a provider that is down stops
    /// nobody who has a password.
    ///
    /// # Errors
    /// `provider_settings`.
    pub fn new(settings: ProviderSettings, origin: &str) -> Result<Self, Refusal> {
        let provider = Provider::new(settings, &format!("{origin}{RETURN}"))?;
        Ok(Self { provider, outward: Outward::new(), known: Mutex::default() })
    }

    /// Where the browser of a departure goes. What the provider says of itself was asked just before, by [`Self::known`].
    #[must_use]
    pub fn leads_to(&self, discovered: &Discovered, departure: &Departure) -> String {
        self.provider.leads_to(discovered, departure)
    }

    /// What the provider says of itself, asked a while ago at most.
    ///
    /// # Errors
    /// `provider_silent`.
    pub async fn known(&self) -> Result<Discovered, Refusal> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((since, discovered)) if since.elapsed() < KNOWN => Ok(discovered),
            _ => self.asked().await.map_err(|failed| told(&failed)),
        }
    }

    async fn asked(&self) -> Result<Discovered, NotProved> {
        let discovered = self.provider.discover(&self.outward).await?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), discovered.clone()));
        Ok(discovered)
    }

    /// What the return of a departure proves, by the keys that the provider has now.
    ///
    /// # Errors
    /// `provider_silent`, `provider_proof_refused`.
    pub async fn proof(&self, departure: &Departure, code: &str, at: DateTime<Utc>) -> Result<Proof, Refusal> {
        let proved = async {
            let discovered = self.asked().await?;
            self.provider.proof(&self.outward, &discovered, departure, code, at).await
        };
        proved.await.map_err(|failed| told(&failed))
    }
}

/// What is told of a failure; the log has the rest.
fn told(failed: &NotProved) -> Refusal {
    tracing::warn!(code = failed.code.name, "the identity provider: {}", failed.why);
    failed.code.because("")
}

//! The house's identity provider, as the server reaches it: what it said of itself a while ago, and the way to ask it again.

mod outward;

use crate::access::{Departure, Discovered, NotProved, Proof, Provider, ProviderSettings};
use crate::refusal::{Refusal, SIGN_IN_BUSY};
use chrono::{DateTime, Utc};
use outward::Outward;
use std::fmt;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, Semaphore};

/// Where the provider sends browsers back to: the one address that it is told.
pub const RETURN: &str = "/connexion/organisation/retour";

/// How long what the provider said of itself is taken for granted when somebody leaves: long enough that strangers do not make us ask
/// it all the time, short enough that nobody is sent to a provider that is down. Whoever comes back has it asked again.
const KNOWN: Duration = Duration::from_secs(30);
/// How long its silence is.
const SILENT: Duration = Duration::from_secs(5);
/// Proofs asked of the provider together: strangers may bring back any code, and each is asked three times over the network.
const AT_ONCE: usize = 4;
/// How long a proof waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the provider said of itself, or that it did not, and when.
type Said = (Instant, Result<Discovered, NotProved>);

/// The provider, and the way to it.
pub struct Gateway {
    /// The provider.
    pub provider: Provider,
    outward: Outward,
    known: Mutex<Option<Said>>,
    proofs: Semaphore,
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
        Ok(Self { provider, outward: Outward::new(), known: Mutex::default(), proofs: Semaphore::new(AT_ONCE) })
    }

    /// Where the browser of a departure goes. What the provider says of itself was asked just before, by [`Self::known`].
    #[must_use]
    pub fn leads_to(&self, discovered: &Discovered, departure: &Departure) -> String {
        self.provider.leads_to(discovered, departure)
    }

    /// What the provider says of itself, asked a while ago at most. Whoever comes while it is asked waits for that one answer.
    ///
    /// # Errors
    /// `provider_silent`.
    pub async fn known(&self) -> Result<Discovered, Refusal> {
        let mut known = self.known.lock().await;
        let said = match known.as_ref() {
            Some((since, Ok(discovered))) if since.elapsed() < KNOWN => Ok(discovered.clone()),
            Some((since, Err(silent))) if since.elapsed() < SILENT => return Err(silent.code.because("")),
            _ => {
                let said = self.provider.discover(&self.outward).await;
                *known = Some((Instant::now(), said.clone()));
                said
            }
        };
        said.map_err(|failed| told(&failed))
    }

    /// What the return of a departure proves, by the keys that the provider has now.
    ///
    /// # Errors
    /// `provider_silent`, `provider_proof_refused`; `sign_in_busy` when too many ask.
    pub async fn proof(&self, departure: &Departure, code: &str, clock: fn() -> DateTime<Utc>) -> Result<Proof, Refusal> {
        let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, self.proofs.acquire()).await else {
            return Err(SIGN_IN_BUSY.because(""));
        };
        let proved = async {
            let discovered = self.provider.discover(&self.outward).await?;
            self.provider.proof(&self.outward, &discovered, departure, code, clock).await
        };
        proved.await.map_err(|failed| told(&failed))
    }
}

/// What is told of a failure; the log has the rest.
fn told(failed: &NotProved) -> Refusal {
    tracing::warn!(code = failed.code.name, "the identity provider: {}", failed.why);
    failed.code.because("")
}

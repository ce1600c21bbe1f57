//! The provider: where a browser is sent, and what its return proves (OpenID Connect Core 1.0, the authorization code flow with PKCE).

use super::rules::{DEPARTURE, Departure, LEEWAY, called, is_anew, is_for, is_fresh, is_reachable, saw_two_factors};
use crate::refusal::{Code, PROVIDER_PROOF, PROVIDER_SETTINGS, PROVIDER_SILENT, Refusal};
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::url::Url;
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, TokenResponse,
};
use std::fmt::{self, Display};
use std::io;
use std::pin::Pin;

/// A request to the provider.
pub type ProviderAsked = HttpRequest;
/// What becomes of it.
pub type ProviderAnswer<'a> = Pin<Box<dyn Future<Output = io::Result<HttpResponse>> + Send + 'a>>;

/// The way to the network: bounded in time and size, following no redirection.
pub trait Way: Send + Sync {
    /// Asks once.
    fn ask(&self, request: ProviderAsked) -> ProviderAnswer<'_>;
}

/// The signatures that are read: those of public keys.
const SIGNATURES: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What the house says of its provider.
#[derive(Clone)]
pub struct Settings {
    /// The provider's own name for itself: an address, to the letter.
    pub issuer: String,
    /// Our name there.
    pub client: String,
    /// Our secret there.
    pub secret: String,
    /// The words of the button.
    pub label: String,
    /// The word in `amr` or `acr` that counts as two factors; none: the provider stands for the password only.
    pub trusted_mfa: Option<String>,
}

/// Nobody reads the secret in a log.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("issuer", &self.issuer).field("client", &self.client).finish_non_exhaustive()
    }
}

/// The provider of the house.
#[derive(Clone, Debug)]
pub struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: ClientSecret,
    redirect: RedirectUrl,
    trusted_mfa: Option<String>,
    /// The words of the button.
    pub label: String,
}

/// What the provider says of itself, with its keys.
#[derive(Clone, Debug)]
pub struct Discovered(CoreProviderMetadata);

/// An identity that the provider proved just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who says it.
    pub issuer: String,
    /// Of whom.
    pub subject: String,
    /// How it calls them.
    pub called: String,
    /// True when it saw two factors since the departure, in the word that the house trusts.
    pub mfa: bool,
}

/// Why an identity was not proved: what its owner is told, and what the log keeps.
#[derive(Clone, Debug)]
pub struct NotProved {
    /// What is told.
    pub code: &'static Code,
    /// What went wrong, for whoever looks after the server.
    pub why: String,
}

impl NotProved {
    fn of(code: &'static Code, why: impl Display) -> Self {
        Self { code, why: why.to_string().chars().filter(|c| !c.is_control()).take(400).collect() }
    }
}

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl Provider {
    /// The provider of these settings, which sends browsers back to `redirect`.
    ///
    /// # Errors
    /// `provider_settings` for an issuer that is not reached safely, or a value that is missing.
    pub fn new(settings: Settings, redirect: &str) -> Result<Self, Refusal> {
        let Settings { issuer, client, secret, label, trusted_mfa } = settings;
        let wrong = || PROVIDER_SETTINGS.because(format!("(« {issuer} »)"));
        if [&client, &secret, &label].into_iter().any(|value| value.trim().is_empty()) {
            return Err(PROVIDER_SETTINGS.because("(nom, secret ou mots du bouton manquants)"));
        }
        let safe = Url::parse(&issuer).is_ok_and(|url| is_reachable(&url) && url.query().is_none() && url.fragment().is_none());
        if !safe {
            return Err(wrong());
        }
        Ok(Self {
            redirect: RedirectUrl::new(redirect.to_owned()).map_err(|_| wrong())?,
            issuer: IssuerUrl::new(issuer.clone()).map_err(|_| wrong())?,
            client: ClientId::new(client),
            secret: ClientSecret::new(secret),
            trusted_mfa,
            label,
        })
    }

    /// Who the provider is, as identities name it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// True when the house trusts it for the second factor too: who comes by it gives no code here.
    #[must_use]
    pub const fn is_trusted(&self) -> bool {
        self.trusted_mfa.is_some()
    }

    /// Asks the provider what it is (OpenID Connect Discovery 1.0) and which keys it signs with.
    ///
    /// # Errors
    /// `provider_silent`.
    pub async fn discover(&self, way: &dyn Way) -> Result<Discovered, NotProved> {
        let silent = |why: String| NotProved::of(&PROVIDER_SILENT, why);
        let asking = Asking(way);
        let found =
            CoreProviderMetadata::discover_async(self.issuer.clone(), &asking).await.map_err(|error| silent(told(&error)))?;
        if !is_reachable(found.authorization_endpoint().url()) {
            return Err(silent(format!("browsers would be sent in clear to {}", found.authorization_endpoint().as_str())));
        }
        Ok(Discovered(found))
    }

    fn client(&self, discovered: &Discovered) -> Client {
        let said = discovered.0.token_endpoint_auth_methods_supported();
        let in_the_form = said.is_some_and(|methods| {
            !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        CoreClient::from_provider_metadata(discovered.0.clone(), self.client.clone(), Some(self.secret.clone()))
            .set_redirect_uri(self.redirect.clone())
            .set_auth_type(if in_the_form { AuthType::RequestBody } else { AuthType::BasicAuth })
    }

    /// Where the browser of a departure goes.
    #[must_use]
    pub fn leads_to(&self, discovered: &Discovered, departure: &Departure) -> String {
        let (state, nonce) = (departure.state(), departure.nonce());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(departure.verifier()));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let client = self.client(discovered);
        let request = client.authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce));
        let scopes = ["profile", "email"].map(|scope| Scope::new(scope.to_owned()));
        let mut request = request.add_scopes(scopes).set_pkce_challenge(challenge);
        if self.is_trusted() {
            // Two factors of this morning, whose session the provider keeps, would let in whoever sits at the desk now.
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(DEPARTURE.to_std().unwrap_or_default());
        }
        request.url().0.into()
    }

    /// Exchanges the code of a departure that came back, and reads what the ID token proves. `clock` is asked once the token is there:
    /// a slow provider makes no token too young.
    ///
    /// # Errors
    /// `provider_silent`; `provider_proof_refused` for a code or a token that does not stand up.
    pub async fn proof(
        &self,
        way: &dyn Way,
        discovered: &Discovered,
        departure: &Departure,
        code: &str,
        clock: fn() -> DateTime<Utc>,
    ) -> Result<Proof, NotProved> {
        let asking = Asking(way);
        let client = self.client(discovered);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| NotProved::of(&PROVIDER_SILENT, error))?
            .set_pkce_verifier(PkceCodeVerifier::new(departure.verifier()));
        let answer: CoreTokenResponse = request.request_async(&asking).await.map_err(|error| match &error {
            RequestTokenError::ServerResponse(said) => NotProved::of(&PROVIDER_PROOF, format!("the code was refused: {said}")),
            _ => NotProved::of(&PROVIDER_SILENT, told(&error)),
        })?;
        let claims = self.claims(discovered, departure, &answer, clock())?;
        let word = |text: Option<&str>| text.map(str::to_owned);
        let mut name = word(claims.name().and_then(|name| name.get(None)).map(|name| name.as_str()));
        let mut address =
            word(claims.preferred_username().map(|name| name.as_str()).or(claims.email().map(|email| email.as_str())));
        if name.is_none()
            && address.is_none()
            && let Some(more) = user_info(&client, &asking, &answer, &claims).await
        {
            name = word(more.name().and_then(|name| name.get(None)).map(|name| name.as_str()));
            address = word(more.preferred_username().map(|name| name.as_str()).or(more.email().map(|email| email.as_str())));
        }
        let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
        let class = claims.auth_context_ref().map(|class| class.as_str());
        Ok(Proof {
            issuer: claims.issuer().as_str().to_owned(),
            called: called(name.as_deref(), address.as_deref(), claims.subject()),
            mfa: is_anew(claims.auth_time(), departure) && saw_two_factors(self.trusted_mfa.as_deref(), methods, class),
            subject: claims.subject().to_string(),
        })
    }

    /// The claims of the ID token, once all of it stands up.
    fn claims(
        &self,
        discovered: &Discovered,
        departure: &Departure,
        answer: &CoreTokenResponse,
        at: DateTime<Utc>,
    ) -> Result<CoreIdTokenClaims, NotProved> {
        let refused = |why: String| NotProved::of(&PROVIDER_PROOF, why);
        let token = answer.id_token().ok_or_else(|| refused("the answer holds no ID token".to_owned()))?;
        // As of a client without a secret: no signature by a shared secret is ever read.
        let verifier =
            CoreIdTokenVerifier::new_public_client(self.client.clone(), self.issuer.clone(), discovered.0.jwks().clone())
                .set_allowed_algs(SIGNATURES)
                .set_time_fn(move || at - LEEWAY)
                .set_issue_time_verifier_fn(
                    move |issued| if is_fresh(issued, at) { Ok(()) } else { Err(format!("issued at {issued}")) },
                );
        let nonce = Nonce::new(departure.nonce());
        let claims = token.claims(&verifier, &nonce).map_err(|error| refused(told(&error)))?;
        let party = claims.authorized_party().map(|party| party.as_str());
        if !is_for(&self.client, party, claims.audiences().len()) {
            return Err(refused(format!("made for another party: {party:?}")));
        }
        let subject = claims.subject();
        if subject.is_empty() || subject.chars().count() > 255 || subject.chars().any(char::is_control) {
            return Err(refused("a subject is 1 to 255 characters, none of them a control".to_owned()));
        }
        Ok(claims.clone())
    }
}

/// Asks where the provider may be asked: nothing is sent in clear over a network, whatever the provider says of itself.
struct Asking<'w>(&'w dyn Way);

impl<'c> AsyncHttpClient<'c> for Asking<'_> {
    type Error = io::Error;
    type Future = ProviderAnswer<'c>;

    fn call(&'c self, request: HttpRequest) -> ProviderAnswer<'c> {
        if Url::parse(&request.uri().to_string()).is_ok_and(|url| is_reachable(&url)) {
            return self.0.ask(request);
        }
        let refused = io::Error::other(format!("{} is not asked in clear", request.uri()));
        Box::pin(std::future::ready(Err(refused)))
    }
}

/// What the provider says beside the ID token: only how it calls them, so that its silence stops nothing.
async fn user_info(
    client: &Client,
    asking: &Asking<'_>,
    answer: &CoreTokenResponse,
    claims: &CoreIdTokenClaims,
) -> Option<CoreUserInfoClaims> {
    let request = client.user_info(answer.access_token().clone(), Some(claims.subject().clone())).ok()?;
    request.request_async(asking).await.ok()
}

/// An error with what caused it.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

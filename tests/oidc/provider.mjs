// An identity provider for the tests: the npm package oidc-provider, certified by the OpenID Foundation, behind a page that asks who one
// is and believes it. `node tests/oidc/provider.mjs FOLDER [ACCOUNTS]`: FOLDER holds node_modules; ACCOUNTS is JSON, name to what is said
// of whom. It listens on a free port of this machine, says where, and ends with its standard input.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Its remarks go where nobody need read them: one line is awaited of the standard output, which closes after it.
console.info = console.warn = console.error;

const [folder, accounts = '{}'] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(join(folder, 'node_modules/oidc-provider/lib/index.js')));
const known = JSON.parse(accounts);

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'quitus',
      client_secret: 'un secret de test : 100 % & + que court',
      // A native client may come back to any port of this machine: the port of Quitus is not known yet.
      application_type: 'native',
      redirect_uris: ['http://localhost/connexion/organisation/retour'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...known[id] }) }),
  claims: { openid: ['sub', 'amr', 'acr'], profile: ['name', 'preferred_username'], email: ['email'] },
  // The names stand behind the user-info endpoint, as this package does by itself: Quitus asks there.
  cookies: { keys: ['of the tests alone'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/qui/${interaction.uid}` },
  pkce: { required: () => true },
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

const page = (uid) => `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Service de connexion</title></head><body><main>
<h1>Qui êtes-vous ?</h1>
<form method="post" action="/qui/${uid}"><label>Compte <input name="compte"></label>
<button name="facteurs" value="1">Continuer</button><button name="facteurs" value="2">Continuer avec deux facteurs</button>
<button name="facteurs" value="0">Abandonner</button></form></main></body></html>`;

async function asks(request, response) {
  if (request.method === 'GET') {
    const { uid, prompt } = await provider.interactionDetails(request, response);
    // Whom it knows already need not say so again; a native client would be asked for its consent each time.
    if (prompt.name === 'consent') return provider.interactionFinished(request, response, { consent: {} });
    response.setHeader('content-type', 'text/html');
    response.end(page(uid));
    return undefined;
  }
  let body = '';
  for await (const part of request) body += part;
  const said = new URLSearchParams(body);
  const factors = Number(said.get('facteurs'));
  const methods = factors === 2 ? ['pwd', 'otp', 'mfa'] : ['pwd'];
  const login = { accountId: said.get('compte'), amr: methods, acr: String(factors) };
  const result = factors === 0 ? { error: 'access_denied' } : { login, consent: {} };
  return provider.interactionFinished(request, response, result);
}

const answers = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/qui/')) return answers(request, response);
  return asks(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
});

console.log(`provider ${issuer}`);
process.stdin.on('end', () => process.exit()).resume();

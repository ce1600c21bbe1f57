// Asks a passkey of the device and sends its answer with the form around it. Without this file the page does not offer passkeys.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

// The options come as JSON (WebAuthn 5.1), where bytes are letters.
const ask = {
  create: (asked) => navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: keys(asked.excludeCredentials),
    },
  }),
  get: (asked) => navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: keys(asked.allowCredentials) },
  }),
};

const told = (key) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = letters(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: letters(key.rawId), type: key.type, response, extensions: {} });
};

for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  box.hidden = false;
  const form = box.querySelector("form");
  const say = (words) => {
    const line = box.querySelector(".error");
    line.textContent = words;
    line.hidden = false;
    line.setAttribute("role", "alert");
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(box.dataset.begin, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const asked = await answer.json();
      if (asked.suite) return location.assign(asked.suite);
      if (asked.erreur) return say(asked.erreur);
      form.elements.namedItem("reponse").value = told(await ask[box.dataset.passkey](asked.publicKey));
      form.submit();
    } catch {
      say("La clé d’accès n’a pas répondu. Recommencez, ou prenez un autre moyen.");
    }
  });
}

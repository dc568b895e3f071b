// Passkeys: made on their own page, shown at the door. Where the browser knows none, nothing of it is seen.
"use strict";
(() => {
  const form = document.getElementById("passkey-form");
  const entry = document.getElementById("passkey-entry");
  const host = (form || entry)?.dataset.host;
  const here = location.hostname === host || location.hostname.endsWith(`.${host}`);
  const known = Boolean(here && window.PublicKeyCredential && navigator.credentials);
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function told(credential) {
    const given = credential.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    if (given.attestationObject) {
      response.attestationObject = text(given.attestationObject);
      response.transports = given.getTransports ? given.getTransports() : [];
    } else {
      response.authenticatorData = text(given.authenticatorData);
      response.signature = text(given.signature);
      response.userHandle = given.userHandle ? text(given.userHandle) : null;
    }
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
  }

  async function post(address, body) {
    const csrf = document.querySelector('meta[name="csrf"]').content;
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": csrf };
    const answer = await fetch(address, { method: "POST", headers, body: body ? JSON.stringify(body) : null });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function make(form) {
    form.hidden = !known;
    document.getElementById("no-passkeys").hidden = known;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = document.getElementById("said");
      said.replaceChildren();
      try {
        const options = await post(form.dataset.options);
        options.challenge = bytes(options.challenge);
        options.user.id = bytes(options.user.id);
        for (const each of options.excludeCredentials || []) each.id = bytes(each.id);
        const made = await navigator.credentials.create({ publicKey: options });
        const answer = await post(form.action, { credential: told(made), name: form.elements.name.value });
        location.assign(answer.location);
      } catch {
        said.append(document.getElementById("not-added").content.cloneNode(true));
      }
    });
  }

  async function show(form, extra) {
    const options = await post(form.dataset.options);
    options.challenge = bytes(options.challenge);
    for (const each of options.allowCredentials || []) each.id = bytes(each.id);
    const shown = await navigator.credentials.get({ publicKey: options, ...extra });
    const keep = Boolean(document.querySelector('input[name="keep"]')?.checked);
    const answer = await post(form.action, { credential: told(shown), next: form.dataset.next, keep });
    location.assign(answer.location);
  }

  function enter(form) {
    if (!known) return;
    form.hidden = false;
    const error = document.getElementById("passkey-error");
    let waiting = null;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.hidden = true;
      if (waiting) waiting.abort();
      waiting = null;
      try {
        await show(form, {});
      } catch {
        error.hidden = false;
      }
    });
    // Offered where the address is typed, by browsers that can.
    Promise.resolve(PublicKeyCredential.isConditionalMediationAvailable?.()).then(async (offered) => {
      if (!offered) return;
      waiting = new AbortController();
      try {
        await show(form, { mediation: "conditional", signal: waiting.signal });
      } catch (fault) {
        if (fault.name !== "AbortError" && fault.message === "403") error.hidden = false;
      }
    });
  }

  if (form) make(form);
  if (entry) enter(entry);
})();

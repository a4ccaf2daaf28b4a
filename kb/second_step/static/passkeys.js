// Forms that are answered by the browser's authenticator: a passkey in the device, a phone nearby or a security key.
// What it says goes into a field of the form, which is then sent as any other form is.
const read = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const write = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: read(one.id) }));

function asked(options) {
  const found = { ...options, challenge: read(options.challenge) };
  if (options.user) found.user = { ...options.user, id: read(options.user.id) };
  found.excludeCredentials = withIds(options.excludeCredentials);
  found.allowCredentials = withIds(options.allowCredentials);
  return { publicKey: found };
}

function told(credential) {
  const response = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = write(credential.response[name]);
  }
  const { id, type } = credential;
  return { id, rawId: write(credential.rawId), type, response, clientExtensionResults: {} };
}

async function answer(form) {
  const sent = await fetch(form.dataset.options, { method: 'POST', body: new FormData(form) });
  if (!sent.ok) throw new Error(`${sent.status}`);
  const options = asked(await sent.json());
  const made = form.dataset.passkey === 'create'
    ? await navigator.credentials.create(options)
    : await navigator.credentials.get(options);
  form.elements.credential.value = JSON.stringify(told(made));
  form.submit();
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const said = form.querySelector('[role=alert]');
  if (!globalThis.PublicKeyCredential) continue; // an old browser, or no safe connection
  form.closest('[hidden]').hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    said.hidden = true;
    try {
      await answer(form);
    } catch {
      said.hidden = false; // given up, too late, or the device has none
      button.disabled = false;
    }
  });
}

// Runs the requests of the page about the API. The token stays in its field: it is sent with what is run here, shown
// nowhere, and gone with the page. Cookies are not sent, so that what is run is what the line for the terminal says.
const HEADERS = ['content-type', 'link', 'location', 'retry-after', 'search-id', 'idempotency-replayed',
  'www-authenticate', 'server-timing', 'deprecation', 'sunset'];
const MOST = 200_000; // characters of an answer that are shown
const ASCII = /^[\x20-\x7E]*$/; // what a header may hold; browsers send none with other letters
const token = document.querySelector('#api-token');

function filledIn(form, place) {
  return [...form.querySelectorAll(`[data-place="${place}"]`)].filter((field) => field.value !== '');
}

function addressOf(form) {
  let path = form.dataset.path;
  for (const field of filledIn(form, 'path')) {
    path = path.replace(`{${field.name}}`, field.value.split('/').map(encodeURIComponent).join('/'));
  }
  const query = new URLSearchParams(filledIn(form, 'query').map((field) => [field.name, field.value]));
  return `${path}${`${query}` && `?${query}`}`;
}

function bodyOf(form) {
  const field = form.querySelector('textarea[data-kind]');
  return field ? { kind: field.dataset.kind, body: field.value } : {};
}

function requestOf(form) {
  const { kind, body } = bodyOf(form);
  const headers = Object.fromEntries(filledIn(form, 'header').map((field) => [field.name, field.value]));
  if (kind) headers['Content-Type'] = kind;
  return { method: form.dataset.method, headers, body, credentials: 'omit', cache: 'no-store' };
}

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function lineFor(address, asked) {
  const parts = ['curl -si', ...(asked.method === 'GET' ? [] : [`-X ${asked.method}`]), quoted(address)];
  if (token.value) parts.push('-H "Authorization: Bearer $TOKEN"');
  for (const [name, value] of Object.entries(asked.headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (asked.body !== undefined) parts.push(`--data-raw ${quoted(asked.body)}`);
  return parts.join(' \\\n  ');
}

function plain(text, kind) {
  try {
    return kind.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : text;
  } catch {
    return text;
  }
}

function showHeaders(list, headers) {
  list.replaceChildren(...HEADERS.filter((name) => headers.has(name)).map((name) => {
    const row = document.createElement('div');
    const [term, value] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    value.textContent = headers.get(name);
    row.append(term, value);
    return row;
  }));
}

function tellFailure(result, why) {
  const said = result.querySelector('.api-status');
  said.textContent = why;
  said.classList.add('error');
  result.querySelector('.api-headers').replaceChildren();
  result.querySelector('.api-text').textContent = '';
}

async function ask(form, address, asked) {
  const result = form.querySelector('.api-result');
  const said = result.querySelector('.api-status');
  const shown = result.querySelector('.api-text');
  const headers = token.value ? { ...asked.headers, Authorization: `Bearer ${token.value}` } : asked.headers;
  result.hidden = false;
  result.querySelector('.api-curl').textContent = lineFor(address, asked);
  const strange = Object.keys(headers).find((name) => !ASCII.test(headers[name]));
  try {
    if (strange) return tellFailure(result, `${form.dataset.unsent} (${strange})`);
    const began = performance.now();
    const answer = await fetch(address, { ...asked, headers });
    const text = plain(await answer.text(), answer.headers.get('content-type') ?? '');
    const took = Math.round(performance.now() - began);
    const cut = text.length > MOST ? ` · ${form.dataset.cut}` : '';
    said.textContent = `${answer.status} ${answer.statusText} · ${took} ms${text ? cut : ` · ${form.dataset.empty}`}`;
    said.classList.toggle('error', !answer.ok);
    showHeaders(result.querySelector('.api-headers'), answer.headers);
    shown.textContent = text.slice(0, MOST);
  } catch {
    tellFailure(result, form.dataset.failed);
  } finally {
    shown.closest('pre').hidden = !shown.textContent;
  }
}

async function run(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector('button');
  if (button.getAttribute('aria-disabled')) return; // the answer to the last one is on its way
  button.setAttribute('aria-disabled', 'true');
  const asked = requestOf(form);
  await ask(form, new URL(addressOf(form), location.href).href, asked);
  button.removeAttribute('aria-disabled');
}

for (const form of document.querySelectorAll('.api-try')) {
  form.hidden = false;
  form.addEventListener('submit', run);
}
document.querySelector('#api-tried').hidden = false;
const around = document.querySelector('#api-token-form');
around.hidden = false;
around.addEventListener('submit', (event) => event.preventDefault());
globalThis.addEventListener('pagehide', () => { token.value = ''; });
// An address that names an operation opens it.
const open = () => {
  const named = [...document.querySelectorAll('.api-operation')].find((one) => location.hash === `#${one.id}`);
  if (named) named.open = true;
};
globalThis.addEventListener('hashchange', open);
open();

// The desk by keyboard, and copying. Without this every text stands on the page to be selected.
import { make } from '../kb/elements.js';
import { letter, listen } from '../kb/keys.js';

const ask = document.getElementById('ask');
const message = document.getElementById('message');
const told = document.getElementById('told');
const keys = document.getElementById('keys');
const results = document.getElementById('results');
let answers = [];
let current = 0; // the article the keys are on
ask.action = ask.action.replace('#answers', ''); // the focus goes to the first answer itself

function tell(name, what = '') {
  told.textContent = told.dataset[name].replace('#', () => what);
  told.hidden = false;
}

async function note(fields) {
  try {
    const headers = { Accept: 'application/json' };
    const reply = await fetch(fields.action, { method: 'POST', body: fields.data, headers });
    return reply.ok;
  } catch {
    return false;
  }
}

function textOf(answer, name) {
  return answer.querySelector(`[data-text="${CSS.escape(name)}"]`)?.value ?? '';
}

// Rich text is a link or a quotation for editors that understand it, and plain text for the others.
function rich(answer, name) {
  const link = document.createElement('template');
  link.innerHTML = textOf(answer, 'html');
  const anchor = link.content.firstElementChild;
  if (name === 'rich') return anchor.outerHTML;
  const lines = textOf(answer, 'quote').split('\n').filter((line) => line.startsWith('> '));
  const quote = make('blockquote', {}, ...lines.map((line) => make('p', {}, line.slice(2))));
  return `${quote.outerHTML}<p>${anchor.outerHTML}</p>`;
}

async function write(answer, name) {
  const plain = textOf(answer, name === 'rich' ? 'plain' : name);
  if (name !== 'rich' && name !== 'quote') return navigator.clipboard.writeText(plain);
  const parts = { 'text/plain': plain, 'text/html': rich(answer, name) };
  const blobs = Object.entries(parts).map(([type, text]) => [type, new Blob([text], { type })]);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
}

async function copy(answer, button) {
  try {
    await write(answer, button.dataset.copy);
  } catch {
    answer.querySelector('.texts').open = true;
    return tell('failed');
  }
  tell('copied', button.textContent.trim());
  const form = answer.querySelector('form.copy');
  const data = new FormData(form);
  data.append('kind', button.dataset.as);
  if (!(await note({ action: form.action, data }))) tell('unnoted');
}

async function judge(answer, form) {
  const kind = form.dataset.note;
  const comment = form.querySelector('[name="comment"]');
  if (comment && !comment.value.trim()) return tell('empty');
  const data = new FormData(form);
  if (!(await note({ action: form.action, data }))) return tell('refused');
  tell(kind);
  if (kind === 'not_this') answer.classList.add('dismissed');
  else {
    form.reset();
    form.closest('details').open = false;
  }
  go(kind === 'not_this' ? answers.indexOf(answer) + 1 : answers.indexOf(answer));
}

function go(to) {
  if (!answers.length) return;
  current = Math.min(Math.max(to, 0), answers.length - 1);
  answers[current].focus();
  answers[current].scrollIntoView({ block: 'nearest' });
}

function press(selector, place = 0) {
  answers[current]?.querySelectorAll(selector)[place]?.click();
}

listen(keys, {
  next: () => go(answers[current] === document.activeElement || answers[current]?.contains(document.activeElement) ? current + 1 : current),
  previous: () => go(current - 1),
  number: (event) => go(Number(letter(event)) - 1),
  link: () => press('[data-copy="plain"]'),
  markdown: () => press('[data-copy="markdown"]'),
  html: () => press('[data-copy="html"]'),
  rich: () => press('[data-copy="rich"]'),
  quote: () => press('[data-copy="quote"]'),
  reply: () => press('[data-as="reply"]', 0),
  second_reply: () => press('[data-as="reply"]', 1),
  open: () => press('.open'),
  not_this: () => press('[data-note="not_this"] button'),
  wrong: () => {
    const report = answers[current]?.querySelector('.report');
    if (!report) return;
    report.open = true;
    report.querySelector('textarea').focus();
  },
  search: () => { message.focus(); message.select(); },
  save: (event) => (ask.contains(event.target) ? ask.requestSubmit() : false),
  leave: (event) => {
    if (event.target.closest('.answer, form')) go(current);
    return false;
  },
  keys: () => keys.showModal(),
});

function take(answer, place) {
  answer.addEventListener('focusin', () => { current = place; });
  for (const row of answer.querySelectorAll('[data-buttons]')) row.hidden = false;
  for (const own of answer.querySelectorAll('.by-hand')) own.hidden = true;
  for (const button of answer.querySelectorAll('[data-copy]')) button.addEventListener('click', () => copy(answer, button));
  for (const form of answer.querySelectorAll('[data-note]')) {
    form.addEventListener('submit', (event) => { event.preventDefault(); judge(answer, form); });
  }
}

// A draft is copied as it stands in its field; its sources are noted as sent. Of articles for staff nothing comes into
// it but by a press.
function takeDraft() {
  const draft = results.querySelector('#draft');
  const text = draft?.querySelector('textarea');
  if (!text) return;
  draft.querySelector('[data-draft-buttons]').hidden = false;
  for (const own of draft.querySelectorAll('.by-hand')) own.hidden = true;
  draft.querySelector('[data-copy-draft]').addEventListener('click', async ({ currentTarget }) => {
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      text.focus();
      text.select();
      return tell('selected');
    }
    text.defaultValue = text.value; // what was copied is not lost with the page
    tell('copied', currentTarget.textContent.trim());
    const sources = [...draft.querySelectorAll('[data-source]')];
    const noted = await Promise.all(sources.map((form) => note({ action: form.action, data: new FormData(form) })));
    if (!noted.every(Boolean)) tell('unnoted');
  });
  for (const button of draft.querySelectorAll('[data-take]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      text.setRangeText(`\n\n${button.parentElement.querySelector('.passage').textContent}`, text.value.length, text.value.length, 'select');
      text.focus();
      tell('taken');
    });
  }
}

function takeAnswers() {
  answers = [...results.querySelectorAll('.answer')];
  answers.forEach(take);
  takeDraft();
}

// The fields of the question follow, unless somebody has written something else in them meanwhile.
function put(found, data) {
  for (const name of ['question', 'found', 'of']) {
    const [field, better] = [ask.elements[name], found.getElementById('ask').elements[name]];
    if (field && better && field.value === data.get(name)) field.value = better.value;
  }
  results.replaceChildren(...found.getElementById('results').childNodes);
  takeAnswers();
}

async function sent(data) {
  const reply = await fetch(ask.action, { method: 'POST', body: data });
  if (!reply.ok) throw new Error(`no answer: ${reply.status}`);
  return new DOMParser().parseFromString(await reply.text(), 'text/html');
}

// A model may take its time: the articles stay to be read, and the draft comes above them.
results.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-draft]');
  if (!button || event.defaultPrevented) return;
  event.preventDefault();
  if (button.getAttribute('aria-disabled')) return;
  button.setAttribute('aria-disabled', 'true');
  tell('drafting');
  try {
    const data = new FormData(ask, button);
    put(await sent(data), data);
    results.querySelector('#draft')?.focus();
    tell('drafted');
  } catch {
    button.removeAttribute('aria-disabled');
    tell('undrafted');
  }
});
takeAnswers();

// The bookmark of staff brings its text in the fragment, which never leaves the browser until the form is sent.
// Only a page of ours, the user's own hand or a named helpdesk may have it sent: any page can open this address.
function takeFragment(isOpening) {
  if (!location.hash.startsWith('#text=')) return;
  let text = '';
  try {
    text = decodeURIComponent(location.hash.slice(6));
  } catch {
    text = ''; // cut in the middle of a letter
  }
  history.replaceState(null, '', location.pathname);
  if (!text.trim()) return;
  message.value = text;
  if (isOpening && 'sends' in ask.dataset) return ask.requestSubmit();
  tell('filled');
  ask.querySelector('button.main').focus();
}
window.addEventListener('hashchange', () => takeFragment(false));
takeFragment(true);
if (answers.length && !document.querySelector('[aria-invalid]')) go(0);

// What a model was late with is asked for again with the very form that was sent, whatever is being written in it now.
if ('late' in results.dataset) {
  const asked = new FormData(ask);
  const { join } = await import('../search/late_answer.js');
  join({
    ask: (tries) => {
      asked.set('again', tries);
      return sent(asked);
    },
    put: (found) => {
      const hadFocus = results.contains(document.activeElement);
      put(found, asked);
      if (hadFocus) go(0);
    },
  });
}

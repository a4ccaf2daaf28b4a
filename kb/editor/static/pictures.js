// Pictures that are chosen, pasted or dropped: sent by themselves, once somebody has said what they show.
import { makeStatus } from './elements.js';
import { insertBlock } from './insert_text.js';

const field = document.querySelector('.picture-field');
const text = document.getElementById('e-text');
const { form } = text;
const [picture, alt] = [form.elements.picture, form.elements.alt];
const button = field.querySelector('button');
const status = field.querySelector('[role=status]');
const words = JSON.parse(field.dataset.words);
const done = makeStatus(); // outside of what is folded
const apart = document.createElement('form'); // so that the draft that is kept as one types has no picture in it

apart.id = 'e-picture-form';
apart.hidden = true;
form.after(apart, done);
for (const one of [picture, alt, button]) one.setAttribute('form', apart.id);

function say(sentence, isWrong) {
  status.textContent = sentence;
  status.classList.toggle('is-wrong', isWrong);
}

function take(files) {
  picture.files = files;
  field.open = true;
  say('', false);
  alt.focus();
}

const only = (transfer) => [...transfer.files].some((file) => file.type.startsWith('image/')) && !transfer.getData('text/plain');
text.addEventListener('paste', (event) => {
  if (!only(event.clipboardData)) return;
  event.preventDefault();
  take(event.clipboardData.files);
});
text.addEventListener('dragover', (event) => { if (event.dataTransfer.types.includes('Files')) event.preventDefault(); });
text.addEventListener('drop', (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  take(event.dataTransfer.files);
});

async function send() {
  const data = new FormData();
  data.set('csrf_token', form.elements.csrf_token.value);
  data.set('alt', alt.value);
  if (picture.files[0]) data.set('picture', picture.files[0]);
  const answer = await fetch(field.dataset.address, { method: 'POST', body: data, headers: { Accept: 'application/json' }, redirect: 'manual' });
  if (answer.status === 413) return say(words.large, true);
  if ([400, 401, 403].includes(answer.status) || answer.type === 'opaqueredirect') return say(words.out, true);
  const { markdown, wrong } = await answer.json();
  if (wrong) return say(wrong, true);
  apart.reset();
  field.open = false;
  insertBlock(text, markdown);
  say('', false);
  done.textContent = words.done;
  return undefined;
}

apart.addEventListener('submit', async (event) => {
  event.preventDefault();
  say(words.sending, false);
  button.disabled = true;
  await send().catch(() => say(words.away, true));
  button.disabled = false;
});

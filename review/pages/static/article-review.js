// One article's review by keyboard, and the results of the link check as they come. The page works without it.
import { isChord, isTyping, letter } from '../kb/keys.js';

const POLL_MS = 1500;
const MOST_POLLS = 200;

const form = document.getElementById('decide');
const text = document.getElementById('f-text');
const dialog = document.getElementById('review-keys');
const choices = form ? [...form.querySelectorAll('[name=decision]')] : [];

function choose(choice) {
  if (!choice || choice.disabled) return;
  choice.checked = true;
  const more = form.querySelector(`.for-${choice.value} :is(input, textarea)`);
  (more ?? choice).focus();
  form.scrollIntoView({ block: 'nearest' });
}

function follow(relation) {
  const link = document.querySelector(`.in-queue a[rel=${relation}]`);
  if (link) location.assign(link.href);
}

const actions = {
  j: () => follow('next'),
  k: () => follow('prev'),
  e: () => text?.focus(),
  '?': () => dialog.showModal(),
};

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    const other = event.target.closest('form');
    const asked = other && other !== form ? other : form;
    event.preventDefault();
    asked.requestSubmit(asked.querySelector('button'));
    return;
  }
  // A dialog that was closed keeps the focus until the page is drawn again.
  const isElsewhere = isTyping(event.target) || event.target.closest('dialog[open]');
  if (event.key === 'Escape' && isElsewhere && !dialog.open) event.target.blur();
  if (isChord(event) || isElsewhere) return;
  const key = letter(event).toLowerCase();
  const action = /^[1-5]$/.test(key) ? () => choose(choices[key - 1]) : Object.hasOwn(actions, key) && actions[key];
  if (!action) return;
  event.preventDefault();
  action();
});

// Whoever changes the text means to save it.
text?.addEventListener('input', () => {
  const edited = choices.find((choice) => choice.value === 'edited');
  if (edited) edited.checked = true;
});

for (const hint of document.querySelectorAll('.keys-hint, .open-keys')) hint.hidden = false;
document.querySelector('.open-keys')?.addEventListener('click', () => dialog.showModal());

const known = document.getElementById('links-known');
const asking = document.getElementById('check-links');
let polls = 0;

async function refresh() {
  const answer = await fetch(known.dataset.address);
  if (!answer.ok) return;
  known.innerHTML = await answer.text();
  poll();
}

function poll() {
  const waiting = Number(known.firstElementChild.dataset.waiting);
  if (!waiting) return;
  polls += 1;
  if (polls < MOST_POLLS) setTimeout(refresh, POLL_MS);
}

if (known) poll();
asking?.addEventListener('submit', async (event) => {
  event.preventDefault();
  polls = 0;
  await fetch(asking.action, { method: 'POST', body: new FormData(asking), redirect: 'manual' });
  await refresh();
});

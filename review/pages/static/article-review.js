// One article's review by keyboard, and the results of the link check as they come. The page works without it.
import { isTyping, listen } from '../kb/keys.js';

const POLL_MS = 1500;
const MOST_POLLS = 200;

const form = document.getElementById('decide');
const text = document.getElementById('f-text');
const choices = form ? [...form.querySelectorAll('[name=decision]')] : [];

function choose(name) {
  const choice = choices.find(({ value }) => value === name);
  if (!choice || choice.disabled) return;
  choice.checked = true;
  const more = form.querySelector(`.for-${name} :is(input, textarea)`);
  (more ?? choice).focus();
  form.scrollIntoView({ block: 'nearest' });
}

function follow(relation) {
  const link = document.querySelector(`.in-queue a[rel=${relation}]`);
  if (link) location.assign(link.href);
}

listen(document.getElementById('keys'), {
  next: () => follow('next'),
  previous: () => follow('prev'),
  reviewed: () => choose('reviewed'),
  assigned: () => choose('needs_update'),
  snoozed: () => choose('snoozed'),
  archived: () => choose('archived'),
  edited: () => text?.focus(),
  save: ({ target }) => {
    const other = target.closest('form');
    const asked = other && other !== form ? other : form;
    asked.requestSubmit(asked.querySelector('button'));
  },
  undo: () => document.querySelector('form.undo button')?.click(),
  leave: ({ target }) => {
    if (isTyping(target)) target.blur();
    return false;
  },
  keys: () => document.getElementById('keys').showModal(),
});

// Whoever changes the text means to save it.
text?.addEventListener('input', () => {
  const edited = choices.find((choice) => choice.value === 'edited');
  if (edited) edited.checked = true;
});

for (const hint of document.querySelectorAll('.keys-hint')) hint.hidden = false;

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

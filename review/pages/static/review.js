// The queue by keyboard. Everything here also works without: this saves the way to the mouse.
import { listen } from '../kb/keys.js';

const list = document.getElementById('queue');
const search = document.getElementById('q');
const rows = list ? [...list.querySelectorAll('tbody tr')] : [];
const boxes = rows.map((row) => row.querySelector('input[name="row"]'));
const links = rows.map((row) => row.querySelector('th a'));
let current = -1; // the row the keys are on
let last = -1; // the row that was chosen last, where a range begins

function go(to) {
  if (!rows.length) return;
  current = Math.min(Math.max(to, 0), rows.length - 1);
  links[current].focus();
}

function choose(from, to, chosen) {
  const [first, end] = from < to ? [from, to] : [to, from];
  for (const box of boxes.slice(first, end + 1)) box.checked = chosen;
  tell();
}

function tell() {
  const text = document.getElementById('chosen');
  const language = document.documentElement.lang;
  const numbers = new Intl.NumberFormat(language === 'ar' ? 'ar-u-nu-latn' : language);
  const count = boxes.filter((box) => box.checked).length;
  text.textContent = text.dataset.text.replace('#', numbers.format(count));
  const all = document.getElementById('all-rows');
  all.checked = count === boxes.length;
  all.indeterminate = count > 0 && count < boxes.length;
}

function openAct(name) {
  const panel = list?.querySelector(`.acts details[data-act="${name}"]`);
  if (!panel) return;
  if (current >= 0 && !boxes.some((box) => box.checked)) choose(current, current, true);
  panel.open = true;
  panel.querySelector('.panel :is(input, button)').focus();
}

// Arrows move in the table alone: elsewhere they scroll.
const isElsewhere = (event) => event.key.startsWith('Arrow') && !event.target.closest('tbody tr');

listen(document.getElementById('keys'), {
  next: (event) => (isElsewhere(event) ? false : go(current + 1)),
  previous: (event) => (isElsewhere(event) ? false : go(current - 1)),
  select: () => {
    if (current < 0) return;
    choose(current, current, !boxes[current].checked);
    last = current;
  },
  open: () => links[current]?.click(),
  search: () => { search?.focus(); search?.select(); },
  reviewed: () => openAct('reviewed'),
  assigned: () => openAct('assigned'),
  snoozed: () => openAct('snoozed'),
  archived: () => openAct('archived'),
  save: (event) => {
    const panel = event.target.closest('.acts details[open]');
    return panel ? list.requestSubmit(panel.querySelector('button[name="act"]')) : false;
  },
  undo: () => document.querySelector('form.undo button')?.click(),
  // Closes an open act and leads back to the list.
  leave: ({ target }) => {
    const panel = target.closest('.acts details[open]');
    if (panel) panel.open = false;
    if (panel || target === search) go(Math.max(current, 0));
    return false;
  },
  keys: () => document.getElementById('keys').showModal(),
});

if (list) {
  const all = document.getElementById('all-rows');
  all.parentElement.hidden = false;
  all.addEventListener('change', () => choose(0, boxes.length - 1, all.checked));
  rows.forEach((row, place) => {
    row.addEventListener('focusin', () => { current = place; });
    boxes[place].addEventListener('click', (event) => {
      if (event.shiftKey && last >= 0) choose(last, place, boxes[place].checked);
      last = place;
      tell();
    });
  });
  // Enter in a field of an open act means that act, not the first button of the form.
  for (const panel of list.querySelectorAll('.acts details')) {
    panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !event.target.matches('input')) return;
      event.preventDefault();
      list.requestSubmit(panel.querySelector('button[name="act"]'));
    });
  }
  tell();
}

// The queue by keyboard. Everything here also works without: this saves the way to the mouse.
import { isChord, isTyping, letter } from '../kb/keys.js';

const list = document.getElementById('queue');
const dialog = document.getElementById('keys');
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

function openAct(key) {
  const panel = list?.querySelector(`.acts details[data-key="${key}"]`);
  if (!panel) return;
  if (current >= 0 && !boxes.some((box) => box.checked)) choose(current, current, true);
  panel.open = true;
  panel.querySelector('.panel :is(input, button)').focus();
}

const moves = {
  j: () => go(current + 1),
  k: () => go(current - 1),
  x: () => { if (current >= 0) { choose(current, current, !boxes[current].checked); last = current; } },
  o: () => links[current]?.click(),
  u: () => document.querySelector('form.undo button')?.click(),
  '/': () => { search?.focus(); search?.select(); },
  '?': () => dialog?.showModal(),
};
for (const key of ['r', 'a', 's', 'd']) moves[key] = () => openAct(key);

document.addEventListener('keydown', (event) => {
  if (isChord(event) || event.isComposing || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape') return leave(event.target);
  if (isTyping(event.target)) return;
  const inTable = event.target.closest('tbody tr');
  const arrow = inTable && { ArrowDown: 'j', ArrowUp: 'k' }[event.key];
  const move = arrow || letter(event).toLowerCase();
  if (!(list || move === 'u') || !Object.hasOwn(moves, move)) return;
  event.preventDefault();
  moves[move]();
});

// Escape closes an open act and leads back to the list.
function leave(element) {
  const panel = element.closest('.acts details[open]');
  if (panel) panel.open = false;
  if (panel || element === search) go(Math.max(current, 0));
}

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
  const keys = document.querySelector('[data-keys]');
  keys.hidden = false;
  keys.addEventListener('click', () => dialog.showModal());
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

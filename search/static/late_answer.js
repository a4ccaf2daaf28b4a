// Part of the answer was late when the page was sent: asks for it again, a few times with longer pauses, and puts what
// came in the place of the first. Whoever is busy with the first already is asked before anything moves.
import { make, makeButton } from '../kb/elements.js';

const PAUSES = [1000, 4000]; // milliseconds before each try

const line = document.getElementById('late');
const results = document.getElementById('results');
const said = line.querySelector('[role=status]');
const words = line.dataset;
let isBusy = false;

function beBusy() {
  isBusy = true;
}

function watch() {
  for (const name of ['keydown', 'pointerdown', 'wheel', 'touchmove']) addEventListener(name, beBusy, { passive: true });
  results.addEventListener('focusin', beBusy);
  results.addEventListener('pointermove', ({ movementX, movementY }) => { isBusy ||= Boolean(movementX || movementY); });
  // What the page itself scrolls to when it opens is done after two frames.
  requestAnimationFrame(() => requestAnimationFrame(() => addEventListener('scroll', beBusy, { passive: true })));
}

function textOf(element) {
  return element.textContent.replace(/\s+/g, ' ').trim();
}

function hitsOf(part) {
  return Array.from(part.querySelectorAll('.hit, .answers > .answer'), textOf).join(' ');
}

function pause(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}

// What is said is short, and its line keeps its height, so that nothing below moves because of it.
function say(text, act, aside = '') {
  said.replaceChildren(text, make('span', { class: 'hidden' }, ` ${aside}`));
  line.querySelector('a, button')?.replaceWith(act);
}

async function askAgain(ask) {
  let last;
  for (const [tries, milliseconds] of PAUSES.entries()) {
    await pause(milliseconds);
    try {
      last = await ask(tries + 1);
      if (!('late' in last.getElementById('results').dataset)) break;
    } catch {
      // No network, an overrun site, or another page in the place of this one: the next try may do better.
    }
  }
  return last;
}

// `ask` fetches the same answer anew, for the first or the second time, as a document; `put` shows what is in such a document.
export async function join({ ask, put }) {
  line.style.minBlockSize = `${line.offsetHeight}px`;
  watch();
  const found = await askAgain(ask);
  const again = line.querySelector('a, button');
  if (!found?.getElementById('results')) return say(words.last, again);
  const [text, act] = found.getElementById('late') ? [words.last, again] : [words.done, ''];
  const show = () => {
    put(found);
    say(text, act, textOf(results.querySelector('.summary, .empty h2') ?? new Text()));
  };
  const before = hitsOf(results);
  if (!isBusy || !before) return show();
  if (act || hitsOf(found) === before) return say(text, act);
  line.classList.add('offers');
  return say(words.better, makeButton(words.show, () => {
    show();
    line.classList.remove('offers');
    line.scrollIntoView({ block: 'nearest' });
    results.tabIndex = -1;
    results.focus({ preventScroll: true });
  }));
}

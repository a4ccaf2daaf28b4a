// Asks without leaving the page: answers stand below each other, as they come. The form works without.
import { make, makeButton, sayOn } from '../kb/elements.js';
import { eventsOf } from './event_stream.js';

const form = document.getElementById('ask');
const field = document.getElementById('question');
const turns = document.getElementById('turns');
const status = document.getElementById('ask-said');
const words = form.dataset;
let asking; // what is being answered can be stopped

// Screen readers hear whole sentences, one after the other, and nothing of what only moves.
function say(text) {
  status.append(make('span', {}, `${text} `));
}

function hasCopy(place) {
  for (const button of place.querySelectorAll('button.copy')) button.hidden = !navigator.clipboard;
}

function fields(text) {
  const data = new URLSearchParams(new FormData(form));
  data.set('q', text);
  return data;
}

function remember(text) {
  form.append(make('input', { type: 'hidden', name: 'before', value: text }));
}

function wait(text) {
  const sentences = make('div', { class: 'written' });
  const stop = makeButton(words.stop, () => asking?.abort());
  stop.className = 'ask-stop';
  const busy = make('p', { class: 'ask-busy' }, words.busy, stop);
  const turn = make('article', { class: 'turn' }, make('h2', { class: 'turn-question', dir: 'auto' }, text), sentences, busy);
  turns.append(turn);
  turn.scrollIntoView({ block: 'nearest' });
  return { turn, sentences, busy };
}

function add(sentences, { text, language, direction }) {
  sentences.append(make('p', { lang: language, dir: direction }, text));
  say(text);
}

function put(turn, { html, turn: asked, address }) {
  const found = new DOMParser().parseFromString(html, 'text/html').querySelector('.turn');
  const wasRead = turn.querySelector('.written').childElementCount > 0;
  const hadFocus = turn.contains(document.activeElement);
  turn.replaceWith(found);
  if (hadFocus) field.focus();
  hasCopy(found);
  remember(asked);
  history.replaceState(null, '', address);
  if (!wasRead) for (const part of found.querySelectorAll('.request, .outcome, .choices li, .answer-part :is(h3, .answer > *)')) say(part.textContent.trim());
  found.scrollIntoView({ block: 'nearest' });
}

function fail(place, why) {
  const hadFocus = place.busy.contains(document.activeElement);
  place.busy.replaceChildren(why);
  if (hadFocus) field.focus();
  say(why);
}

// What was typed and got no answer is in the field again, unless the next question stands there.
async function ask(text, data = fields(text)) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  status.replaceChildren();
  const place = wait(text);
  const fallBack = (why) => {
    if (signal === asking.signal && !field.value && !data.has('choose')) field.value = text;
    fail(place, why);
  };
  try {
    const response = await fetch(form.action, { method: 'POST', body: data, headers: { Accept: 'text/event-stream' }, signal });
    if (!response.ok) return fallBack(response.status === 429 ? words.many : words.failed);
    for await (const [name, data] of eventsOf(response)) {
      if (name === 'sentence') add(place.sentences, data);
      else put(place.turn, data);
    }
    if (place.turn.isConnected) fallBack(words.failed);
  } catch {
    fallBack(signal.aborted ? words.stopped : words.failed);
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  field.value = '';
  ask(text);
});

// Enter sends, Shift and Enter begin a line; nothing is sent while an input method still composes a word.
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') asking?.abort();
});

turns.addEventListener('click', async (event) => {
  const choice = event.target.closest('a[data-choose]');
  if (choice && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    // What was asked back is no turn of its own: the question is asked again, with what was chosen, where it stood.
    const data = new URL(choice.href).searchParams;
    for (const turn of form.querySelectorAll('input[name=before]')) turn.remove();
    for (const turn of data.getAll('before')) remember(turn);
    ask(data.get('q'), data);
    return;
  }
  const copy = event.target.closest('button.copy');
  if (!copy) return;
  await navigator.clipboard.writeText(copy.dataset.copy);
  sayOn(copy, words.copied);
  status.replaceChildren(words.copied);
});

turns.addEventListener('submit', async (event) => {
  const said = event.target.closest('form.solved');
  if (!said) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(said));
  const { value } = event.submitter;
  data.set('solved', value);
  data.set('in_place', '1');
  const line = said.querySelector('.solved-said');
  try {
    const answer = await fetch(said.action, { method: 'POST', body: data });
    if (!answer.ok) throw new Error(`not noted: ${answer.status}`);
    said.querySelector('.solved-answers').remove();
    line.textContent = said.dataset[value];
    line.tabIndex = -1;
    line.focus(); // the buttons are gone, and the keyboard goes on from here
  } catch {
    line.textContent = words.failed;
  }
});

hasCopy(turns);

// "[[" and some words: the articles that the site's own search finds, one of which becomes a link.
import { make, makeStatus } from './elements.js';
import { insertText } from './insert_text.js';
import './vendor/text-expander-element.js';

const PAUSE = 200; // milliseconds without a key

const wait = (signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, PAUSE);
  signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); });
});

async function ask(address, question, signal) {
  await wait(signal);
  const answer = await fetch(`${address}?q=${encodeURIComponent(question)}`, { signal, headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function makeOption({ title, language, path, target }) {
  const words = [make('span', { lang: language, dir: 'auto' }, title), make('span', { class: 'hint', dir: 'ltr' }, path)];
  return make('li', { role: 'option', 'data-target': target, 'data-title': title }, ...words);
}

// The element would set the whole value, which the browser cannot take back; so it is written as if it were typed.
function write(text, { target, title }) {
  const end = text.selectionEnd;
  text.setSelectionRange(text.value.lastIndexOf('[[', end - 1), end);
  insertText(text, `[${title.replace(/[[\]\\]/g, '\\$&')}](${target})`);
}

export function searchLinks(expander, text, address, words) {
  const status = makeStatus();
  let asking = null;
  expander.after(status);

  function show(sentence, ...items) {
    status.textContent = sentence;
    return { matched: true, fragment: make('ul', { class: 'link-menu', role: 'listbox', 'aria-label': words.list }, ...items) };
  }
  const say = (sentence) => show(sentence, make('li', { role: 'option', 'aria-disabled': 'true', class: 'hint' }, sentence));

  async function offer(question) {
    asking?.abort();
    asking = new AbortController();
    if (!question.trim()) return say(words.type);
    try {
      const found = await ask(address, question, asking.signal);
      return found.length ? show(found[0].title, ...found.map(makeOption)) : say(words.nothing);
    } catch (error) {
      return error.name === 'AbortError' ? { matched: false } : say(words.away);
    }
  }

  expander.addEventListener('text-expander-change', ({ detail }) => detail.provide(offer(detail.text)));
  expander.addEventListener('text-expander-value', (event) => {
    event.preventDefault();
    const { dataset } = event.detail.item;
    if (!dataset.target) return;
    expander.dismiss();
    write(text, dataset);
  });
}

// Starts the worker that keeps what was read (sw.js), says when a page is such a copy, and lists what is kept.
import { make, makeButton } from './elements.js';

const words = document.querySelector('script[data-worker]').dataset;
const page = document.documentElement.dataset;
// A reader of Persian may have chosen the calendar (dates.js).
const calendar = document.documentElement.lang === 'fa' && { solar: 'persian', gregorian: 'gregory' }[page.calendar];
const days = calendar ? words.days.replace(/(?<=-ca-)[a-z]+/, calendar) : words.days;
const shownDay = (time) => new Intl.DateTimeFormat(days, { dateStyle: 'long' }).format(new Date(time));

// What this page consists of, for a worker that was not there yet when it came.
const keepThisPage = async () => {
  const { active } = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType('resource').map((entry) => entry.name);
  active.postMessage({ keep: [location.href.split('#')[0], ...parts] });
};
if ('serviceWorker' in navigator) {
  const start = async () => {
    const isNew = !navigator.serviceWorker.controller;
    try {
      await navigator.serviceWorker.register(words.worker);
      if (isNew) await keepThisPage();
    } catch { /* storage is off: nothing is kept */ }
  };
  if (document.readyState === 'complete') start();
  else addEventListener('load', start);
}

const bar = (text) => {
  const said = make('p', { role: 'status' });
  const list = location.pathname === words.list ? [] : [make('a', { href: words.list }, words.kept)];
  const again = makeButton(words.again, () => location.reload());
  const line = make('section', { class: 'offline-bar', 'aria-label': words.kept }, said, ...list, again);
  document.querySelector('.skip').after(line);
  said.textContent = text; // after it stands in the page, so that it is read out
  return line;
};

if (page.kept) {
  bar(words[page.why].replace('{day}', shownDay(page.kept)));
} else if (!('fallback' in page)) {
  let line;
  addEventListener('offline', () => { line ??= bar(words.gone); });
  addEventListener('online', () => {
    line?.remove();
    line = undefined;
  });
}

const textOf = (markup) => new DOMParser().parseFromString(markup, 'text/html').body.textContent.trim();
const lineOf = (address, headers) => {
  const site = new URL('.', new URL(words.worker, location.href)).href;
  const lang = address.slice(site.length).split('/')[0];
  const link = make('a', { href: address, lang, dir: 'auto' }, textOf(decodeURIComponent(headers.get('kept-title'))));
  const day = headers.get('kept-on');
  return make('li', {}, link, ' ', make('time', { datetime: day }, shownDay(day)));
};

const showKept = async () => {
  const [list, none, forget] = ['kept', 'none-kept', 'forget-kept'].map((id) => document.getElementById(id));
  if (!list || !('caches' in window)) return;
  const state = 'fallback' in page ? (/\/search$/.test(location.pathname) ? 'search' : 'page') : 'online';
  for (const text of document.querySelectorAll('[data-when]')) text.hidden = text.dataset.when !== state;
  const kept = await caches.open((await caches.keys()).find((name) => name.startsWith('kb-pages')) ?? 'kb-pages');
  const addresses = (await kept.keys()).map((request) => request.url).reverse();
  const lines = await Promise.all(addresses.map(async (one) => lineOf(one, (await kept.match(one)).headers)));
  list.replaceChildren(...lines);
  none.hidden = lines.length > 0;
  forget.hidden = lines.length === 0;
  forget.onclick = async () => {
    for (const name of (await caches.keys()).filter((one) => one.startsWith('kb-'))) await caches.delete(name);
    await showKept();
    none.tabIndex = -1;
    none.focus();
  };
};
showKept().catch(() => {}); // storage is off: the page says that nothing is kept

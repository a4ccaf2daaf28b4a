// Starts the worker that keeps what was read (sw.js), says when a page is such a copy, and lists what is kept.
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
  const line = document.createElement('section');
  line.className = 'offline-bar';
  line.setAttribute('aria-label', words.kept);
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  const list = document.createElement('a');
  list.href = words.list;
  list.textContent = words.kept;
  const again = document.createElement('button');
  again.type = 'button';
  again.textContent = words.again;
  again.addEventListener('click', () => location.reload());
  line.append(said, ...(location.pathname === words.list ? [] : [list]), again);
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
  const [line, link, time] = ['li', 'a', 'time'].map((name) => document.createElement(name));
  link.href = address;
  link.textContent = textOf(decodeURIComponent(headers.get('kept-title')));
  link.lang = address.slice(new URL('.', new URL(words.worker, location.href)).href.length).split('/')[0];
  link.dir = 'auto';
  time.dateTime = headers.get('kept-on');
  time.textContent = shownDay(time.dateTime);
  line.append(link, ' ', time);
  return line;
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

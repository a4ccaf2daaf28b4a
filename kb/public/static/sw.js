// Keeps what was read readable without a connection. While there is one, pages always come from the site.
const PAGES = 'kb-pages-1', OFFLINE = 'kb-offline-1', PARTS = 'kb-parts-1', PICTURES = 'kb-pictures-1';
const PATIENCE = 3000; // milliseconds to wait for the site where there is a copy
const MOST_PAGES = 60, MOST_PICTURES = 200, MOST_BYTES = 30e6, LARGEST = 3e6, DAY = 86_400_000;

const BASE = location.pathname.replace(/\/sw\.js$/, ''); // the path below which the site stands, often none
const READERS = /^\/([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)\/(?:(?:articles|categories)\/.+|search|offline|contact)?$/;
const within = ({ pathname }) => (pathname.startsWith(`${BASE}/`) ? pathname.slice(BASE.length) : '');
const languageOf = (url) => READERS.exec(within(url))?.[1];
const isKept = (url) => languageOf(url) && !/\/(?:search|offline)$/.test(url.pathname)
  && [...url.searchParams.keys()].every((name) => ['hl', 'ui'].includes(name)); // words to mark, language around it
const isPart = (url) => url.searchParams.has('v') && within(url) && !within(url).startsWith('/api/'); // named by what is in it
const isPicture = (url) => /^\/files\/.+\.(?:svg|png|jpe?g|gif|webp|avif)$/i.test(within(url))
  || within(url).endsWith('.qr.svg');
const around = (url) => url.searchParams.get('ui') ?? languageOf(url);
const nameOf = (url) => url.origin + url.pathname + (url.searchParams.has('ui') ? `?ui=${around(url)}` : '');
const isForAll = (answer) => answer.ok && answer.type === 'basic' && !answer.redirected
  && !/no-store|private/.test(answer.headers.get('Cache-Control') ?? '');

const dropOldest = async (cache, most) => {
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - most)).map((name) => cache.delete(name)));
};

// What a page is called in the list of kept pages: a start page by the site, any other by its heading.
const nameIn = (text, url) => {
  const isStart = /^\/[^/]+\/$/.test(within(url));
  const [, words] = (isStart ? /<title>(.*?)<\/title>/s : /<h1[^>]*>(.*?)<\/h1>/s).exec(text) ?? [];
  return words?.replace(/<[^>]*>/g, '').trim() || url.pathname;
};

// The copy of a page, with when it was made and its title for the list of kept pages.
const copyOf = async (answer) => {
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name);
  headers.set('Kept-On', new Date().toISOString());
  headers.set('Kept-Title', encodeURIComponent(nameIn(text, new URL(answer.url))));
  return new Response(text, { headers });
};

const keepPage = async (url, answer) => {
  if (!isKept(url)) return;
  const cache = await caches.open(PAGES);
  if ([404, 410].includes(answer.status)) await cache.delete(nameOf(url), { ignoreSearch: true });
  if (!isForAll(answer) || !answer.headers.get('Content-Type')?.startsWith('text/html')) return;
  const copy = await copyOf(answer);
  await keepOfflinePage(`${BASE}/${around(url)}/offline`).catch(() => {}); // first: what is kept can be found in its list
  await cache.delete(nameOf(url)); // so that it counts as the newest
  await cache.put(nameOf(url), copy);
  await dropOldest(cache, MOST_PAGES);
};

const keepOfflinePage = async (path) => {
  const cache = await caches.open(OFFLINE);
  const kept = await cache.match(path);
  if (kept && Date.now() - new Date(kept.headers.get('Kept-On')) < DAY) return;
  const answer = await fetch(path);
  if (isForAll(answer)) await cache.put(path, await copyOf(answer));
};

const part = async (url, options) => {
  const cache = await caches.open(PARTS);
  const kept = await cache.match(url.href);
  if (kept) return kept;
  try {
    const answer = await fetch(url, options);
    if (isForAll(answer)) {
      await cache.delete(url.href, { ignoreSearch: true });
      await cache.put(url.href, answer.clone());
    }
    return answer;
  } catch (error) {
    return await cache.match(url.href, { ignoreSearch: true }) ?? Promise.reject(error);
  }
};

const keepPicture = async (url, answer) => {
  if (!isForAll(answer)) return;
  const cache = await caches.open(PICTURES);
  const body = await answer.blob();
  if (body.size > LARGEST) return;
  const headers = new Headers({ 'Content-Type': body.type, 'Kept-Bytes': String(body.size) });
  await cache.delete(nameOf(url));
  await cache.put(nameOf(url), new Response(body, { headers }));
  const names = await cache.keys();
  const sizes = await Promise.all(names.map(async (name) => Number((await cache.match(name)).headers.get('Kept-Bytes'))));
  let bytes = 0;
  const fit = sizes.findLastIndex((size) => { // the last that is too much, from the newest
    bytes += size;
    return bytes > MOST_BYTES;
  });
  await dropOldest(cache, Math.min(MOST_PICTURES, names.length - 1 - fit));
};

// What the site answers; `other` of the reason where it does not answer at all, not in time or with a failure.
const fromSite = async (request, kept, other) => {
  const late = new Promise((resolve) => { if (kept) setTimeout(resolve, PATIENCE); });
  try {
    const answer = await Promise.race([request, late]);
    return answer && (answer.status < 500 || !kept) ? answer : other('slow');
  } catch {
    return other('offline');
  }
};

const marked = async (kept, attributes) => {
  const text = (await kept.text()).replace('<html', `<html ${attributes}`);
  return new Response(text, { headers: kept.headers });
};

const offlinePage = async (url) => {
  const cache = await caches.open(OFFLINE);
  const kept = await cache.match(`${BASE}/${around(url)}/offline`) ?? await cache.match((await cache.keys()).at(-1) ?? '');
  return kept ? marked(kept, url.pathname.endsWith('/offline') ? '' : 'data-fallback') : Response.error();
};

const page = async (event, url) => {
  const request = fetch(event.request);
  event.waitUntil(request.then((answer) => keepPage(url, answer.clone())).catch(() => {}));
  const cache = await caches.open(PAGES);
  const find = (options) => cache.match(nameOf(url), { ignoreVary: true, ...options });
  const kept = isKept(url) && (await find() ?? await find({ ignoreSearch: true }));
  return fromSite(request, kept, (why) => (kept
    ? marked(kept, `data-kept="${kept.headers.get('Kept-On')}" data-why="${why}"`)
    : offlinePage(url)));
};

const picture = async (event, url) => {
  const request = fetch(event.request);
  event.waitUntil(request.then((answer) => keepPicture(url, answer.clone())).catch(() => {}));
  const kept = await (await caches.open(PICTURES)).match(nameOf(url));
  return fromSite(request, kept, () => kept ?? Response.error());
};

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (within(url) === '/' || languageOf(url)) event.respondWith(page(event, url));
  } else if (isPart(url)) {
    event.respondWith(part(url));
  } else if (request.destination === 'image' && isPicture(url)) {
    event.respondWith(picture(event, url));
  }
});

// A page that came before the worker tells what it consists of. It is in the browser's own cache: nothing is asked twice.
const keep = async (address) => {
  const url = new URL(address);
  const options = { cache: 'force-cache' };
  if (url.origin !== location.origin) return;
  if (isPart(url)) await part(url, options);
  else if (isPicture(url)) await keepPicture(url, await fetch(url, options));
  else if (isKept(url)) await keepPage(url, await fetch(url, options));
};
self.addEventListener('message', (event) => {
  event.waitUntil(Promise.allSettled((event.data.keep ?? []).map(keep)));
});

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((one) => one.startsWith('kb-') && ![PAGES, OFFLINE, PARTS, PICTURES].includes(one));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

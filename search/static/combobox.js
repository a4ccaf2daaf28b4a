// Suggests articles while somebody types into a search form: a combobox with a list (WAI-ARIA Authoring Practices).
// The form works without any of this; whatever fails here, Enter still searches.
const PAUSE = 40; // milliseconds without a key before we ask
const AGAIN = 220; // until an answer that was not complete is asked for again
const SLOW = 300; // until a reader is told that we wait
const PATIENCE = 8000;
const QUIET = 700; // without a change before it is announced
const ATTEMPTS = 4;
const SHORTEST = 2; // characters
const LONGEST = 500;
const LONG = 3; // words, with which a question says enough to doubt that it has an answer
const SHOWN = 5; // articles
const KEPT = 5; // recent searches
const ROOM = 200; // pixels below the field that are enough for a list
const RECENT = 'kb-recent-searches';
const SLASH = 'kb-slash-key';

const API = new URL('../../api/v1/', import.meta.url);

const answers = new Map();
const parser = new DOMParser();
const isNarrow = matchMedia('(max-width: 40rem)');
// A keyboard on the screen composes every word, so that its reader would never see a suggestion.
const isTouch = matchMedia('(pointer: coarse)');

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// The HTML of the server has nothing but <mark> and <bdi> in it; whatever else it had would become text.
function marked(html) {
  return copies(parser.parseFromString(html, 'text/html').body);
}

function copies({ childNodes }) {
  return Array.from(childNodes, (node) => {
    if (node.nodeName === 'MARK') return make('mark', {}, node.textContent);
    return node.nodeName === 'BDI' ? make('bdi', { dir: node.dir || 'auto' }, ...copies(node)) : node.textContent;
  });
}

function kept(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise; // forbidden or spoilt
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Nothing is kept where the reader does not want it.
  }
}

function recentSearches() {
  const found = kept(RECENT, []);
  return Array.isArray(found) ? found.filter((text) => typeof text === 'string') : [];
}

function remember(text) {
  const search = text.trim();
  if (search.length < SHORTEST) return;
  keep(RECENT, [search, ...recentSearches().filter((other) => other !== search)].slice(0, KEPT));
}

function nameOf(language) {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language);
}

async function fetchAnswer(text, language, signal) {
  const query = new URLSearchParams({ q: text, lang: language, mode: 'instant', sections: 1, limit: SHOWN });
  const response = await fetch(new URL(`search?${query}`, API), { signal });
  if (!response.ok) throw new Error(`no suggestions: ${response.status}`);
  return { ...await response.json(), text, id: response.headers.get('Search-Id') };
}

function enhance(form) {
  const field = form.elements.q;
  const { language, counts } = form.dataset;
  const fromRight = form.dataset.fromRight.split(' ');
  const words = JSON.parse(form.dataset.words);
  const list = make('div', { role: 'listbox', id: `${field.id}-list`, 'aria-label': words.list });
  const note = make('p', { class: 'suggest-note' });
  const busy = make('p', { class: 'suggest-note', hidden: '' }, words.busy);
  const sheet = make('div', { class: 'suggest', hidden: '' }, list, note, busy);
  const status = make('p', { class: 'hidden', role: 'status' });
  form.append(sheet, status);

  let active = null; // the option that the arrows are on
  let turn = 0; // answers to an earlier turn come too late
  let asking; // the request under way
  let isFitted = false; // whether the form was moved up once to make room
  let timer;
  let waiting;
  let speaking;

  const options = () => [...list.querySelectorAll('[role=option]')];

  function select(option) {
    active?.setAttribute('aria-selected', 'false');
    active = option ?? null;
    if (!active) return field.removeAttribute('aria-activedescendant');
    active.setAttribute('aria-selected', 'true');
    field.setAttribute('aria-activedescendant', active.id);
    active.scrollIntoView({ block: 'nearest' });
  }

  // What the keyboard of a phone covers is outside of the visual viewport.
  function fit() {
    if (sheet.hidden) return;
    const box = form.getBoundingClientRect();
    const { offsetTop, height } = window.visualViewport;
    const room = offsetTop + height - box.bottom - 12;
    sheet.style.setProperty('--room', `${room}px`);
    sheet.style.setProperty('--left', `${-box.left - form.clientLeft}px`);
    sheet.style.setProperty('--right', `${box.right - form.clientLeft - document.documentElement.clientWidth}px`);
    if (room > ROOM || isFitted || !isNarrow.matches) return;
    isFitted = true;
    form.scrollIntoView({ block: 'start' });
  }

  function say(text) {
    clearTimeout(speaking);
    speaking = setTimeout(() => { status.textContent = text; }, QUIET);
  }

  function open() {
    sheet.hidden = false;
    field.setAttribute('aria-expanded', String(Boolean(list.firstChild)));
    fit();
  }

  function close() {
    stop();
    say('');
    sheet.hidden = true;
    isFitted = false;
    field.setAttribute('aria-expanded', 'false');
    select(null);
  }

  function stop() {
    turn += 1;
    clearTimeout(timer);
    asking?.abort();
    setBusy(false);
  }

  function setBusy(isBusy) {
    clearTimeout(waiting);
    sheet.classList.toggle('busy', isBusy);
    list.setAttribute('aria-busy', String(isBusy));
    busy.hidden = !isBusy;
    if (isBusy) open();
  }

  function show(items, text) {
    select(null);
    list.replaceChildren(...items);
    options().forEach((one, place) => { one.id = `${list.id}-${place}`; });
    note.textContent = text;
    list.scrollTop = 0;
    open();
  }

  function option(tag, attributes, ...children) {
    return make(tag, { role: 'option', 'aria-selected': 'false', ...attributes }, ...children);
  }

  function act(text, action) {
    const made = option('div', { class: 'suggest-act' }, text);
    made.addEventListener('click', action);
    return made;
  }

  function link(url, title, snippet, told) {
    const text = make('span', { class: 'suggest-text' }, ...marked(snippet));
    const made = option('a', { href: url, tabindex: '-1', 'data-carry': '' }, title, text);
    const follow = () => {
      remember(field.value);
      if (told) navigator.sendBeacon(new URL('click', API), told);
    };
    made.addEventListener('click', follow);
    made.addEventListener('auxclick', follow);
    return made;
  }

  function group(answer, hit, place) {
    const opened = { search: answer.id, language: hit.language, key: hit.key, position: place + 1 };
    const told = answer.id && new URLSearchParams(opened); // without a name the search was not recorded
    const title = make('span', { class: 'suggest-title' }, ...marked(hit.marked_title));
    if (hit.section.heading) title.append(make('span', { class: 'suggest-place' }, make('bdi', {}, hit.section.heading)));
    if (hit.language !== language) title.append(make('span', { class: 'tag' }, nameOf(hit.language)));
    // In another language only the article changes, not the page around it.
    const reading = (url) => (hit.language === language ? url : url.replace(/(?=#|$)/, `?ui=${language}`));
    const sections = hit.sections.map((section) => {
      const named = section.heading ? {} : { lang: document.documentElement.lang };
      const text = section.heading || words.start;
      const heading = make('span', { class: 'suggest-section', ...named }, text);
      return link(reading(section.url), heading, section.snippet, told);
    });
    const first = link(reading(hit.url), title, hit.snippet, told);
    // As its language runs, whatever the first word is: a text in Arabic may begin with the name of a product.
    const dir = fromRight.includes(hit.language) ? 'rtl' : 'ltr';
    return make('div', { role: 'group', 'aria-label': hit.title, lang: hit.language, dir }, first, ...sections);
  }

  function showAnswer(answer) {
    if (document.activeElement !== field) return;
    const found = answer.results;
    const items = found.map((hit, place) => group(answer, hit, place));
    if (items.length) items.push(act(words.all, () => form.requestSubmit()));
    const nothing = answer.mode === 'starting' ? words.starting : words.none;
    const isFar = answer.complete && !answer.fits && answer.text.split(' ').length >= LONG;
    show(items, found.length ? (isFar ? words.far : '') : nothing);
    say(found.length ? counts.split('|')[found.length] : nothing);
  }

  function recent(text) {
    const remove = make('span', { class: 'suggest-remove', title: words.remove, 'aria-hidden': 'true' }, '×');
    const shown = make('span', { dir: 'auto' }, text);
    const made = option('div', { class: 'suggest-recent', 'aria-keyshortcuts': 'Delete' }, shown, remove);
    made.addEventListener('click', ({ target }) => {
      if (target === remove) return forget(text);
      field.value = text;
      form.requestSubmit();
    });
    made.addEventListener('forget', () => forget(text));
    return made;
  }

  function forget(...texts) {
    keep(RECENT, recentSearches().filter((text) => !texts.includes(text)));
    showRecent();
    say(words.removed);
  }

  function showRecent() {
    const searches = recentSearches();
    if (!searches.length) return close();
    const heading = make('p', { class: 'suggest-heading', role: 'presentation' }, words.recent);
    const found = make('div', { role: 'group', 'aria-label': words.recent }, heading, ...searches.map(recent));
    show([found, act(words.clear, () => forget(...searches))], words.kept);
  }

  async function ask(text, attempt) {
    stop();
    const mine = turn;
    asking = new AbortController();
    const { signal } = asking;
    const patience = setTimeout((request) => request.abort(), PATIENCE, asking);
    waiting = setTimeout(setBusy, SLOW, true);
    try {
      const answer = await fetchAnswer(text, language, signal);
      if (mine !== turn) return;
      setBusy(false);
      if (answer.complete && answer.mode !== 'starting') answers.set(language + text, answer);
      // What the arrows are on stays where it is, and what the pointer is on where the answer only got better.
      if (!active && !(attempt && list.matches(':hover'))) showAnswer(answer);
      if (!answer.complete && attempt < ATTEMPTS) timer = setTimeout(ask, AGAIN, text, attempt + 1);
    } catch {
      if (mine !== turn) return;
      setBusy(false);
      if (!attempt) {
        show([], words.failed);
        say(words.failed);
      }
    } finally {
      clearTimeout(patience);
    }
  }

  function suggest() {
    stop();
    select(null);
    const text = field.value.trimStart().slice(0, LONGEST);
    if (!text) return showRecent();
    if (text.length < SHORTEST) return close();
    const known = answers.get(language + text);
    if (known) return showAnswer(known);
    timer = setTimeout(ask, PAUSE, text, 0);
  }

  function move(step) {
    if (sheet.hidden) return suggest();
    const places = [null, ...options()]; // null is the field itself
    select(places.at((places.indexOf(active) + step) % places.length));
  }

  function escape() {
    if (!sheet.hidden) return close();
    field.value = '';
  }

  // What a key does; undefined where it does what it always does.
  function actionOf(event) {
    const { key } = event;
    if (key === 'Tab') return void close();
    if (key === 'Escape' && (!sheet.hidden || field.value)) return escape;
    if (key === 'Enter' && active) {
      const { ctrlKey, metaKey, shiftKey } = event;
      const press = { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey };
      return () => active.dispatchEvent(new MouseEvent('click', press));
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
    if (key === 'ArrowDown') return () => move(1);
    if (key === 'ArrowUp') return () => move(-1);
    if (key === 'Home' && active) return () => select(options()[0]);
    if (key === 'End' && active) return () => select(options().at(-1));
    if (key === 'Delete' && active?.matches('.suggest-recent')) return () => active.dispatchEvent(new Event('forget'));
    if (key === 'ArrowLeft' || key === 'ArrowRight') select(null);
    return undefined;
  }

  field.type = 'text'; // a combobox is no search box, which has keys of its own
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-expanded', 'false');
  field.setAttribute('aria-controls', list.id);
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return; // 229: WebKit ends a composition before its last key
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    action();
  });
  field.addEventListener('input', (event) => { if (!event.isComposing || isTouch.matches) suggest(); });
  field.addEventListener('compositionend', suggest);
  for (const name of ['focus', 'click']) {
    field.addEventListener(name, () => { if (!field.value && sheet.hidden) showRecent(); });
  }
  form.addEventListener('focusout', ({ relatedTarget }) => { if (!form.contains(relatedTarget)) close(); });
  form.addEventListener('submit', () => {
    remember(field.value);
    close();
  });
  sheet.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the field
  for (const name of ['resize', 'scroll']) window.visualViewport.addEventListener(name, fit);
  addEventListener('scroll', fit, { passive: true });
  return { form, field, words };
}

// A key of one character must be possible to turn off (WCAG 2.1.4); Ctrl or Cmd with K always leads to the search.
function addKeys({ form, field, words }) {
  const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
  const key = make('kbd', {});
  const hint = make('button', { type: 'button', class: 'suggest-key', 'aria-label': words.slash }, key);
  const usesSlash = () => kept(SLASH, true) !== false;
  const show = () => {
    key.textContent = usesSlash() ? '/' : `${isMac ? '⌘' : 'Ctrl'} K`;
    hint.setAttribute('aria-pressed', String(usesSlash()));
  };
  hint.addEventListener('click', () => {
    keep(SLASH, !usesSlash());
    show();
  });
  hint.title = words.slash;
  field.after(hint);
  show();
  document.addEventListener('keydown', (event) => {
    const isChord = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey
      && (/^k$/i.test(event.key) || (event.code === 'KeyK' && !/^[a-z]$/i.test(event.key))); // other scripts
    const isSlash = event.key === '/' && !(event.ctrlKey || event.metaKey || event.altKey) && usesSlash();
    const writing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (!(isChord || isSlash) || event.isComposing || event.defaultPrevented) return;
    if (writing && (isSlash || writing !== field)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

// A link takes the words along that are marked beside it, and the article marks them as well (kb/static/highlight.js).
function carry({ target }) {
  const link = target.closest?.('a[data-carry]');
  const marks = link?.closest('.hit, [role=option]').querySelectorAll('mark') ?? [];
  if (!marks.length) return;
  const address = new URL(link.href);
  address.searchParams.set('hl', [...new Set(Array.from(marks, (mark) => mark.textContent))].join(' '));
  link.href = address;
}

const forms = Array.from(document.querySelectorAll('form.search[data-words]'), enhance);
if (forms.length) addKeys(forms[0]);
for (const name of ['click', 'auxclick']) document.addEventListener(name, carry, true);

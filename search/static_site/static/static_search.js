// The search of a site that is a folder of files (kb export site). The index comes as scripts, which a page may load from
// a folder too; what was typed is folded as the index is (search/text/folding.py), and its words are looked up with all
// that they may become.
import { make } from '../kb/elements.js';

const SHOWN = 20; // articles
const MOST_WORDS = 12;
const MOST_FORMS = 60; // that begin with what was typed
const BEGUN = 0.7; // what a word counts that only begins as one typed does
const SHORTENED = 0.5; // and one that does so once an ending is taken off
const SNIPPET = 240; // characters
const ROOT = new URL('../../', import.meta.url);

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’\u200c.\-/][\p{L}\p{M}\p{N}]+)*/gu;
const JOINTS = /['’\u200c.\-/]/;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const ARABIC_MARKS = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g;
const LETTERS = new Map([
  ...[...'أإآٱ'].map((one) => [one, 'ا']), ...[...'يىئے'].map((one) => [one, 'ی']), ['ؤ', 'و'], ['ك', 'ک'],
  ...[...'ةۀہھ'].map((one) => [one, 'ه']), ['ء', ''], ['ё', 'е'], ['ў', 'у'], ['ß', 'ss'], ['ς', 'σ'], ['ı', 'i'],
  ['ł', 'l'], ['ø', 'o'], ['đ', 'd'], ['æ', 'ae'], ['œ', 'oe'], ['’', "'"], ['‘', "'"], ['`', "'"],
  ...['\u200b', '\u200e', '\u200f', '\u2060', '\u00ad', '\ufeff'].map((one) => [one, '']),
]);
const ACCENTED = /\p{Script=Latin}|\p{Script=Greek}|[\u0300-\u036f]/u;
const DIGIT = /\p{Nd}/u;

function digit(sign) {
  let zero = sign.codePointAt(0);
  while (DIGIT.test(String.fromCodePoint(zero - 1)) && sign.codePointAt(0) - zero < 9) zero -= 1;
  return String(sign.codePointAt(0) - zero);
}

function foldLetter(letter) {
  if (LETTERS.has(letter)) return LETTERS.get(letter);
  if (letter.codePointAt(0) < 128) return letter;
  if (DIGIT.test(letter)) return digit(letter);
  if (!ACCENTED.test(letter)) return letter;
  return letter.normalize('NFD').replace(/\p{M}/gu, '');
}

function fold(word) {
  const plain = word.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll('\u0640', '').replace(ARABIC_MARKS, '');
  return Array.from(plain, foldLetter).join('');
}

const formOf = (word) => word.split(JOINTS).map(fold).join('');

// Scripts of the index, each asked for once.
const coming = new Map();
const here = new Map();
globalThis.kbFormOf = formOf; // for whoever checks that it is that of the index
globalThis.kbStaticSearch = (name, content) => here.set(name, content);

function load(language, name) {
  if (!coming.has(name)) {
    coming.set(name, new Promise((done, failed) => {
      const script = make('script', { src: new URL(`search/${language}/${name}.js`, ROOT).href });
      script.addEventListener('load', () => (here.has(name) ? done(here.get(name)) : failed(new Error(name))));
      script.addEventListener('error', () => failed(new Error(name)));
      document.head.append(script);
    }));
  }
  return coming.get(name);
}

const placeIn = (starts, number) => starts.findLastIndex((start) => start <= number);

// The words of what was typed; where no spaces are written, each pair of letters.
function wordsOf(text) {
  const found = [];
  for (const [word] of text.normalize('NFC').matchAll(WORD)) {
    const form = formOf(word);
    const letters = [...form];
    if (UNSPACED.test(form) && letters.length > 2) {
      for (let at = 0; at + 1 < letters.length; at += 1) found.push(letters[at] + letters[at + 1]);
    } else if (form) found.push(form);
  }
  return [...new Set(found)].slice(0, MOST_WORDS);
}

class Index {
  #language;
  #told;

  constructor(language, told) {
    this.#language = language;
    this.#told = told;
  }

  async #formsFrom(beginning) {
    const has = (prefix) => prefix.startsWith(beginning) || beginning.startsWith(prefix);
    const names = this.#told.forms.flatMap((prefixes, number) => (prefixes.some(has) ? [`forms-${number}`] : []));
    const parts = await Promise.all(names.map((name) => load(this.#language, name)));
    return parts.flatMap(Object.entries);
  }

  // What a word may mean: terms, each with how much it counts; nothing for a word that says nothing.
  async meaningOf(word, isLast) {
    const forms = await this.#formsFrom(word);
    const meant = new Map();
    const add = (terms, counts) => {
      for (const term of terms) meant.set(term, Math.max(counts, meant.get(term) ?? 0));
    };
    const begin = (start, longest, counts) => {
      const begun = forms.filter(([form]) => form.startsWith(start) && form.length <= longest);
      begun.sort(([a], [b]) => a.length - b.length);
      for (const [, terms] of begun.slice(0, MOST_FORMS)) add(terms, counts);
    };
    const exact = forms.find(([form]) => form === word);
    if (exact) add(exact[1], 1);
    if (exact && !exact[1].length && !isLast) return { forms, meant, isSilent: true };
    if (word.length > 1 && (isLast || !exact)) begin(word, Infinity, BEGUN);
    for (let length = word.length - 1; !meant.size && length >= Math.max(3, word.length * 0.6); length -= 1) {
      begin(word.slice(0, length), length + 3, SHORTENED);
    }
    return { forms, meant, isSilent: Boolean(exact) && !exact[1].length && !meant.size };
  }

  async #weights(meant) {
    const found = new Map();
    await Promise.all([...meant].map(async ([term, counts]) => {
      const block = placeIn(this.#told.terms, term);
      const postings = (await load(this.#language, `terms-${block}`))[term - this.#told.terms[block]];
      for (let at = 0; at < postings.length; at += 2) {
        const weight = postings[at + 1] * counts;
        if (weight > (found.get(postings[at]) ?? 0)) found.set(postings[at], weight);
      }
    }));
    return found;
  }

  async article(number) {
    const block = placeIn(this.#told.texts, number);
    const [title, file, category, categoryFile, text] = (await load(this.#language, `texts-${block}`))[number - this.#told.texts[block]];
    return { title, file, category, categoryFile, text };
  }

  // The articles for what was typed, the best first: more of its words count more than a word that says much.
  async search(text) {
    const words = wordsOf(text);
    const meanings = await Promise.all(words.map((word, at) => this.meaningOf(word, at === words.length - 1)));
    const asked = meanings.filter(({ isSilent }) => !isSilent);
    const scores = new Map();
    for (const weights of await Promise.all(asked.map(({ meant }) => this.#weights(meant)))) {
      for (const [number, weight] of weights) {
        const [sum, had] = scores.get(number) ?? [0, 0];
        scores.set(number, [sum + weight, had + 1]);
      }
    }
    const ranked = [...scores].map(([number, [sum, had]]) => [number, sum * (had / asked.length) ** 2]);
    ranked.sort(([a, one], [b, other]) => other - one || a - b);
    const terms = new Set(asked.flatMap(({ meant }) => [...meant.keys()]));
    const marked = new Set();
    for (const { forms } of asked) {
      for (const [form, meant] of forms) if (meant.some((term) => terms.has(term))) marked.add(form);
    }
    return { ranked, isMarked: (word) => marked.has(formOf(word)) || word.split(JOINTS).some((part) => marked.has(fold(part))) };
  }
}

// Where words are marked in a text: begin and end of each.
const marksIn = (text, isMarked) => [...text.matchAll(WORD)].filter(([word]) => isMarked(word))
  .map(({ 0: word, index }) => [index, index + word.length]);

// The stretch of a text with most of them, from the beginning of a word to the end of one.
function bestStretch(text, marks) {
  let best = [0, 0];
  for (const [start] of marks) {
    const count = marks.filter(([from, to]) => from >= start && to <= start + SNIPPET).length;
    if (count > best[1]) best = [start, count];
  }
  const from = Math.max(0, best[0] - SNIPPET / 4);
  const begin = from && text.indexOf(' ', from) + 1;
  const end = text.length <= begin + SNIPPET ? text.length : Math.max(text.lastIndexOf(' ', begin + SNIPPET), begin + SNIPPET / 2);
  return [begin, end];
}

function markedParts(text, isMarked, begin = 0, end = text.length) {
  const parts = [];
  let at = begin;
  for (const [from, to] of marksIn(text, isMarked)) {
    if (from < at || to > end) continue;
    parts.push(text.slice(at, from), make('mark', {}, text.slice(from, to)));
    at = to;
  }
  return [...parts, text.slice(at, end)];
}

function hit(article, isMarked, { lang, dir }) {
  const link = (file) => new URL(file.split('/').map(encodeURIComponent).join('/'), ROOT).href;
  const title = make('a', { href: link(article.file), 'data-carry': '' }, ...markedParts(article.title, isMarked));
  const [begin, end] = bestStretch(article.text, marksIn(article.text, isMarked));
  const words = [begin ? '… ' : '', ...markedParts(article.text, isMarked, begin, end), end < article.text.length ? ' …' : ''];
  const snippet = make('p', { class: 'snippet' }, ...words);
  const item = make('li', { class: 'hit', lang, dir }, make('h2', {}, title), snippet);
  if (article.categoryFile) {
    item.append(make('p', { class: 'meta' }, make('a', { href: link(article.categoryFile) }, make('bdi', {}, article.category))));
  }
  return item;
}

const results = document.getElementById('results');

function keepInAddress(text) {
  try {
    history.replaceState(history.state, '', text ? `?q=${encodeURIComponent(text)}` : location.pathname);
  } catch { /* in a folder, some browsers keep the address as it was */ }
}

function nothingFound(text, words) {
  const title = make('h2', {}, words.none.replace('{query}', text));
  const home = make('p', {}, make('a', { href: words.home }, words.topics));
  return make('section', { class: 'empty' }, title, make('p', {}, words.advice), home);
}

// What is said and shown for what was typed; `status` is where it will be said.
async function found(text, words, status) {
  const { language, direction } = results.dataset;
  const index = new Index(language, await load(language, 'index'));
  const { ranked, isMarked } = await index.search(text);
  const articles = await Promise.all(ranked.slice(0, SHOWN).map(([number]) => index.article(number)));
  const said = words.counts[Math.min(ranked.length, words.counts.length - 1)];
  if (!ranked.length) return { said, parts: [status, nothingFound(text, words)] };
  const hits = articles.map((article) => hit(article, isMarked, { lang: language, dir: direction }));
  const list = make('div', { class: 'found' }, status, make('ol', { class: 'hits' }, ...hits));
  return { said, parts: [make('div', { class: 'with-filters' }, list)] };
}

function setUp() {
  const field = document.querySelector('main form.search').elements.q;
  const words = JSON.parse(results.dataset.words);
  const unasked = [...results.childNodes];
  const status = make('p', { class: 'summary', role: 'status' });
  const { title } = document;
  let turn = 0;

  async function show() {
    turn += 1;
    const mine = turn;
    const text = field.value.trim();
    keepInAddress(text);
    document.title = text ? `${text} – ${title}` : title;
    let shown = { said: '', parts: unasked };
    try {
      if (text) shown = await found(text, words, status);
    } catch {
      shown = { said: '', parts: [make('p', { role: 'alert' }, words.failed)] };
    }
    if (mine !== turn) return; // more was typed meanwhile
    status.textContent = shown.said;
    results.replaceChildren(...shown.parts);
  }

  field.value = new URLSearchParams(location.search).get('q') ?? '';
  field.form.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
  });
  field.addEventListener('input', (event) => { if (!event.isComposing) show(); });
  field.addEventListener('compositionend', show);
  show();
}

if (results?.dataset.words) setUp();

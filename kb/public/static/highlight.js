// Marks the words of a search in the article that it led to, and shows the first of them. The words come in the address
// (?hl=), which is cleaned at once; the page itself is the same for every reader.
import { make, makeButton } from './elements.js';

const MOST = 12; // words
const WORD = /[\p{L}\p{M}\p{N}\u0640]+(?:['’\u200c.\-/][\p{L}\p{M}\p{N}\u0640]+)*/gu;
const JOINTS = /['’\u200c.\-/]/;
const MARKED = 'search-words';
// One letter for what Arabic and Persian write in several ways; accents and vowel marks are taken off before.
const LETTERS = { 'ي': 'ی', 'ى': 'ی', 'ك': 'ک', 'ة': 'ه', 'ٱ': 'ا', 'ـ': '', '\u200c': '', '’': "'" };

const address = new URL(location.href);
const sought = (address.searchParams.get('hl') ?? '').slice(0, 500);
const script = document.querySelector('script[data-clear]');
const prose = document.querySelector('.prose');

function fold(word) {
  const letters = word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters.replace(/[يىكةٱـ\u200c’]/g, (letter) => LETTERS[letter]).replace(/\p{Nd}/gu, digit);
}

// Arabic and Persian digits as Latin ones.
function digit(sign) {
  const code = sign.codePointAt(0);
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  return code >= 0x6f0 && code <= 0x6f9 ? String(code - 0x6f0) : sign;
}

function rangesOf(words) {
  const wanted = new Set(Array.from(words.matchAll(WORD), ([word]) => fold(word)).slice(0, MOST));
  const isWanted = (word) => wanted.has(fold(word)) || word.split(JOINTS).some((part) => wanted.has(fold(part)));
  const ranges = [];
  const texts = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest('button, script, style')) continue;
    for (const { 0: word, index } of text.data.matchAll(WORD)) {
      if (!isWanted(word)) continue;
      const range = new Range();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      ranges.push(range);
    }
  }
  return ranges;
}

// Marks without touching the text where the browser can (CSS Custom Highlight API), else with elements.
function mark(ranges) {
  if (CSS.highlights) {
    CSS.highlights.set(MARKED, new Highlight(...ranges));
    return () => CSS.highlights.delete(MARKED);
  }
  const marks = ranges.toReversed().map((range) => { // from the end: a split text would move what follows
    const element = make('mark', {});
    range.surroundContents(element);
    return element;
  });
  return () => { for (const element of marks) element.replaceWith(element.textContent); };
}

// The part of the article that the address names: from its heading to the next.
function isInSection(range, heading) {
  const { startContainer } = range;
  const [next] = [...prose.querySelectorAll(':is(h1, h2, h3, h4, h5, h6)[id]')]
    .filter((other) => heading.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const isAfter = heading.contains(startContainer)
    || heading.compareDocumentPosition(startContainer) & Node.DOCUMENT_POSITION_FOLLOWING;
  return isAfter && !(next && (next.contains(startContainer)
    || next.compareDocumentPosition(startContainer) & Node.DOCUMENT_POSITION_FOLLOWING));
}

function showFirst(ranges) {
  const heading = prose.querySelector(':target');
  const first = heading ? ranges.find((range) => isInSection(range, heading)) : ranges[0];
  if (!first) return;
  const place = first.startContainer.parentElement;
  for (let box = place.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  place.closest('[hidden=until-found]')?.dispatchEvent(new Event('beforematch')); // the panel of a tab (tabs.js)
  const { top, bottom } = first.getBoundingClientRect();
  const isSeen = top >= 0 && bottom <= innerHeight;
  if (!isSeen) place.scrollIntoView({ block: 'center', behavior: 'instant' });
}

// Once the browser has gone to the section itself; whoever has begun to read meanwhile is left where they are.
function afterTheBrowser(show) {
  if (document.readyState === 'complete') return show();
  const begun = new AbortController();
  for (const name of ['wheel', 'touchmove', 'keydown']) {
    addEventListener(name, () => begun.abort(), { once: true, passive: true });
  }
  addEventListener('load', () => requestAnimationFrame(show), { signal: begun.signal });
}

function offerToClear(unmark) {
  const clear = () => {
    unmark();
    if (document.activeElement === button) document.querySelector('main').focus({ preventScroll: true });
    button.remove();
    removeEventListener('keydown', onEscape);
  };
  const onEscape = (event) => { if (event.key === 'Escape' && !event.defaultPrevented) clear(); };
  const button = makeButton(script.dataset.clear, clear, { class: 'clear-marks' });
  addEventListener('keydown', onEscape);
  prose.after(button);
}

if (sought && prose) {
  address.searchParams.delete('hl');
  history.replaceState(history.state, '', address);
  const ranges = rangesOf(sought);
  if (ranges.length) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      ::highlight(${MARKED}) { background: var(--mark); color: var(--text); }
      .clear-marks {
        position: fixed; z-index: 8; inset-block-end: 1rem; inset-inline-end: 1rem; min-block-size: 2.75rem;
        padding-inline: 1rem; font: inherit; font-size: .875rem; font-weight: 600; color: var(--text); cursor: pointer;
        background: var(--surface); border: 1px solid var(--line-strong); border-radius: 2rem;
        box-shadow: 0 .25rem 1rem rgb(0 0 0 / .18);
      }
      @media (forced-colors: active) { ::highlight(${MARKED}) { background: Mark; color: MarkText; } }
      @media print { .clear-marks { display: none; } }`);
    document.adoptedStyleSheets.push(sheet);
    offerToClear(mark(ranges));
    afterTheBrowser(() => showFirst(ranges));
  }
}

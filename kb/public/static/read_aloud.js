// Reads the article that is shown, sentence by sentence, and marks the one that is read. A pause ends the sentence and
// the way on begins it anew: not every browser can stop within one.
import { make, makeButton } from './elements.js';

const MARKED = 'read-aloud';
const BLOCKS = 'h1, h2, h3, h4, h5, h6, p, li, td, th, dt, dd, summary, figcaption, blockquote, div';
const UNSAID = 'pre, button, script, style, sup.footnote-ref, .hidden';

function* texts() {
  for (const part of document.querySelectorAll('article > h1, article > .prose')) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent.closest(UNSAID) && parent.checkVisibility()) yield walker.currentNode;
    }
  }
}

// The place of a letter of a block's whole text, among the pieces that it is made of.
function placeOf(pieces, letter) {
  let before = 0;
  for (const piece of pieces) {
    if (letter <= before + piece.data.length) return [piece, letter - before];
    before += piece.data.length;
  }
  return [pieces.at(-1), pieces.at(-1).data.length];
}

function sentencesOf(language) {
  const blocks = [];
  let last;
  for (const text of texts()) {
    const block = text.parentElement.closest(BLOCKS);
    if (block !== last) blocks.push([]);
    blocks.at(-1).push(text);
    last = block;
  }
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  return blocks.flatMap((pieces) => {
    const whole = pieces.map((piece) => piece.data).join('');
    return Array.from(segmenter.segment(whole))
      .filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment))
      .map(({ segment, index }) => {
        const range = new Range();
        range.setStart(...placeOf(pieces, index));
        range.setEnd(...placeOf(pieces, index + segment.trimEnd().length));
        return { text: segment.trim(), range };
      });
  });
}

// The first sentence that is in sight: whoever has scrolled down is not read the beginning again.
function firstInSight(sentences) {
  const found = sentences.findIndex(({ range }) => range.getBoundingClientRect().bottom > 0);
  return Math.max(found, 0);
}

let stopReading;

export function readAloud(voice, words, fail) {
  stopReading?.();
  const sentences = sentencesOf(words.language);
  let at = firstInSight(sentences);
  let current = null; // what is being said; null while it is paused

  function mark({ range }) {
    CSS.highlights?.set(MARKED, new Highlight(range));
    const { top, bottom } = range.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight - bar.offsetHeight) {
      range.startContainer.parentElement.scrollIntoView({ block: 'center' });
    }
  }

  function hush() {
    current = null;
    speechSynthesis.cancel();
  }

  function speak() {
    hush();
    const sentence = sentences[at];
    if (!sentence) return stop();
    const utterance = new SpeechSynthesisUtterance(sentence.text);
    Object.assign(utterance, { voice, lang: voice.lang });
    utterance.addEventListener('end', () => {
      if (utterance === current) go(1);
    });
    utterance.addEventListener('error', () => {
      if (utterance !== current) return;
      stop();
      fail();
    });
    current = utterance;
    pause.textContent = words.pause;
    mark(sentence);
    speechSynthesis.speak(utterance);
  }

  function go(steps) {
    at = Math.max(at + steps, 0);
    speak();
  }

  function rest() {
    if (!current) return speak();
    hush();
    pause.textContent = words.go;
  }

  function stop() {
    hush();
    const hadFocus = bar.contains(document.activeElement);
    bar.remove();
    CSS.highlights?.delete(MARKED);
    removeEventListener('pagehide', stop);
    stopReading = undefined;
    if (hadFocus) document.querySelector('.tools summary').focus();
  }

  const pause = makeButton(words.pause, rest);
  const step = (sign, label, steps) => makeButton(sign, () => go(steps), { 'aria-label': label, title: label });
  const bar = make('div', { class: 'reading-aloud', role: 'group', 'aria-label': words.group },
    step('«', words.back, -1), pause, step('»', words.on, 1), makeButton(words.stop, stop));
  bar.addEventListener('keydown', (event) => { if (event.key === 'Escape') stop(); });
  document.querySelector('main').append(bar);
  addEventListener('pagehide', stop);
  stopReading = stop;
  pause.focus();
  speak();
}

// What is put into a reply: each as plain text and as HTML, whichever the field takes. What articles say is only ever
// text in it, and their addresses links.
import { make } from './elements.js';

const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

function anchor(result) {
  return make('a', { href: result.link, lang: result.language }, result.title);
}

function markup(...elements) {
  return elements.map((one) => one.outerHTML).join('');
}

// One line of a text, its addresses as links.
function line(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(end, found.index), make('a', { href: found[0] }, found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

function paragraph(text) {
  const lines = text.split('\n').flatMap((one, number) => (number ? [make('br', {}), ...line(one)] : line(one)));
  return make('p', { dir: 'auto' }, ...lines);
}

export function linkTo(result) {
  return { text: `${result.title}: ${result.link}`, html: anchor(result).outerHTML };
}

export function quoteOf(result) {
  const lines = result.answer.split('\n').filter(Boolean);
  const source = `${result.title}: ${result.link}`;
  const quoted = make('blockquote', { lang: result.language, dir: 'auto' }, ...lines.map((one) => make('p', {}, one)));
  const text = [...lines.map((one) => `> ${one}`), '', source].join('\n');
  const ending = make('p', {}, anchor(result));
  return { text: lines.length ? text : source, html: lines.length ? markup(quoted, ending) : markup(ending) };
}

export function wholeReply(text) {
  const paragraphs = text.trim().split(/\n{2,}/);
  return { text: text.trim(), html: markup(...paragraphs.map(paragraph)) };
}

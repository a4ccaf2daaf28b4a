// What was found, as elements. Nothing that comes from elsewhere is markup here but the <mark> of a passage.
import { make, makeButton } from './elements.js';
import { linkTo, quoteOf, wholeReply } from './replies.js';
import { SITE } from './site.js';
import { percent, say } from './texts.js';

let drawn = 0; // articles, for the ids of their titles

function passage(result) {
  const read = new DOMParser().parseFromString(result.snippet, 'text/html').body;
  const parts = [...read.childNodes].map((one) => (one.nodeName === 'MARK' ? make('mark', {}, one.textContent) : one.textContent));
  return make('blockquote', { lang: result.language, dir: 'auto' }, ...parts);
}

function marks(result) {
  const found = [];
  if (!result.link) found.push(make('span', { class: 'tag secret' }, say('internal')));
  if (!result.in_customers_language) found.push(make('span', { class: 'tag other' }, say('foreign')));
  if (result.section.heading) {
    found.push(make('span', {}, `${say('section')} `, make('bdi', { lang: result.language }, result.section.heading)));
  }
  return make('p', { class: 'marks' }, ...found);
}

// The buttons that put something into the reply. An internal article has none: customers may not read it.
function ways(result, id, acts) {
  const described = { 'aria-describedby': id };
  const put = (kind, name, piece, look = {}) =>
    makeButton(name, () => acts.put(kind, name, piece()), { ...described, ...look });
  return make(
    'p',
    { class: 'buttons' },
    put('link', say('insert_link'), () => linkTo(result), { class: 'main' }),
    put('quote', say('insert_quote'), () => quoteOf(result)),
    ...result.replies.map((reply) => put('reply', reply.title, () => wholeReply(reply.text))),
    makeButton(say('copy'), () => acts.copy('link', say('copy'), { text: result.link }), { class: 'quiet', ...described }),
  );
}

function judging(id, acts) {
  const words = make('textarea', { rows: '2', dir: 'auto', maxlength: '2000', id: `${id}-wrong` });
  const report = make('details', {}, make('summary', { 'aria-describedby': id }, say('wrong')));
  report.append(make('p', { class: 'field' }, make('label', { for: words.id }, say('what_is_wrong')), words));
  report.append(makeButton(say('tell'), () => acts.wrong(words, report)));
  const notThis = makeButton(say('not_this'), () => acts.notThis(), { class: 'quiet', 'aria-describedby': id });
  return make('div', { class: 'judge' }, notThis, report);
}

function article(result, actsOn) {
  drawn += 1;
  const id = `article-${drawn}`;
  const link = make('a', { href: SITE.address + result.url, target: '_blank', rel: 'noopener', lang: result.language, dir: 'auto' }, result.title);
  const item = make('li', { class: result.link ? 'article' : 'article internal' }, make('h3', { id }, link), marks(result), passage(result));
  const acts = actsOn(item);
  if (result.link) item.append(ways(result, id, acts));
  item.append(judging(id, acts));
  return item;
}

function sureness(part) {
  const values = { percent: percent(part.confidence) };
  return make('p', { class: part.fits ? 'sure' : 'doubt' }, say(part.fits ? 'fits' : 'near', values));
}

function onePart(answer, part, actsOn) {
  const several = answer.questions.length > 1;
  const title = make('h2', { class: several ? '' : 'hidden', lang: answer.language, dir: 'auto' }, part.question);
  if (!part.results.length) return make('section', {}, title, make('p', { class: 'doubt' }, say('nothing')));
  const list = part.results.map((result) => article(result, (item) => actsOn(part, result, item)));
  return make('section', {}, title, sureness(part), make('ol', {}, ...list));
}

// `actsOn` gives what the buttons of an article do: of a part of the answer, a result in it, and its element.
export function drawAnswer(answer, actsOn) {
  if (!answer.questions.length) {
    return [make('section', {}, make('h2', {}, say('no_question')), make('p', {}, say('no_question_help')))];
  }
  return answer.questions.map((part) => onePart(answer, part, actsOn));
}

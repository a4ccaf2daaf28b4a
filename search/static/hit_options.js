// An article that was found as options of a list: the article itself and the sections that fit.
import { make } from '../kb/elements.js';
import { makeOption } from './listbox.js';

const parser = new DOMParser();

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

function nameOf(language) {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language);
}

function titleOf(hit, language) {
  const title = make('span', { class: 'suggest-title' }, ...marked(hit.marked_title));
  const { heading } = hit.section;
  if (heading) title.append(make('span', { class: 'suggest-place' }, make('bdi', {}, heading)));
  if (hit.language !== language) title.append(make('span', { class: 'tag' }, nameOf(hit.language)));
  return title;
}

function headingOf(section, beginning) {
  const named = section.heading ? {} : { lang: document.documentElement.lang };
  return make('span', { class: 'suggest-section', ...named }, section.heading || beginning);
}

// `page` is what the page around the list knows: its language, which languages run from the right, the word for the
// beginning of an article. `follow` is told of whatever is opened.
export function hitOptions(hit, page, follow) {
  // In another language only the article changes, not the page around it.
  const reading = (url) => (hit.language === page.language ? url : url.replace(/(?=#|$)/, `?ui=${page.language}`));
  const link = (url, title, snippet) => {
    const text = make('span', { class: 'suggest-text' }, ...marked(snippet));
    const made = makeOption('a', { href: reading(url), tabindex: '-1', 'data-carry': '' }, title, text);
    for (const name of ['click', 'auxclick']) made.addEventListener(name, follow);
    return made;
  };
  const sections = hit.sections.map((one) => link(one.url, headingOf(one, page.beginning), one.snippet));
  const first = link(hit.url, titleOf(hit, page.language), hit.snippet);
  // As its language runs, whatever the first word is: a text in Arabic may begin with the name of a product.
  const dir = page.fromRight.includes(hit.language) ? 'rtl' : 'ltr';
  return make('div', { role: 'group', 'aria-label': hit.title, lang: hit.language, dir }, first, ...sections);
}

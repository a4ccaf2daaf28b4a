// The texts of the panel in the language of whoever looks at it; kb/language/translations has them.
import { DIRECTIONS, SITE, TEXTS } from './site.js';

let language = 'en';

// The first of the languages asked for that the texts are in; the page says which one it is.
export function choose(wanted) {
  const known = (code) => [code, code.split('-')[0]].find((one) => one in TEXTS);
  language = wanted.map(known).find(Boolean) ?? 'en';
  document.documentElement.lang = language;
  document.documentElement.dir = DIRECTIONS[language];
  document.title = siteName();
}

export function say(name, values = {}) {
  return TEXTS[language][name].replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? '');
}

export function siteName() {
  return SITE.names[language];
}

export function percent(share) {
  return new Intl.NumberFormat(language, { style: 'percent' }).format(share);
}

export function count(number) {
  return new Intl.NumberFormat(language).format(number);
}

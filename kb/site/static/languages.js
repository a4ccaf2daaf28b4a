// The language switch: the choice is kept in this browser, and the section of the address in the other language.
const SECTION = 'kb-section';
const A_YEAR = 365 * 24 * 60 * 60;
const headings = [...document.querySelectorAll('.prose :is(h2, h3, h4)[id]')];

const remember = (language) => {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  const { pathname } = new URL('../..', import.meta.url); // of the site, which may stand below a path
  document.cookie = `language=${language}; path=${pathname.slice(0, -1) || '/'}; max-age=${A_YEAR}; samesite=lax${secure}`;
};
const takeAlong = (link) => {
  const at = headings.findIndex(({ id }) => id === decodeURIComponent(location.hash.slice(1)));
  if (at < 0) return;
  const section = { path: link.pathname, id: headings[at].id, at, of: headings.length };
  try {
    sessionStorage.setItem(SECTION, JSON.stringify(section));
  } catch { /* storage is off: the other page opens at its beginning */ }
};
for (const link of document.querySelectorAll('nav.languages a, .article-foot a[hreflang]')) {
  link.addEventListener('click', () => {
    if (link.closest('nav.languages')) remember(link.lang);
    takeAlong(link);
  });
}

// The same anchor, else the section at the same place of an article with as many of them.
const goOn = () => {
  let section;
  try {
    section = JSON.parse(sessionStorage.getItem(SECTION));
    sessionStorage.removeItem(SECTION);
  } catch { /* storage is off */ }
  if (section?.path !== location.pathname || location.hash) return;
  const heading = headings.find(({ id }) => id === section.id) ?? (section.of === headings.length ? headings[section.at] : null);
  if (heading) location.replace(`#${encodeURIComponent(heading.id)}`);
};
goOn();

// Marks in the contents the section that is being read, and keeps its line in sight.
const contents = document.querySelector('nav.contents');
const scrolled = contents.parentElement;
const lines = new Map();
for (const link of contents.querySelectorAll('a')) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) lines.set(heading, link);
}
const headings = [...lines.keys()];
const passed = new Set();

const mark = (link) => {
  if (link.hasAttribute('aria-current')) return;
  contents.querySelector('[aria-current]')?.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'location');
  const [box, line] = [scrolled.getBoundingClientRect(), link.getBoundingClientRect()];
  if (line.top < box.top || line.bottom > box.bottom) scrolled.scrollTop += line.top - box.top - box.height / 2;
};

// What is watched reaches from far above the page down to a third of the window: a heading is inside from the moment
// it was passed, however fast the page moves.
const watch = new IntersectionObserver((entries) => {
  for (const entry of entries) passed[entry.isIntersecting ? 'add' : 'delete'](entry.target);
  mark(lines.get(headings.filter((heading) => passed.has(heading)).at(-1) ?? headings[0]));
}, { rootMargin: '1000000px 0px -66% 0px' });
for (const heading of headings) watch.observe(heading);

// Tables and code that are wider than the text say so: the keyboard reaches them, and the edges with more fade out.
const words = document.querySelector('script[data-table]').dataset;

const nameOf = (box) => {
  const caption = box.querySelector('caption')?.textContent.trim();
  if (caption) return caption;
  const headings = [...document.querySelectorAll('article :is(h1, h2, h3, h4)')];
  const above = headings.filter((one) => one.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
  const heading = above.cloneNode(true);
  for (const button of heading.querySelectorAll('button')) button.remove();
  return `${box.matches('pre') ? words.code : words.table}: ${heading.textContent.trim()}`;
};

const fade = (box) => {
  const hidden = box.scrollWidth - box.clientWidth;
  const left = getComputedStyle(box).direction === 'rtl' ? hidden + box.scrollLeft : box.scrollLeft;
  box.classList.toggle('more-left', left > 1);
  box.classList.toggle('more-right', left < hidden - 1);
};

const look = (box) => {
  const attributes = { tabindex: '0', role: 'region', 'aria-label': nameOf(box) };
  const wide = box.scrollWidth > box.clientWidth + 1;
  for (const [name, value] of Object.entries(attributes)) {
    if (wide) box.setAttribute(name, value);
    else box.removeAttribute(name);
  }
  fade(box);
};

const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) look(target);
});
for (const box of document.querySelectorAll('.prose :is(.table-scroll, pre)')) {
  watch.observe(box);
  box.addEventListener('scroll', () => fade(box), { passive: true });
}

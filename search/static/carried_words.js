// A link takes the words along that are marked beside it, and the article marks them as well (highlight.js).
function carry({ target }) {
  const link = target.closest?.('a[data-carry]');
  const marks = link?.closest('.hit, [role=option]').querySelectorAll('mark') ?? [];
  if (!marks.length) return;
  const address = new URL(link.href);
  address.searchParams.set('hl', [...new Set(Array.from(marks, (mark) => mark.textContent))].join(' '));
  link.href = address;
}

for (const name of ['click', 'auxclick']) document.addEventListener(name, carry, true);

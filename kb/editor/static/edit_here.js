// "e" on an article opens its form, at the section that is being read.
import { write } from './device.js';
import { makeStatus } from './elements.js';
import { isChord, isTyping, letter } from './keys.js';

const link = document.querySelector('.edit-article');

function address() {
  const reached = [...document.querySelectorAll('.prose :is(h2, h3, h4)[id]')]
    .filter((heading) => heading.getClientRects().length && heading.getBoundingClientRect().top < innerHeight * 0.4);
  const url = new URL(link.href);
  if (reached.length && scrollY > 0) url.searchParams.set('at', reached.at(-1).id);
  else url.searchParams.delete('at');
  return url.href;
}

link.addEventListener('click', () => { link.href = address(); });
document.addEventListener('keydown', (event) => {
  if (isChord(event) || event.isComposing || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  if (letter(event) !== 'e') return;
  event.preventDefault();
  location.assign(address());
});

// Just saved: what the device kept of it is not needed any more, and the address is the article's again.
const here = new URL(location.href);
if (here.searchParams.has('saved')) {
  write(`kb-draft ${new URL(link.href).pathname.replace('/editor/', '/editor/live/')}`, '');
  here.searchParams.delete('saved');
  history.replaceState(history.state, '', here);
  const said = makeStatus();
  said.className = 'edit-saved';
  link.after(said);
  setTimeout(() => { said.textContent = link.dataset.saved; }, 100);
}

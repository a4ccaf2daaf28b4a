// Shows pictures large over the page. Without this, their links lead to the files.
import { make, makeButton } from './elements.js';

const words = document.querySelector('script[data-zoom]').dataset;
const large = make('img', {});
const zoom = makeButton(words.zoom, () => {
  zoom.setAttribute('aria-pressed', String(dialog.classList.toggle('zoomed')));
});
const bar = make('p', {}, zoom, makeButton(words.close, () => dialog.close()));
const dialog = make('dialog', { class: 'lightbox' }, bar, make('div', { class: 'stage' }, large));
dialog.addEventListener('click', (event) => {
  if (!event.target.closest('button')) dialog.close();
});
document.body.append(dialog);

const open = (link, image) => {
  dialog.classList.remove('zoomed');
  zoom.setAttribute('aria-pressed', 'false');
  large.src = link.href;
  large.alt = image.alt;
  large.lang = image.closest('[lang]').lang;
  large.style.setProperty('--natural', `${image.getAttribute('width')}px`);
  dialog.setAttribute('aria-label', image.alt);
  dialog.showModal();
};

// A picture that is shown as large as it is leads nowhere; a drawing can always be shown larger.
const isLarger = (link, image) => link.pathname.endsWith('.svg') || image.naturalWidth > image.clientWidth * 1.05;

for (const link of document.querySelectorAll('.prose a.picture')) {
  const image = link.querySelector('img');
  const file = link.href;
  const weigh = () => {
    link.href = file;
    const larger = !image.complete || isLarger(link, image);
    if (larger) link.setAttribute('aria-haspopup', 'dialog');
    else for (const name of ['href', 'aria-haspopup']) link.removeAttribute(name);
  };
  image.addEventListener('load', weigh);
  new ResizeObserver(weigh).observe(image);
  link.addEventListener('click', (event) => {
    if (!link.href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link, image);
  });
}

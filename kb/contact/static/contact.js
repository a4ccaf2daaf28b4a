// Keeps "open now" true while the page lies open, and on a copy that was kept for reading offline: the page knows what is
// to be said in the coming days. What it does not know any more it does not say.
const EVERY = 30_000; // milliseconds

const tell = (line) => {
  const now = Date.now();
  const [, text, isOpen] = JSON.parse(line.dataset.said).findLast(([from]) => Date.parse(from) <= now) ?? [];
  if (text === undefined) return; // the device's clock is behind that of the site: the page is right
  line.hidden = !text;
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle('is-open', isOpen);
  line.classList.toggle('is-closed', !isOpen);
};

const lines = document.querySelectorAll('[data-said]');
const tellAll = () => lines.forEach(tell);
if (lines.length) {
  tellAll();
  setInterval(tellAll, EVERY);
  addEventListener('pageshow', tellAll);
}

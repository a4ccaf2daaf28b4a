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

// Files that would be refused are told of before they travel, and nothing is sent twice.
const files = document.querySelector('#contact-files');
const mistakeIn = ({ files: [...chosen], dataset }) => {
  if (chosen.length > Number(dataset.most)) return dataset.tooMany;
  const large = chosen.find((file) => file.size > Number(dataset.bytes));
  return large ? dataset.tooLarge.replace('{name}', large.name) : '';
};
files?.addEventListener('change', () => {
  files.setCustomValidity(mistakeIn(files));
  files.reportValidity();
});
const form = document.querySelector('#contact-form');
let isSending = false;
form?.addEventListener('submit', (event) => {
  if (isSending) event.preventDefault();
  isSending = true;
});
addEventListener('pageshow', () => { isSending = false; });
document.querySelector('#contact-form [aria-invalid], #sent')?.focus();

// The link by which somebody chooses a password is shown once: it is copied by one press, and the page begins there.
import { sayOn } from './elements.js';

const made = document.querySelector('#made');
const place = made.querySelector('.copy-it');
made.focus();
if (place && navigator.clipboard) { // there is none without a safe connection
  const button = place.querySelector('button');
  place.hidden = false;
  button.focus();
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(made.querySelector('.secret').textContent);
      sayOn(button, button.dataset.copied);
    } catch {
      sayOn(button, button.dataset.failed);
    }
  });
}

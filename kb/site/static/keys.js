// Keys that do something by themselves, as letters do in a list.

// The sign on the key, also where the keyboard writes Arabic, Persian or Russian; a large letter with Shift.
export function letter({ key, code, shiftKey }) {
  if (key === '؟') return '?';
  if (key.length !== 1 || key.charCodeAt(0) < 128) return key;
  if (code === 'Slash') return shiftKey ? '?' : '/';
  if (code.startsWith('Digit')) return code.slice(5);
  const name = code.startsWith('Key') ? code.slice(3) : key;
  return shiftKey ? name : name.toLowerCase();
}

export const isChord = ({ ctrlKey, altKey, metaKey }) => ctrlKey || altKey || metaKey;

// Whoever writes means the letter.
export function isTyping(element) {
  const input = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])';
  return element.matches(input) || element.closest('select, textarea:not([readonly]), [contenteditable]') !== null;
}

function nameOf(event) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return 'Ctrl+Enter';
  return isChord(event) ? '' : letter(event);
}

// A page's help is the table of its keys: what its rows say, the keys do. `acts` has a function for each name there;
// one that gives false back leaves the key to the browser. Whoever writes in a field means the letter.
export function listen(dialog, acts) {
  if (!dialog) return; // a page with the list and without its keys
  const does = new Map();
  for (const row of dialog.querySelectorAll('[data-does]')) {
    for (const key of row.dataset.keys.split(' ')) does.set(key, acts[row.dataset.does]);
  }
  document.addEventListener('keydown', (event) => {
    const key = nameOf(event);
    if (!key || event.isComposing || document.querySelector('dialog[open]')) return;
    if (key !== 'Ctrl+Enter' && key !== 'Escape' && isTyping(event.target)) return;
    const act = does.get(key) ?? does.get(key.toLowerCase());
    if (act && act(event) !== false) event.preventDefault();
  });
  for (const button of document.querySelectorAll('[data-open-keys]')) {
    button.hidden = false;
    button.addEventListener('click', () => dialog.showModal());
  }
}

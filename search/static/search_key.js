// The key that leads to the search field. A key of one character must be possible to turn off (WCAG 2.1.4); Ctrl or Cmd
// with K always leads there.
import { keep, kept } from '../kb/device.js';
import { make, makeButton } from '../kb/elements.js';

const NAME = 'kb-slash-key';
const CHORD = `${/Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl'} K`;

const usesSlash = () => kept(NAME, true) !== false;

const isSlash = (event) => event.key === '/' && !(event.ctrlKey || event.metaKey || event.altKey) && usesSlash();

const isChord = ({ key, code, ctrlKey, metaKey, altKey, shiftKey }) => ctrlKey !== metaKey && !altKey && !shiftKey
  && (/^k$/i.test(key) || (code === 'KeyK' && !/^[a-z]$/i.test(key))); // other scripts

function leads(event, field) {
  const slash = isSlash(event);
  if (!(slash || isChord(event)) || event.isComposing || event.defaultPrevented) return false;
  const writing = event.target.closest?.('input, textarea, select, [contenteditable]');
  return !writing || (!slash && writing === field);
}

function addSwitch(field, label) {
  const key = make('kbd', {});
  const show = () => {
    key.textContent = usesSlash() ? '/' : CHORD;
    hint.setAttribute('aria-pressed', String(usesSlash()));
  };
  const turn = () => {
    keep(NAME, !usesSlash());
    show();
  };
  const hint = makeButton(key, turn, { class: 'suggest-key', 'aria-label': label, title: label });
  field.after(hint);
  show();
}

export function addSearchKey(field, label) {
  addSwitch(field, label);
  document.addEventListener('keydown', (event) => {
    if (!leads(event, field)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

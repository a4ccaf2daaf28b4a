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

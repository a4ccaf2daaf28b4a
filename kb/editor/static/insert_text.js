// Writes into a text area as if somebody typed it, so that the browser's own undo takes it back.
export function insertText(area, text, chosen = '') {
  area.focus();
  const start = area.selectionStart;
  let isTyped = false;
  try {
    isTyped = document.execCommand('insertText', false, text);
  } catch {
    isTyped = false;
  }
  if (!isTyped) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
  const place = chosen ? text.indexOf(chosen) : -1; // what is typed next takes its place
  if (place >= 0) area.setSelectionRange(start + place, start + place + chosen.length);
}

// A block stands between empty lines.
export function insertBlock(area, block, chosen) {
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  const above = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const below = after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n';
  insertText(area, above + block + below, chosen);
}

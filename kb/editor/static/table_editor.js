// The table that the cursor is in, as a grid to type in. Only its lines are written back, as if somebody typed them.
import { insertText } from './insert_text.js';
import { acts, align, hasHead, paste, setHead, write } from './table_grid.js';
import { cellsOfTsv, printTable, tableAt } from './table_text.js';

const dialog = document.getElementById('e-table');
const body = dialog.querySelector('tbody');
const words = JSON.parse(dialog.dataset.words);
const head = dialog.querySelector('[name="head"]');
const aligned = dialog.querySelector('[name="align"]');
let area;
let found;
let before = '';
let at = { row: 0, column: 0 };

// Opens the grid; false where the cursor is in no table.
export function editTable(text) {
  found = tableAt(text.value, text.selectionStart);
  if (!found) return false;
  area = text;
  before = printTable(found.table);
  at = { row: 0, column: 0 };
  dialog.querySelector('[role="status"]').textContent = '';
  draw();
  dialog.showModal();
  focus();
  return true;
}

const isChanged = () => printTable(found.table) !== before;
const focus = () => body.rows[at.row]?.cells[at.column]?.firstChild.focus();

function draw() {
  body.replaceChildren(...found.table.rows.map((row, number) => {
    const line = document.createElement('tr');
    line.append(...row.cells.map((cell, column) => field(cell, number, column)));
    return line;
  }));
  show();
}

function field(cell, row, column) {
  const place = document.createElement(row === 0 ? 'th' : 'td');
  const input = document.createElement('input');
  input.value = cell;
  input.dir = 'auto';
  input.autocomplete = 'off';
  input.setAttribute('aria-label', words.cell.replace('#row', row + 1).replace('#column', column + 1));
  place.append(input);
  return place;
}

// What the choices say of the column and the table.
function show() {
  aligned.value = found.table.aligns[at.column];
  head.checked = hasHead(found.table);
}

function act(name) {
  const column = at.column;
  at = acts[name](found.table, at);
  if (name.startsWith('row')) at = { ...at, column };
  draw();
  focus();
}

const placeOf = (input) => ({ row: input.closest('tr').rowIndex, column: input.parentElement.cellIndex });

body.addEventListener('focusin', ({ target }) => { at = placeOf(target); show(); });
body.addEventListener('input', ({ target }) => { write(found.table, placeOf(target), target.value); head.checked = hasHead(found.table); });
body.addEventListener('paste', (event) => {
  const text = event.clipboardData.getData('text/plain');
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  paste(found.table, placeOf(event.target), cellsOfTsv(text));
  draw();
  focus();
});

body.addEventListener('keydown', (event) => {
  const isLeft = event.key === 'ArrowLeft';
  const goesOn = isLeft === (getComputedStyle(body).direction === 'rtl');
  if (event.altKey && (isLeft || event.key === 'ArrowRight')) act(goesOn ? 'column-on' : 'column-back');
  else if (event.altKey && event.key === 'ArrowUp') act('row-up');
  else if (event.altKey && event.key === 'ArrowDown') act('row-down');
  else if (event.key === 'ArrowUp' || event.key === 'ArrowDown' || event.key === 'Enter') {
    if (event.isComposing) return;
    const row = at.row + (event.key === 'ArrowUp' ? -1 : 1);
    if (event.key === 'Enter' && row === found.table.rows.length) { act('row-below'); event.preventDefault(); return; }
    at = { ...at, row: Math.min(Math.max(row, 0), found.table.rows.length - 1) };
    focus();
  } else return;
  event.preventDefault();
});

dialog.addEventListener('click', ({ target }) => {
  const name = target.closest('button')?.dataset.table;
  if (name in acts) act(name);
  if (name === 'write') finish();
  if (name === 'discard') dialog.close();
});
aligned.addEventListener('change', () => { align(found.table, at.column, aligned.value); });
head.addEventListener('change', () => { setHead(found.table, head.checked); at = { ...at, row: 0 }; draw(); });

// Escape does not throw away what was typed.
dialog.addEventListener('cancel', (event) => {
  if (!isChanged()) return;
  event.preventDefault();
  dialog.querySelector('[role="status"]').textContent = words.changed;
  dialog.querySelector('[data-table="write"]').focus();
});

function finish() {
  const text = printTable(found.table);
  dialog.close();
  area.focus();
  area.setSelectionRange(found.start, found.end);
  if (text !== before) insertText(area, text);
}

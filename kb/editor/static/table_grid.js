// What is done to a table: every act makes the lines that it changes anew, and leaves the others as they were read.

const MOST = { rows: 500, columns: 30 };
const anew = (table) => { for (const row of table.rows) delete row.line; };

export const acts = {
  'row-above': (table, at) => addRow(table, Math.max(at.row, 1)),
  'row-below': (table, at) => addRow(table, at.row + 1),
  'row-up': (table, at) => moveRow(table, at.row, at.row - 1),
  'row-down': (table, at) => moveRow(table, at.row, at.row + 1),
  'row-remove': (table, at) => {
    if (at.row === 0 || table.rows.length < 3) return at; // the head stays, and a row below it
    table.rows.splice(at.row, 1);
    return { ...at, row: Math.min(at.row, table.rows.length - 1) };
  },
  'column-before': (table, at) => addColumn(table, at.column, at),
  'column-after': (table, at) => addColumn(table, at.column + 1, at),
  'column-back': (table, at) => moveColumn(table, at, at.column - 1),
  'column-on': (table, at) => moveColumn(table, at, at.column + 1),
  'column-remove': (table, at) => {
    if (table.aligns.length < 2) return at;
    for (const list of [table.aligns, ...table.rows.map((row) => row.cells)]) list.splice(at.column, 1);
    changedColumns(table);
    return { ...at, column: Math.min(at.column, table.aligns.length - 1) };
  },
};

export function align(table, column, how) {
  table.aligns[column] = how;
  delete table.rule;
}

export function write(table, { row, column }, cell) {
  if (table.rows[row].cells[column] === cell) return;
  table.rows[row].cells[column] = cell;
  delete table.rows[row].line;
}

// Without a head, its cells become the first row; with one, the first row does.
export function setHead(table, has) {
  const width = table.aligns.length;
  if (has && table.rows.length > 1) {
    table.rows.shift();
    if (table.rows.length < 2) addRow(table, 1);
  } else if (!has) table.rows.unshift({ cells: Array(width).fill('') });
  anew(table);
}

export const hasHead = (table) => table.rows[0].cells.some((cell) => cell !== '');

// Cells from a spreadsheet, from one cell on; what does not fit makes the table larger.
export function paste(table, at, cells) {
  const rows = cells.slice(0, MOST.rows - at.row);
  const width = Math.min(Math.max(table.aligns.length, at.column + Math.max(...rows.map((row) => row.length))), MOST.columns);
  while (table.aligns.length < width) addColumn(table, table.aligns.length, at);
  while (table.rows.length < at.row + rows.length) addRow(table, table.rows.length);
  rows.forEach((row, down) => row.forEach((cell, over) => {
    const column = at.column + over;
    if (column < width) write(table, { row: at.row + down, column }, cell);
  }));
}

function addRow(table, place) {
  if (table.rows.length >= MOST.rows) return { row: table.rows.length - 1, column: 0 };
  table.rows.splice(place, 0, { cells: Array(table.aligns.length).fill('') });
  return { row: place, column: 0 };
}

function moveRow(table, from, to) {
  if (from < 1 || to < 1 || to >= table.rows.length) return { row: from, column: 0 };
  table.rows.splice(to, 0, ...table.rows.splice(from, 1));
  return { row: to, column: 0 };
}

function addColumn(table, place, at) {
  if (table.aligns.length >= MOST.columns) return at;
  table.aligns.splice(place, 0, '');
  for (const row of table.rows) row.cells.splice(place, 0, '');
  changedColumns(table);
  return { ...at, column: place };
}

function moveColumn(table, at, to) {
  if (to < 0 || to >= table.aligns.length) return at;
  for (const list of [table.aligns, ...table.rows.map((row) => row.cells)]) list.splice(to, 0, ...list.splice(at.column, 1));
  changedColumns(table);
  return { ...at, column: to };
}

function changedColumns(table) {
  delete table.rule;
  anew(table);
}

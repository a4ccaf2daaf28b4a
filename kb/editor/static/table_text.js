// Tables of Markdown as text and as cells. What is not changed is written as it was, byte for byte.
// A table: `prefix` stands before each of its lines, `aligns` has '', 'left', 'center' or 'right' a column, `rows` the
// head first, each with its `cells` and, while those are as they were read, its `line`; `rule` is the line of hyphens.

const RULE = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const FENCE = /^[ \t>]*(`{3,}|~{3,})/;
const MOST_COLUMNS = 100;

// The table that `position` in `text` is in, with the `start` and `end` of its lines; null where there is none.
export function tableAt(text, position) {
  const lines = text.split('\n');
  const starts = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.length + 1;
  }
  const here = starts.findLastIndex((one) => one <= position);
  let top = here;
  while (top > 0 && isRow(lines[top - 1]) && isRow(lines[top])) top -= 1;
  for (let head = top; head <= here; head += 1) {
    let end = head;
    while (end + 1 < lines.length && isRow(lines[end + 1])) end += 1;
    const table = isRow(lines[head]) && end >= here && !isInCode(lines, head) ? parseTable(lines.slice(head, end + 1)) : null;
    if (table) return { start: starts[head], end: starts[end] + lines[end].length, table };
  }
  return null;
}

// The table of some lines; null where the second is not a line of hyphens for as many columns.
export function parseTable(lines) {
  if (lines.length < 2) return null;
  const [prefix] = lines[0].match(/^[ \t>]*/);
  const bare = lines.map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : line.replace(/^[ \t>]*/, '')));
  if (!RULE.test(bare[1]) || !bare[1].includes('-')) return null;
  const aligns = cellsOf(bare[1]).map(alignment);
  if (cellsOf(bare[0], aligns.length).length !== aligns.length) return null;
  const rows = bare.flatMap((line, number) => (number === 1 ? [] : [{ cells: fitted(cellsOf(line, aligns.length), aligns.length), line }]));
  return { prefix, aligns, rows, rule: bare[1] };
}

export function printTable({ prefix, aligns, rows, rule }) {
  const marks = { left: ':--', center: ':-:', right: '--:', '': '---' };
  const lines = rows.map((row) => row.line ?? printRow(row.cells));
  lines.splice(1, 0, rule ?? printRow(aligns.map((one) => marks[one])));
  return lines.map((line) => prefix + line).join('\n');
}

// What a spreadsheet copies: cells between tabs, in quotes where one holds a line end or a tab.
export function cellsOfTsv(text) {
  const rows = [[]];
  const found = /(?:"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*))(\t|\r?\n|$)/g;
  for (const [whole, quoted, plain, sign] of text.replace(/\r?\n$/, '').matchAll(found)) {
    if (whole === '' && rows.at(-1).length) break;
    rows.at(-1).push((quoted?.replaceAll('""', '"') ?? plain).replace(/\s+/g, ' ').trim());
    if (sign === '') break;
    if (sign !== '\t') rows.push([]);
  }
  return rows;
}

function printRow(cells) {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

// A pipe would end the cell, in code as well; one that has its backslash keeps it.
function escaped(cell) {
  return cell.replace(/(\\*)\|/g, (pipe, before) => (before.length % 2 ? pipe : `${before}\\|`)).replace(/\s*\n\s*/g, ' ').trim();
}

function cellsOf(line, columns = 0) {
  const found = cut(line, pipesIn(line));
  if (!columns || found.length <= columns || !line.includes('`')) return found;
  const outside = cut(line, pipesOutsideCode(line));
  return outside.length === columns ? outside : found;
}

function cut(line, pipes) {
  const places = [-1, ...pipes, line.length];
  const found = places.slice(1).map((end, number) => line.slice(places[number] + 1, end));
  if (pipes.length && !found[0].trim()) found.shift();
  if (pipes.length && found.length && !found.at(-1).trim()) found.pop();
  return found.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function pipesIn(line) {
  return [...line.matchAll(/\\.|\|/g)].filter(([sign]) => sign === '|').map(({ index }) => index);
}

function pipesOutsideCode(line) {
  const pipes = [];
  let skip = 0;
  for (const match of line.matchAll(/\\.|(`+)|\|/g)) {
    if (match.index < skip) continue;
    if (match[0] === '|') pipes.push(match.index);
    if (!match[1]) continue;
    const after = [...line.matchAll(/`+/g)].find((run) => run.index > match.index && run[0].length === match[1].length);
    if (after) skip = after.index + after[0].length;
  }
  return pipes;
}

function alignment(cell) {
  if (cell.startsWith(':')) return cell.endsWith(':') ? 'center' : 'left';
  return cell.endsWith(':') ? 'right' : '';
}

const fitted = (cells, count) => [...cells, ...Array(Math.max(0, count - cells.length)).fill('')].slice(0, Math.min(count, MOST_COLUMNS));
const isRow = (line) => line.includes('|') && line.replace(/^[ \t>]*/, '') !== '';

function isInCode(lines, before) {
  let fence = '';
  for (const line of lines.slice(0, before)) {
    const sign = line.match(FENCE)?.[1];
    if (sign && !fence) fence = sign;
    else if (sign && sign[0] === fence[0] && sign.length >= fence.length) fence = '';
  }
  return fence !== '';
}

// What is copied from a web page, Word or a spreadsheet comes in as Markdown; with Shift, as plain text.
import { insertText } from './insert_text.js';

const MARKED = 'h1, h2, h3, h4, h5, h6, ul, ol, table, a[href], strong, b, em, i, code, pre, blockquote, [class*="MsoList"]';
const MOST = 2_000_000; // characters of HTML
const WEB = /^https?:\/\/\S+$/;

export function pasteAsMarkdown(area) {
  let isPlain = false;
  for (const name of ['keydown', 'keyup']) area.addEventListener(name, (event) => { isPlain = event.shiftKey; });
  area.addEventListener('paste', async (event) => {
    const { clipboardData: data } = event;
    if (!data || isPlain) return;
    const plain = data.getData('text/plain');
    if (data.files.length && !plain) return; // a picture
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    if (chosen && !chosen.includes('\n') && WEB.test(plain.trim()) && !WEB.test(chosen)) {
      event.preventDefault();
      insertText(area, `[${chosen}](${plain.trim()})`);
      return;
    }
    const html = data.getData('text/html');
    if (!html || html.length > MOST) return;
    const page = new DOMParser().parseFromString(withoutStyles(html), 'text/html');
    if (!page.body.querySelector(MARKED)) return; // an editor of code copies colours, and means the text
    event.preventDefault();
    insertText(area, await markdownOf(page.body).catch(() => plain));
  });
}

// The policy of the page forbids styles in what is parsed, too; what they say of lists is still asked for.
// Each sign is looked at once, whatever is left open.
const withoutStyles = (html) => html.split(/<style(?=[\s>])/i).map((part, number) => (number ? part.split(/<\/style\s*>/i).slice(1).join('') : part)).join('')
  .replace(/<[^<>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-style='));

export async function markdownOf(body) {
  const { default: Turndown } = await import('./vendor/turndown.js');
  const service = new Turndown({ headingStyle: 'atx', bulletListMarker: '-', codeBlockStyle: 'fenced', emDelimiter: '*' });
  service.remove(['script', 'style', 'title', 'meta', 'link', 'button', 'svg']);
  service.addRule('pictures', { filter: 'img', replacement: (_, node) => node.alt }); // they stay where they are
  service.addRule('links', { filter: (node) => node.nodeName === 'A' && !WEB.test(node.href), replacement: (words) => words });
  service.addRule('table', { filter: 'table', replacement: (_, table) => `\n\n${rowsOf(table, service)}\n\n` });
  for (const heading of body.querySelectorAll('h1')) rename(heading, 'h2'); // the title of an article is its only one
  for (const bold of body.querySelectorAll('b')) if (/font-weight:\s*normal/.test(bold.dataset.style)) bold.replaceWith(...bold.childNodes); // Google Docs
  flatten(body);
  makeLists(body);
  const written = service.turndown(body).replaceAll('\u00a0', ' ');
  return written.replace(/^(\s*)([-*]|\d+\.) {2,}/gm, '$1$2 ').replace(/\n{3,}/g, '\n\n').trim();
}

// What is made belongs to the page that was parsed, where nothing is loaded and nothing runs.
function rename(element, name) {
  const other = element.ownerDocument.createElement(name);
  other.append(...element.childNodes);
  element.replaceWith(other);
}

// Letters are laid out by tables in tables. Markdown has none, and each would be read twice for every one around it.
function flatten(body) {
  for (const inner of body.querySelectorAll('table table')) {
    inner.replaceWith(...[...inner.rows].flatMap((row) => [...row.cells]).map((cell) => {
      const block = cell.ownerDocument.createElement('div');
      block.append(...cell.childNodes);
      return block;
    }));
  }
}

function rowsOf(table, service) {
  const cell = (one) => service.turndown(one.innerHTML).replace(/\s*\n\s*/g, ' ').replace(/(?<!\\)\|/g, '\\|').trim();
  const rows = [...table.rows].map((row) => [...row.cells].flatMap((one) => [cell(one), ...Array(Math.min(one.colSpan, 50) - 1).fill('')]));
  const width = Math.max(...rows.map((row) => row.length), 0);
  if (rows.length * width < 2) return rows[0]?.[0] ?? '';
  const line = (cells) => `| ${[...cells, ...Array(width - cells.length).fill('')].join(' | ')} |`;
  return [line(rows[0]), line(Array(width).fill('---')), ...rows.slice(1).map(line)].join('\n');
}

// Word writes the items of a list as paragraphs, each with its own sign or number in front.
function makeLists(body) {
  let list = null;
  for (const paragraph of body.querySelectorAll('p[class*="MsoList"], p[data-style*="mso-list"]')) {
    const [sign] = paragraph.textContent.trim().match(/^(?:\(?(?:\d+|[a-zA-Z\u0660-\u0669\u06f0-\u06f9])[.)]|[^\w\s])/) ?? [''];
    for (const part of paragraph.querySelectorAll('[data-style*="mso-list:Ignore" i], [data-style*="mso-list: Ignore" i]')) part.remove();
    const kind = /[\d\u0660-\u0669\u06f0-\u06f9a-zA-Z]/.test(sign) ? 'ol' : 'ul';
    if (list?.localName !== kind || list.nextElementSibling !== paragraph) {
      list = body.ownerDocument.createElement(kind);
      paragraph.before(list);
    }
    const item = body.ownerDocument.createElement('li');
    item.append(...paragraph.childNodes);
    const first = item.firstChild;
    if (first?.nodeType === Node.TEXT_NODE && sign && first.data.trimStart().startsWith(sign)) first.data = first.data.trimStart().slice(sign.length);
    list.append(item);
    paragraph.remove();
  }
}

// The row of buttons above the text: GitHub's element writes headings, lists and emphasis, this what it does not know.
import { insertBlock, insertText } from './insert_text.js';
import { searchLinks } from './link_search.js';
import { pasteAsMarkdown } from './paste.js';
import { editTable } from './table_editor.js';
import './vendor/markdown-toolbar-element.js';

const toolbar = document.querySelector('markdown-toolbar');
const text = document.getElementById('e-text');
const words = JSON.parse(toolbar.dataset.words);

const acts = {
  note() {
    const chosen = text.value.slice(text.selectionStart, text.selectionEnd).trim() || words.note;
    insertBlock(text, `> [!NOTE]\n${chosen.replace(/^/gm, '> ')}`, chosen);
  },
  table() {
    if (editTable(text)) return;
    const [one, two] = [1, 2].map((number) => `${words.column} ${number}`);
    insertBlock(text, `| ${one} | ${two} |\n| --- | --- |\n| ${words.cell} |  |\n|  |  |`, one);
  },
  picture() {
    document.querySelector('.picture-field').open = true;
    document.getElementById('e-picture').click();
  },
  'article-link'() {
    const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
    const before = text.value.slice(0, text.selectionStart);
    insertText(text, `${/[^\s([]$/.test(before) ? ' ' : ''}[[${chosen.replaceAll('\n', ' ')}`);
  },
};

toolbar.addEventListener('click', (event) => acts[event.target.closest('button')?.dataset.mdButton]?.());

// Arrows go where they point; the element knows left-to-right only.
toolbar.addEventListener('keydown', (event) => {
  const other = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[event.key];
  if (!other || !event.isTrusted || getComputedStyle(toolbar).direction !== 'rtl') return;
  event.stopImmediatePropagation();
  event.preventDefault();
  event.target.dispatchEvent(new KeyboardEvent('keydown', { key: other, bubbles: true, cancelable: true }));
}, true);

text.addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.code !== 'KeyB') return;
  event.preventDefault();
  toolbar.querySelector('[data-md-button="bold"]').click();
});

toolbar.hidden = false;
searchLinks(text.closest('text-expander'), text, toolbar.dataset.links, words);
pasteAsMarkdown(text);

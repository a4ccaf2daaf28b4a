// The original and its translation stay at one section: the one in which somebody writes is in sight on the other side.
const paper = document.getElementById('t-paper');
const text = document.getElementById('e-text');
const sections = [...paper.querySelectorAll('.t-section[id]')];
const heading = /^ {0,3}#{1,6}\s/;

// Where the sections of the translation begin: as the page was made, moved by the lines that were written since.
const begins = text.value.split('\n').flatMap((line, number) => (heading.test(line) ? [number] : []));
const starts = sections.map((section) => ('line' in section.dataset ? begins.indexOf(Number(section.dataset.line)) : null));

function startOf(place) {
  if (place === null) return null;
  if (place < 0) return 0;
  let seen = -1;
  let at = 0;
  for (const line of text.value.split('\n')) {
    if (heading.test(line)) seen += 1;
    if (seen === place) return at;
    at += line.length + 1;
  }
  return null;
}

let here = paper.querySelector('.t-section.to-do[id]');

// The top of the section, or what changed in it where that would be out of sight. On a phone the page itself scrolls.
function show(section) {
  for (const one of sections) one.classList.toggle('is-here', one === section);
  if (!section) return;
  if (paper.scrollHeight <= paper.clientHeight) {
    (section.querySelector('mark') ?? section).scrollIntoView({ block: 'center' });
    return;
  }
  const top = (one) => one.getBoundingClientRect().top - paper.getBoundingClientRect().top + paper.scrollTop;
  const changed = section.querySelector('mark');
  const isFar = changed && top(changed) - top(section) > paper.clientHeight / 3;
  paper.scrollTop = isFar ? top(changed) - paper.clientHeight / 4 : top(section) - 8;
}

const isSeen = () => paper.getClientRects().length > 0;

function follow(at) {
  const before = text.value.slice(0, at).split('\n').filter((line) => heading.test(line)).length - 1;
  let found = null;
  for (const [number, section] of sections.entries()) {
    if (starts[number] !== null && starts[number] <= before) found = section;
  }
  here = found ?? here;
  if (isSeen() && paper.scrollHeight > paper.clientHeight) show(found);
}

// The translation of a section comes into sight; scrolling it there moves the original no further.
let quietUntil = 0;
function reveal(section) {
  const at = startOf(starts[sections.indexOf(section)]);
  if (at === null) return;
  quietUntil = performance.now() + 400;
  text.setSelectionRange(at, at);
  text.scrollTop = (at / Math.max(1, text.value.length)) * text.scrollHeight - 60;
}

function go(section) {
  document.querySelector('.tabs [role="tab"]:nth-child(2)')?.click();
  text.focus();
  reveal(section);
  show(section);
}

for (const button of paper.querySelectorAll('.t-go')) {
  button.hidden = false;
  button.addEventListener('click', () => go(button.closest('.t-section')));
}
for (const kind of ['click', 'keyup']) text.addEventListener(kind, () => follow(text.selectionEnd));
text.addEventListener('scroll', () => {
  if (performance.now() < quietUntil) return;
  const share = text.scrollTop / Math.max(1, text.scrollHeight);
  follow(Math.floor(text.value.length * share) + 1);
});

// Whoever comes to translate sees what is to do.
if (here) reveal(here);
if (here && isSeen()) show(here);
document.querySelector('.tabs')?.addEventListener('click', () => { if (here && isSeen()) show(here); });

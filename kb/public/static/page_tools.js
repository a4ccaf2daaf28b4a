// The tools of an article: print it, take its Markdown along, have it read aloud by the browser's own voice. A voice that
// speaks on the device comes first; text for staff only is given to no other.
import { makeStatus, sayOn } from './elements.js';

const words = document.querySelector('script[data-silent]').dataset;
const menu = document.querySelector('.tools');
const tool = (name) => menu.querySelector(`[data-tool=${name}]`);
const said = makeStatus();
menu.after(said);

function close() {
  menu.open = false;
  menu.querySelector('summary').focus();
}

function tell(text) {
  said.textContent = text;
  setTimeout(() => { said.textContent = ''; }, 4000);
}

tool('print').hidden = false;
tool('print').addEventListener('click', () => {
  close();
  print();
});

// The text is fetched by the clipboard itself: Safari lets nobody write there once a click is long ago.
async function copy(button) {
  let outcome = words.copied;
  const text = fetch(button.dataset.from).then((answer) => {
    if (!answer.ok) throw new Error(`no Markdown: ${answer.status}`);
    return answer.blob();
  }).then((blob) => blob.text()).then((content) => new Blob([content], { type: 'text/plain' }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
  } catch {
    outcome = words.failed;
  }
  sayOn(button, outcome);
  tell(outcome);
}

// In a folder of files (kb export site) nothing can be fetched.
if (navigator.clipboard && window.ClipboardItem && location.protocol !== 'file:') {
  tool('copy').hidden = false;
  tool('copy').addEventListener('click', (event) => copy(event.currentTarget));
}

function findVoice() {
  const mine = (voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === words.language.toLowerCase().split('-')[0];
  const voices = speechSynthesis.getVoices().filter(mine);
  return voices.find((voice) => voice.localService) ?? ('public' in words ? voices[0] : undefined);
}

if (window.speechSynthesis) {
  const offer = () => { tool('read').hidden = !findVoice(); };
  speechSynthesis.addEventListener('voiceschanged', offer);
  offer();
  tool('read').addEventListener('click', async () => {
    menu.open = false;
    const fail = () => tell(words.silent);
    try {
      const { readAloud } = await import('./read_aloud.js');
      readAloud(findVoice(), words, fail);
    } catch { // the script cannot be fetched
      fail();
    }
  });
}

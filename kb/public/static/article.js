// What readers pass on: the address of a section, a block of code, the address of the page. And what they left open
// stays open on going back.
import { make, makeButton, makeStatus, sayOn } from './elements.js';

const words = document.querySelector('script[data-copy-code]').dataset;
const said = makeStatus();
document.body.append(said);

const copy = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = words.copied;
  } catch {
    said.textContent = words.failed;
  }
  sayOn(button, said.textContent);
  setTimeout(() => { said.textContent = ''; }, 2000);
};

for (const heading of document.querySelectorAll('.prose :is(h2, h3, h4)[id]')) {
  const copyAddress = (button) => {
    const address = new URL(`#${heading.id}`, location.href);
    history.replaceState(history.state, '', address);
    address.searchParams.delete('ui'); // who gets it has a language of their own
    if (navigator.clipboard) copy(address.href, button);
  };
  const label = `${words.copy}: ${heading.textContent}`;
  heading.append(' ', makeButton('#', copyAddress, { class: 'copy-link', 'aria-label': label }));
}

// Without a safe connection there is no clipboard: no button then.
if (navigator.clipboard) {
  const { lang, dir } = document.documentElement;
  for (const block of document.querySelectorAll('.prose pre')) {
    const frame = make('div', { class: 'code-frame' });
    const copyBlock = (button) => copy(block.textContent.replace(/\n$/, ''), button);
    block.replaceWith(frame);
    frame.append(block, makeButton(words.copyCode, copyBlock, { class: 'copy-code', lang, dir }));
  }
}

const address = document.querySelector('#share-address');
if (address) {
  const ways = document.querySelector('.share-buttons');
  address.addEventListener('focus', () => address.select());
  if (navigator.clipboard) ways.append(makeButton(words.copyAddress, (button) => copy(address.value, button)));
  if (navigator.share) {
    ways.append(makeButton(words.send, () => {
      navigator.share({ title: document.querySelector('h1').textContent, url: address.value }).catch(() => {});
    }));
  }
}

const parts = [...document.querySelectorAll('main details:not(.menu)')];
for (const [number, part] of parts.entries()) {
  if (history.state?.open) part.open = history.state.open.includes(number);
  part.addEventListener('toggle', () => {
    const open = [...parts.keys()].filter((one) => parts[one].open);
    history.replaceState({ ...history.state, open }, '');
  });
}

// What readers pass on: the address of a section, a block of code, the address of the page. And what they left open
// stays open on going back.
const words = document.querySelector('script[data-copied]').dataset;

const said = document.createElement('p');
said.className = 'hidden';
said.setAttribute('role', 'status');
document.body.append(said);

const copy = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = words.copied;
  } catch {
    said.textContent = words.failed;
  }
  const before = button.dataset.label ??= button.textContent;
  button.textContent = said.textContent;
  setTimeout(() => {
    button.textContent = before;
    said.textContent = '';
  }, 2000);
};

const buttonFor = (className, text, act) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = className;
  button.textContent = text;
  button.addEventListener('click', () => act(button));
  return button;
};

for (const heading of document.querySelectorAll('.prose :is(h2, h3, h4)[id]')) {
  const button = buttonFor('copy-link', '#', () => {
    const address = new URL(`#${heading.id}`, location.href);
    history.replaceState(history.state, '', address);
    address.searchParams.delete('ui'); // who gets it has a language of their own
    if (navigator.clipboard) copy(address.href, button);
  });
  button.setAttribute('aria-label', `${words.copy}: ${heading.textContent}`);
  heading.append(' ', button);
}

// Without a safe connection there is no clipboard: no button then.
if (navigator.clipboard) {
  for (const block of document.querySelectorAll('.prose pre')) {
    const frame = document.createElement('div');
    frame.className = 'code-frame';
    block.replaceWith(frame);
    const button = buttonFor('copy-code', words.copyCode, () => copy(block.textContent.replace(/\n$/, ''), button));
    button.lang = document.documentElement.lang;
    button.dir = document.documentElement.dir;
    frame.append(block, button);
  }
}

const address = document.querySelector('#share-address');
if (address) {
  const ways = document.querySelector('.share-buttons');
  address.addEventListener('focus', () => address.select());
  if (navigator.clipboard) ways.append(buttonFor('', words.copyAddress, (button) => copy(address.value, button)));
  if (navigator.share) {
    ways.append(buttonFor('', words.send, () => {
      navigator.share({ title: document.querySelector('h1').textContent, url: address.value }).catch(() => {});
    }));
  }
}

const parts = [...document.querySelectorAll('main details')];
for (const [number, part] of parts.entries()) {
  if (history.state?.open) part.open = history.state.open.includes(number);
  part.addEventListener('toggle', () => {
    const open = [...parts.keys()].filter((one) => parts[one].open);
    history.replaceState({ ...history.state, open }, '');
  });
}

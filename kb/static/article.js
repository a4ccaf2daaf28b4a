// Adds to each heading a button that copies the address of its section.
const words = document.querySelector('script[data-copy]').dataset;

for (const heading of document.querySelectorAll('.prose :is(h2, h3, h4)[id]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy-link';
  button.textContent = '#';
  button.setAttribute('aria-label', `${words.copy}: ${heading.textContent}`);
  button.addEventListener('click', async () => {
    const address = new URL(`#${heading.id}`, location.href);
    history.replaceState(null, '', address);
    await navigator.clipboard?.writeText(address.href);
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = '#'; }, 1500);
  });
  heading.append(' ', button);
}

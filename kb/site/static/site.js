// On every page: the choice of appearance, kept on the device, and menus that close when one is done with them.
import { write } from './device.js';

const root = document.documentElement;
const choices = document.querySelectorAll('.appearance input');

function choose(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  write(name, value);
  show();
}

function show() {
  for (const input of choices) input.checked = (root.dataset[input.name] ?? '') === input.value;
}

for (const place of document.querySelectorAll('.appearance')) place.hidden = false;
for (const input of choices) {
  input.addEventListener('change', () => choose(input.name, input.checked ? input.value : ''));
}
show();

// Paper is light, whatever the screen is.
let onScreen;
addEventListener('beforeprint', () => {
  onScreen = root.dataset.theme;
  root.dataset.theme = 'light';
});
addEventListener('afterprint', () => {
  if (onScreen) root.dataset.theme = onScreen;
  else delete root.dataset.theme;
});

const menus = document.querySelectorAll('details.menu');
for (const menu of menus) {
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
document.addEventListener('click', (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});

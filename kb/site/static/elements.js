// Elements that scripts add to a page.
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function makeButton(text, act, attributes = {}) {
  const button = make('button', { type: 'button', ...attributes }, text);
  button.addEventListener('click', () => act(button));
  return button;
}

// What a button has done stands on it for two seconds, in the place of its words.
export function sayOn(button, text) {
  button.dataset.label ??= button.textContent;
  button.textContent = text;
  setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
}

// Nobody sees it; screen readers say what is written into it once it stands in the page.
export function makeStatus() {
  return make('p', { class: 'hidden', role: 'status' });
}

// The list below a field: what stands in it, which option the arrows are on, and what is said of it. What the options
// mean is known to others.
import { make, makeStatus } from '../kb/elements.js';

const QUIET = 700; // milliseconds without a change before it is announced
const ROOM = 200; // pixels below the field that are enough for a list
const isNarrow = matchMedia('(max-width: 40rem)');

export function makeOption(tag, attributes, ...children) {
  return make(tag, { role: 'option', 'aria-selected': 'false', ...attributes }, ...children);
}

export class Listbox {
  active = null; // the option that the arrows are on
  #form;
  #field;
  #list;
  #note = make('p', { class: 'suggest-note' });
  #busy;
  #sheet;
  #status = makeStatus();
  #isFitted = false; // whether the form was moved up once to make room
  #speaking;

  constructor(form, field, words) {
    this.#form = form;
    this.#field = field;
    this.#list = make('div', { role: 'listbox', id: `${field.id}-list`, 'aria-label': words.list });
    this.#busy = make('p', { class: 'suggest-note', hidden: '' }, words.busy);
    this.#sheet = make('div', { class: 'suggest', hidden: '' }, this.#list, this.#note, this.#busy);
    this.#sheet.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the field
    form.append(this.#sheet, this.#status);
    field.setAttribute('aria-controls', this.#list.id);
    const fit = () => this.#fit();
    for (const name of ['resize', 'scroll']) window.visualViewport.addEventListener(name, fit);
    addEventListener('scroll', fit, { passive: true });
  }

  get isOpen() {
    return !this.#sheet.hidden;
  }

  get isUnderPointer() {
    return this.#list.matches(':hover');
  }

  get options() {
    return [...this.#list.querySelectorAll('[role=option]')];
  }

  select(option) {
    this.active?.setAttribute('aria-selected', 'false');
    this.active = option ?? null;
    if (!option) return this.#field.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    this.#field.setAttribute('aria-activedescendant', option.id);
    return option.scrollIntoView({ block: 'nearest' });
  }

  move(step) {
    const places = [null, ...this.options]; // null is the field itself
    this.select(places.at((places.indexOf(this.active) + step) % places.length));
  }

  show(items, note) {
    this.select(null);
    this.#list.replaceChildren(...items);
    this.options.forEach((one, place) => { one.id = `${this.#list.id}-${place}`; });
    this.#note.textContent = note;
    this.#list.scrollTop = 0;
    this.#open();
  }

  close() {
    this.say('');
    this.#sheet.hidden = true;
    this.#isFitted = false;
    this.#field.setAttribute('aria-expanded', 'false');
    this.select(null);
  }

  say(text) {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => { this.#status.textContent = text; }, QUIET);
  }

  setBusy(isBusy) {
    this.#sheet.classList.toggle('busy', isBusy);
    this.#list.setAttribute('aria-busy', String(isBusy));
    this.#busy.hidden = !isBusy;
    if (isBusy) this.#open();
  }

  #open() {
    this.#sheet.hidden = false;
    this.#field.setAttribute('aria-expanded', String(Boolean(this.#list.firstChild)));
    this.#fit();
  }

  // What the keyboard of a phone covers is outside of the visual viewport.
  #fit() {
    if (!this.isOpen) return;
    const box = this.#form.getBoundingClientRect();
    const { offsetTop, height } = window.visualViewport;
    const room = offsetTop + height - box.bottom - 12;
    const { clientLeft } = this.#form;
    const edges = {
      '--room': room,
      '--left': -box.left - clientLeft,
      '--right': box.right - clientLeft - document.documentElement.clientWidth,
    };
    for (const [name, pixels] of Object.entries(edges)) this.#sheet.style.setProperty(name, `${pixels}px`);
    if (room > ROOM || this.#isFitted || !isNarrow.matches) return;
    this.#isFitted = true;
    this.#form.scrollIntoView({ block: 'start' });
  }
}

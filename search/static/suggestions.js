// What a search field suggests: articles that fit what is typed, and what was searched for before where it is empty.
import { make } from '../kb/elements.js';
import { Asking } from './asking.js';
import './carried_words.js';
import { tellClick } from './clicks.js';
import { hitOptions } from './hit_options.js';
import { Listbox, makeOption } from './listbox.js';
import { forget, recentSearches, remember, SHORTEST } from './recent_searches.js';

const LONGEST = 500; // characters
const LONG = 3; // words, with which a question says enough to doubt that it has an answer

function makeAct(text, act) {
  const option = makeOption('div', { class: 'suggest-act' }, text);
  option.addEventListener('click', act);
  return option;
}

export class Suggestions {
  #form;
  #field;
  #words;
  #page;
  #list;
  #asking;

  constructor(form) {
    this.#form = form;
    this.#field = form.elements.q;
    this.#words = JSON.parse(form.dataset.words);
    const { language, fromRight } = form.dataset;
    this.#page = { language, fromRight: fromRight.split(' '), beginning: this.#words.start };
    this.#list = new Listbox(form, this.#field, this.#words);
    const product = form.elements.product?.value; // what the results are narrowed to
    this.#asking = new Asking({ lang: language, ...(product && { product }) }, {
      answered: (answer, attempt, isLast) => this.#take(answer, attempt, isLast),
      failed: () => this.#fail(),
      waiting: (isWaiting) => this.#list.setBusy(isWaiting),
    });
  }

  suggest() {
    this.#asking.stop();
    this.#list.select(null);
    const text = this.#field.value.trimStart().slice(0, LONGEST);
    if (!text) this.#showRecent();
    else if (text.length < SHORTEST) this.close();
    else this.#asking.about(text);
  }

  offerRecent() {
    if (!this.#field.value && !this.#list.isOpen) this.#showRecent();
  }

  close() {
    this.#asking.stop();
    this.#list.close();
  }

  press(event) {
    const action = this.#actionOf(event);
    if (!action) return;
    event.preventDefault();
    action();
  }

  // What a key does; undefined where it does what it always does.
  #actionOf(event) {
    const { key } = event;
    const { active, isOpen, options } = this.#list;
    if (key === 'Tab') return void this.close();
    if (key === 'Escape' && (isOpen || this.#field.value)) return () => this.#escape();
    if (key === 'Enter' && active) return () => this.#open(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
    if (key === 'ArrowDown') return () => this.#move(1);
    if (key === 'ArrowUp') return () => this.#move(-1);
    if (key === 'Home' && active) return () => this.#list.select(options[0]);
    if (key === 'End' && active) return () => this.#list.select(options.at(-1));
    if (key === 'Delete' && active?.matches('.suggest-recent')) return () => active.dispatchEvent(new Event('forget'));
    if (key === 'ArrowLeft' || key === 'ArrowRight') this.#list.select(null);
    return undefined;
  }

  #open({ ctrlKey, metaKey, shiftKey }) {
    const press = { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey };
    this.#list.active.dispatchEvent(new MouseEvent('click', press));
  }

  #move(step) {
    if (this.#list.isOpen) this.#list.move(step);
    else this.suggest();
  }

  #escape() {
    if (this.#list.isOpen) this.close();
    else this.#field.value = '';
  }

  #take(answer, attempt, isLast) {
    // What the arrows are on stays where it is, and what the pointer is on where the answer only got better.
    if (this.#list.active || (attempt && this.#list.isUnderPointer)) return;
    if (document.activeElement === this.#field) this.#show(answer, isLast);
  }

  #show(answer, isLast) {
    const { results } = answer;
    const isByWords = !answer.complete && answer.mode === 'lexical';
    if (!results.length) {
      const goesOn = answer.mode === 'starting' || (isByWords && !isLast);
      const soFar = isByWords ? this.#words[isLast ? 'late' : 'busy'] : this.#words.none;
      const nothing = answer.mode === 'starting' ? this.#words.starting : soFar;
      this.#list.show(goesOn ? [] : this.#person(), nothing);
      return this.#list.say(nothing);
    }
    const all = makeAct(this.#words.all, () => this.#form.requestSubmit());
    const items = results.map((hit, place) => hitOptions(hit, this.#page, () => this.#follow(answer, hit, place)));
    const isFar = answer.complete && !answer.fits && answer.text.split(' ').length >= LONG;
    const late = isByWords && isLast ? this.#words.late : '';
    this.#list.show([...items, ...(isFar ? this.#person() : []), all], isFar ? this.#words.far : late);
    return this.#list.say(this.#form.dataset.counts.split('|')[results.length]);
  }

  // Where nothing fits: the way to a person, if the site has one.
  #person() {
    const { contact } = this.#form.dataset;
    return contact ? [makeAct(this.#words.contact, () => location.assign(contact))] : [];
  }

  #follow(answer, hit, place) {
    remember(this.#field.value);
    if (answer.id) tellClick(answer.id, hit, place + 1); // without a name the search was not recorded
  }

  #fail() {
    this.#list.show([], this.#words.failed);
    this.#list.say(this.#words.failed);
  }

  #showRecent() {
    const searches = recentSearches();
    if (!searches.length) return this.close();
    const heading = make('p', { class: 'suggest-heading', role: 'presentation' }, this.#words.recent);
    const options = searches.map((text) => this.#recent(text));
    const group = make('div', { role: 'group', 'aria-label': this.#words.recent }, heading, ...options);
    return this.#list.show([group, makeAct(this.#words.clear, () => this.#forget(searches))], this.#words.kept);
  }

  #recent(text) {
    const remove = make('span', { class: 'suggest-remove', title: this.#words.remove, 'aria-hidden': 'true' }, '×');
    const shown = make('span', { dir: 'auto' }, text);
    const option = makeOption('div', { class: 'suggest-recent', 'aria-keyshortcuts': 'Delete' }, shown, remove);
    option.addEventListener('click', ({ target }) => {
      if (target === remove) return this.#forget([text]);
      this.#field.value = text;
      return this.#form.requestSubmit();
    });
    option.addEventListener('forget', () => this.#forget([text]));
    return option;
  }

  #forget(texts) {
    forget(texts);
    this.#showRecent();
    this.#list.say(this.#words.removed);
  }
}

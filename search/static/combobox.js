// Makes a search form a combobox: a field that suggests articles while somebody types (WAI-ARIA Authoring Practices).
// What asks and draws comes when somebody first goes to the field, since most pages are read without it. The form works
// without any of this; whatever fails here, Enter still searches.
import { remember } from './recent_searches.js';
import { addSearchKey } from './search_key.js';

// A keyboard on the screen composes every word, so that its reader would never see a suggestion.
const isTouch = matchMedia('(pointer: coarse)');

function enhance(form) {
  const field = form.elements.q;
  let suggestions; // once they are here
  let coming;
  let turn = 0; // what was done last counts, when they come late

  const fetchThem = async () => {
    try {
      const { Suggestions } = await import('./suggestions.js');
      suggestions = new Suggestions(form);
    } catch {
      coming = undefined; // no network: the next try may have one
    }
  };
  const load = () => {
    coming ??= fetchThem();
    return coming;
  };
  const later = async (act) => {
    turn += 1;
    const mine = turn;
    await load();
    if (mine === turn && document.activeElement === field) suggestions?.[act]();
  };
  const close = () => {
    turn += 1;
    suggestions?.close();
  };

  field.type = 'text'; // a combobox is no search box, which has keys of its own
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-expanded', 'false');
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return; // 229: WebKit ends a composition before its last key
    suggestions?.press(event);
  });
  field.addEventListener('input', (event) => { if (!event.isComposing || isTouch.matches) later('suggest'); });
  field.addEventListener('compositionend', () => later('suggest'));
  for (const name of ['focus', 'click']) {
    field.addEventListener(name, () => { if (!field.value) later('offerRecent'); else load(); });
  }
  form.addEventListener('focusout', ({ relatedTarget }) => { if (!form.contains(relatedTarget)) close(); });
  form.addEventListener('submit', () => {
    remember(field.value);
    close();
  });
}

const forms = document.querySelectorAll('form.search[data-words]');
forms.forEach(enhance);
if (forms.length) addSearchKey(forms[0].elements.q, JSON.parse(forms[0].dataset.words).slash);

// Turns the variants of a text (platforms, models), which stand one below the other, into tabs (WAI-ARIA). What a
// reader chooses is chosen wherever it is offered, and remembered on the device.
import { keep, kept } from './device.js';
import { make, makeButton } from './elements.js';

const KEPT = 'kb-tabs';
const MOST = 20;
const words = document.querySelector('script[data-variants]').dataset;

const chosen = () => kept(KEPT, []);
const remember = (name) => keep(KEPT, [name, ...chosen().filter((other) => other !== name)].slice(0, MOST));

const select = (group, number) => {
  for (const [place, { tab, panel }] of group.entries()) {
    const on = place === number;
    tab.setAttribute('aria-selected', String(on));
    tab.tabIndex = on ? 0 : -1;
    panel.tabIndex = on ? 0 : -1; // one that is hidden till it is found would else be a stop
    if (on) panel.removeAttribute('hidden');
    else panel.setAttribute('hidden', 'until-found');
  }
};

const selectEverywhere = (tab) => {
  const top = tab.getBoundingClientRect().top;
  const name = tab.textContent;
  for (const group of groups) {
    const own = group.findIndex((one) => one.tab === tab);
    const number = own >= 0 ? own : group.findIndex((one) => one.tab.textContent === name);
    if (number >= 0) select(group, number);
  }
  remember(name);
  scrollBy({ top: tab.getBoundingClientRect().top - top, behavior: 'instant' }); // groups above may have grown
};

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
const move = (event, group) => {
  const at = group.findIndex(({ tab }) => tab === event.target);
  const step = (STEPS[event.key] ?? 0) * (getComputedStyle(event.target).direction === 'rtl' ? -1 : 1);
  const to = { Home: 0, End: group.length - 1 }[event.key] ?? (step && (at + step + group.length) % group.length);
  if (at < 0 || (!step && !['Home', 'End'].includes(event.key))) return;
  event.preventDefault();
  group[to].tab.focus();
  selectEverywhere(group[to].tab);
};

const build = (set, number) => {
  const names = [...set.children].filter((child) => child.matches('.tab-name'));
  const panels = [...set.children].filter((child) => child.matches('.tabbed-block'));
  const list = make('div', { role: 'tablist', 'aria-label': words.variants });
  const group = names.map((name, place) => {
    const panel = panels[place];
    panel.id ||= `tab-panel-${number}-${place}`;
    const about = { role: 'tab', id: `tab-${number}-${place}`, 'aria-controls': panel.id };
    const tab = makeButton(name.textContent, selectEverywhere, about);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    panel.addEventListener('beforematch', () => select(group, place)); // found by the browser's search, or by ours
    list.append(tab);
    return { tab, panel };
  });
  list.addEventListener('keydown', (event) => move(event, group));
  set.prepend(list);
  set.classList.add('as-tabs');
  const wanted = chosen().map((one) => group.findIndex(({ tab }) => tab.textContent === one)).find((at) => at >= 0);
  select(group, wanted ?? 0);
  return group;
};

const groups = [...document.querySelectorAll('.prose .tabbed-set')].map(build);

// A link to a place within a hidden tab opens the tabs around it.
const reveal = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const around = groups.flatMap((group) => group.map(({ panel }, number) => ({ group, panel, number })));
  const hidden = around.filter(({ panel }) => panel.hasAttribute('hidden') && place && panel.contains(place));
  for (const { group, number } of hidden) select(group, number);
  if (hidden.length) place.scrollIntoView();
};
addEventListener('hashchange', reveal);
reveal();

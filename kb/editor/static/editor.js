// The form of an article: its preview while somebody writes, its draft on the server, and on the device while that is
// away. "Saved as a draft" is only ever what the server has said. The form works without any of this.
import { kept, read, write } from './device.js';
import { make, makeButton } from './elements.js';

const PAUSE = 700;
const RETRY = 5000;
const HEARTBEAT = 30_000;

const form = document.getElementById('editor');
if (form) begin();

function begin() {
  const text = form.elements.text;
  const paper = document.getElementById('e-preview');
  const state = document.getElementById('e-state');
  const others = document.getElementById('e-others');
  const told = document.getElementById('e-device');
  const words = JSON.parse(form.dataset.words);
  const onDevice = `kb-draft ${form.dataset.live}`;
  const fields = () => [...form.elements].filter((field) => field.name && field.matches('textarea, input:not([type="hidden"]), select') && field.name !== 'name');
  const valueOf = (field) => (field.matches('[type="checkbox"], [type="radio"]') ? (field.checked ? field.value : '') : field.value);
  const held = () => Object.fromEntries(fields().map((field) => [field.type === 'radio' ? `${field.name} ${field.value}` : field.name, valueOf(field)]));
  const content = ({ note, small, ...rest }) => JSON.stringify({ ...rest, text: rest.text?.trimEnd() });
  const time = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  let timer = null;
  let asking = false;
  let again = false;
  let leaving = false;
  let isHere = true; // what was typed is on the device as well

  form.classList.add('is-live');

  function say(words_, pending) {
    state.textContent = words_;
    state.classList.toggle('pending', pending);
  }

  // What the server has not confirmed stays on the device, as it was typed. Where there is no room, what was kept before is.
  function keepHere() {
    const whole = JSON.stringify({ seen: form.elements.seen.value, at: Date.now(), held: held() });
    write(onDevice, whole);
    isHere = read(onDevice) === whole;
  }

  const ifHere = (told_) => (isHere ? told_ : words.full);

  function typed() {
    keepHere();
    say(ifHere(words.typing), true);
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  }

  // A sign-in in another tab has another token: the page of now tells it.
  async function renewToken() {
    const answer = await fetch(form.action);
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const token = page.querySelector('#editor [name="csrf_token"]');
    if (!token || token.value === form.elements.csrf_token.value) return false;
    form.elements.csrf_token.value = token.value;
    return true;
  }

  const post = (data) => {
    data.set('csrf_token', form.elements.csrf_token.value);
    return fetch(form.dataset.live, { method: 'POST', body: data, headers: { Accept: 'application/json' }, redirect: 'manual' });
  };

  async function ask(data) {
    const answer = await post(data);
    const isOut = [400, 401, 403].includes(answer.status) || answer.type === 'opaqueredirect';
    return isOut && await renewToken() ? post(data) : answer;
  }

  async function send() {
    clearTimeout(timer);
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const data = new FormData(form);
    const sent = new Map(fields().map((field) => [field, field.value]));
    try {
      const answer = await ask(data);
      if (answer.ok) took(await answer.json(), sent);
      else refused(answer.status);
    } catch {
      refused(0);
    }
    asking = false;
    if (again) {
      again = false;
      send();
    }
  }

  function took(answer, sent) {
    if (leaving) return;
    show(answer.preview);
    tell(answer.told);
    others.innerHTML = answer.others;
    if (answer.elsewhere) {
      say(ifHere(words.elsewhere), true);
      return;
    }
    form.elements.draft.value = answer.draft;
    for (const [field, value] of sent) if (!field.matches('select, [type="checkbox"], [type="radio"]')) field.defaultValue = value;
    delete form.dataset.unsaved;
    if ([...sent].some(([field, value]) => field.value !== value)) return; // more was typed meanwhile
    write(onDevice, '');
    const plain = new DOMParser().parseFromString(answer.kept, 'text/html');
    say(plain.body.textContent, false);
  }

  function refused(status) {
    if ([400, 401, 403].includes(status)) {
      say(`${ifHere(words.out)} `, true);
      state.append(make('a', { href: form.dataset.login, target: '_blank' }, words.signin));
    } else say(status === 413 ? words.large : ifHere(words.away), true);
    if (status !== 413) timer = setTimeout(send, RETRY);
  }

  // Both are scrolled together, each by its share.
  function follow() {
    const share = text.scrollTop / Math.max(1, text.scrollHeight - text.clientHeight);
    paper.scrollTop = share * (paper.scrollHeight - paper.clientHeight);
  }

  function show(markup) {
    paper.innerHTML = markup;
    follow();
  }

  // What somebody unfolded stays so.
  function tell(markup) {
    const place = document.getElementById('e-told');
    const wasOpen = place.querySelector('details')?.open;
    place.innerHTML = markup;
    place.querySelector('details').open = wasOpen;
  }

  text.addEventListener('scroll', follow);

  // The heading above the cursor is where one is afterwards.
  const plain = (line) => line.replace(/^#+\s*/, '').replace(/\s*\{#[^}]*\}\s*$/, '').replace(/[*_`\\]/g, '').trim();
  function headingHere() {
    const above = text.value.slice(0, text.selectionStart + text.value.slice(text.selectionStart).search(/\n|$/));
    const headings = above.split('\n').filter((line) => /^#{1,5}\s/.test(line));
    return headings.length ? plain(headings.at(-1)) : '';
  }
  const shownHeadings = () => [...paper.querySelectorAll('.prose :is(h2, h3, h4, h5)[id]')];
  function notePlace() {
    const name = headingHere();
    const heading = shownHeadings().find((one) => one.textContent.trim() === name);
    if (heading) form.elements.at.value = heading.id;
    else if (!name) form.elements.at.value = '';
  }
  function goToPlace() {
    const heading = shownHeadings().find((one) => one.id === form.elements.at.value);
    if (!heading) return;
    let start = 0;
    for (const line of text.value.split('\n')) {
      if (/^#{1,5}\s/.test(line) && plain(line) === heading.textContent.trim()) {
        text.focus();
        text.setSelectionRange(start, start);
        text.scrollTop = (text.value.slice(0, start).split('\n').length / text.value.split('\n').length) * text.scrollHeight - 40;
        paper.scrollTop = heading.offsetTop - paper.offsetTop - 16;
        return;
      }
      start += line.length + 1;
    }
  }

  // What was typed before the page went away, and never reached the server, is in the form again.
  function restore() {
    const before = kept(onDevice, null);
    if (!before?.held) return;
    // The site has it: it was saved, or it was sent and stands in the form of the answer, put together with what others did.
    if ('saved' in form.dataset || content(before.held) === content(held())) {
      write(onDevice, '');
      return;
    }
    for (const field of fields()) {
      const value = before.held[field.type === 'radio' ? `${field.name} ${field.value}` : field.name];
      if (value === undefined) continue;
      if (field.matches('[type="checkbox"], [type="radio"]')) field.checked = value !== '';
      else field.value = value;
    }
    if (before.seen) form.elements.seen.value = before.seen; // what it was made of: saving puts together what others did
    told.textContent = words.restored.replace('%(time)s', time(before.at));
    told.hidden = false;
    send();
  }

  function makeTabs() {
    const panes = [...form.querySelectorAll('.pane')];
    const tabs = panes.map(({ dataset }, number) => makeButton(dataset.tab, () => choose(number), { role: 'tab', id: `e-tab-${number}` }));
    const row = make('div', { class: 'tabs', role: 'tablist' }, ...tabs);
    const choose = (chosen) => {
      for (const [number, pane] of panes.entries()) {
        pane.classList.toggle('folded', number !== chosen);
        tabs[number].setAttribute('aria-selected', String(number === chosen));
        tabs[number].tabIndex = number === chosen ? 0 : -1;
      }
    };
    row.addEventListener('keydown', (event) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
      const isOn = (event.key === 'ArrowRight') !== (getComputedStyle(row).direction === 'rtl');
      const next = tabs[(tabs.indexOf(document.activeElement) + (isOn ? 1 : tabs.length - 1)) % tabs.length];
      next.click();
      next.focus();
    });
    form.querySelector('.panes').before(row);
    form.classList.add('with-tabs');
    choose(panes.indexOf(form.querySelector('.pane.write')));
  }

  form.addEventListener('input', (event) => { if (event.target.name !== 'name') typed(); });
  form.addEventListener('submit', (event) => {
    notePlace();
    leaving = true;
    clearTimeout(timer);
    if (event.submitter?.value === 'discard') write(onDevice, '');
  });
  addEventListener('pageshow', () => { leaving = false; });
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (event.code !== 'KeyS' && event.key !== 'Enter')) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('.usual'));
  });
  setInterval(() => {
    if (document.hidden || asking) return;
    ask(new FormData()).then(async (answer) => { if (answer.ok) others.innerHTML = (await answer.json()).others; }).catch(() => {});
  }, HEARTBEAT);

  makeTabs();
  restore();
  goToPlace();
}

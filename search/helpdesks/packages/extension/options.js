// The settings of the panel: the token, checked before it is kept.
import { Refusal, call, refusalOf } from './asking.js';
import { make, makeButton } from './elements.js';
import { keepToken, mayAsk, readToken, send } from './settings.js';
import { SITE } from './site.js';
import { choose, say, siteName } from './texts.js';

choose([...navigator.languages]);
const token = make('input', { id: 'token', type: 'password', dir: 'ltr', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'token-help' });
const told = make('p', { id: 'told', role: 'status' });

function tell(text, look = '') {
  told.textContent = text;
  told.className = look;
}

async function save() {
  const typed = token.value.trim();
  if (!typed) return tell(say('missing'), 'wrong');
  try {
    if (!(await mayAsk())) throw new Refusal('no_permission');
    tell(say('checking'));
    const { person } = await call({ call: (name) => send(typed, name) }, 'desk');
    await keepToken(typed);
    return tell(say('works', { name: person }), 'sure');
  } catch (error) {
    const { reason, values } = refusalOf(error);
    return tell(say(reason, values), 'wrong');
  }
}

async function forget() {
  await keepToken('');
  token.value = '';
  tell(say('forgotten'));
}

function build() {
  const help = make('p', { class: 'hint', id: 'token-help' }, `${say('token_help')} `);
  help.append(make('a', { href: `${SITE.address}/account`, target: '_blank', rel: 'noopener' }, say('account')));
  const form = make(
    'form',
    {},
    make('p', {}, `${say('address')} `, make('a', { href: SITE.address, target: '_blank', rel: 'noopener', dir: 'ltr' }, SITE.address)),
    make('p', { class: 'field' }, make('label', { for: 'token' }, say('token')), token),
    help,
    make('p', { class: 'buttons' }, make('button', { class: 'main' }, say('save')), makeButton(say('forget'), forget, { class: 'quiet' })),
    told,
    make('p', { class: 'hint' }, say('privacy')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save();
  });
  const icon = make('img', { src: 'icon.png', alt: '', width: '24', height: '24' });
  document.body.replaceChildren(make('header', {}, icon, make('h1', {}, `${siteName()} – ${say('set_up')}`)), make('main', { class: 'options' }, form));
}

build();
token.value = await readToken();

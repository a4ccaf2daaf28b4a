// What is sent stands in these fields, and can be changed before it is asked again.
import { make, makeButton } from './elements.js';
import { say, siteName } from './texts.js';

const LONGEST = { message: 20000, subject: 300, ticket: 100, question: 500 };

function field(name, label, element) {
  element.id = name;
  element.name = name;
  element.maxLength = LONGEST[name];
  return make('p', { class: 'field' }, make('label', { for: name }, label), element);
}

function optional(name) {
  return `${say(name)} ${say('optional')}`;
}

// Enter in a line, and Ctrl+Enter in the message, ask.
function whenSent(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    act();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

function header(host) {
  const parts = [make('h1', {}, siteName())];
  if (host.setUp) parts.push(makeButton(say('set_up'), () => host.setUp(), { class: 'quiet' }));
  return make('header', {}, make('img', { src: 'icon.png', alt: '', width: '24', height: '24' }), ...parts);
}

function askForm(message, subject, ticket, acts) {
  const buttons = make(
    'p',
    { class: 'buttons' },
    make('button', { class: 'main' }, say('find')),
    makeButton(say('read'), () => acts.read(), { class: 'quiet' }),
  );
  const short = make('div', { class: 'pair' }, field('subject', optional('subject'), subject), field('ticket', optional('ticket'), ticket));
  const privacy = make('p', { class: 'hint' }, say('privacy'));
  return make('form', { id: 'ask' }, field('message', say('message'), message), short, buttons, privacy);
}

export function buildForms(host, acts) {
  const message = make('textarea', { rows: '4', dir: 'auto', spellcheck: 'false' });
  const [subject, ticket] = [make('input', { dir: 'auto' }), make('input', { dir: 'ltr', autocomplete: 'off' })];
  const question = make('input', { type: 'search', dir: 'auto', autocomplete: 'off' });
  const ask = askForm(message, subject, ticket, acts);
  const search = make('form', { id: 'search', role: 'search' }, field('question', say('question'), question), make('button', {}, say('search')));
  const fields = () => ({ message: message.value, subject: subject.value, ticket: ticket.value });
  whenSent(ask, () => (message.value.trim() || subject.value.trim() ? acts.ask(fields()) : message.focus()));
  whenSent(search, () => (question.value.trim() ? acts.ask({ question: question.value, ticket: ticket.value }) : question.focus()));
  const show = (given) => {
    for (const one of [message, subject, ticket]) one.value = (given[one.name] ?? '').slice(0, LONGEST[one.name]);
  };
  return { header: header(host), ask, search, fields, show };
}

// The panel beside a ticket: asks what answers it, shows that, and puts what is chosen into the reply. It is the same in
// a browser's side panel, in Zendesk and in Freshdesk; `host` is what differs.
import { Refusal, answersTo, draftFor, note, refusalOf } from './asking.js';
import { drawAnswer } from './drawing.js';
import { make, makeButton } from './elements.js';
import { buildForms } from './forms.js';
import { wholeReply } from './replies.js';
import { choose, count, say } from './texts.js';

export async function openPanel(host) {
  choose(await host.languages());
  const panel = new Panel(host);
  document.body.replaceChildren(...panel.parts);
  if (host.resize) new ResizeObserver(() => host.resize(document.body.scrollHeight)).observe(document.body);
  host.whenOpened?.(() => panel.read());
  await panel.read();
}

class Panel {
  constructor(host) {
    this.host = host;
    this.turn = 0; // of what was asked; an answer to what was asked before comes too late
    this.looks = 0; // at the host's ticket; only the last counts
    this.known = ''; // the ticket that was read and asked about
    this.results = make('div', { id: 'results' });
    this.told = make('p', { id: 'told', role: 'status' });
    this.forms = buildForms(host, {
      read: () => this.read(true),
      ask: (fields) => this.ask(fields),
    });
    this.parts = [this.forms.header, make('main', {}, this.forms.ask, this.forms.search, this.told, this.results)];
  }

  tell(name, values) {
    this.told.textContent = say(name, values);
    this.told.className = '';
  }

  // A refusal stands where everybody looks, with the way to mend it where that is here.
  refuse(error) {
    const { reason, values } = refusalOf(error);
    this.told.replaceChildren(say(reason, values));
    this.told.className = 'wrong';
    if (this.host.setUp && ['no_token', 'refused', 'lacking'].includes(reason)) {
      this.told.append(' ', makeButton(say('set_up'), () => this.host.setUp()));
    }
  }

  // Nothing of one ticket stays beside another, nor does an answer about it come in later.
  clear() {
    this.turn += 1;
    this.known = '';
    this.results.replaceChildren();
    document.body.removeAttribute('aria-busy');
  }

  // Helpdesks tell of a ticket more than once, so that the same one is read again only where somebody asks for that.
  async read(isWanted = false) {
    this.looks += 1;
    const mine = this.looks;
    if (isWanted) this.clear();
    try {
      const ticket = await this.host.ticket();
      const read = JSON.stringify([ticket.ticket, ticket.message, ticket.subject]);
      if (mine !== this.looks || read === this.known) return;
      this.clear();
      this.known = read;
      this.forms.show(ticket);
      if (!ticket.message && !ticket.subject) this.tell('nothing_read');
      else await this.ask(this.forms.fields());
    } catch (error) {
      if (mine !== this.looks) return;
      this.clear();
      this.refuse(error);
    }
  }

  // Whether somebody works with what is shown: a draft that is made or there, words that are typed or about to be.
  isInUse() {
    if (this.results.querySelector('.draft button:disabled, .draft textarea, details[open]')) return true;
    return [...this.results.querySelectorAll('textarea')].some((one) => one.value);
  }

  async ask(fields) {
    this.turn += 1;
    const mine = this.turn;
    this.tell('asking');
    document.body.setAttribute('aria-busy', 'true');
    let isShown = false;
    try {
      for await (const answer of answersTo(this.host, fields)) {
        if (mine !== this.turn) return;
        if (isShown && this.isInUse()) break;
        this.show(answer, fields);
        isShown = true;
      }
    } catch (error) {
      if (mine !== this.turn || (isShown && this.isInUse())) return;
      this.clear();
      this.refuse(error);
    } finally {
      if (mine === this.turn) document.body.removeAttribute('aria-busy');
    }
  }

  show(answer, fields) {
    const found = new Set(answer.questions.flatMap((part) => part.results.map((one) => one.key))).size;
    if (found) this.tell('found', { number: count(found) });
    else this.tell(answer.questions.length ? 'nothing' : 'no_question');
    const parts = drawAnswer(answer, (part, result, item) => this.actsOn(item, result, part, answer, fields));
    if (!answer.complete && found) parts.unshift(make('p', { class: 'doubt' }, say('late')));
    if (found) parts.unshift(this.drafting(fields, answer));
    this.results.replaceChildren(...parts);
  }

  // What the buttons of one article do, for one question.
  actsOn(item, { key, language, section }, { question }, answer, { ticket = '' }) {
    const about = { key, language, anchor: section.anchor, question, customer: answer.language, ticket };
    return {
      put: (kind, name, piece) => this.put(piece, name, [[kind, about]]),
      copy: (kind, name, piece) => this.copy(piece, 'copied', name, [[kind, about]]),
      notThis: () => this.judge('not_this', about, '', () => item.classList.add('dismissed')),
      wrong: (words, report) => this.flag(about, words, report),
    };
  }

  async put(piece, what, notes) {
    const isIn = await this.host.insert(piece).catch(() => false);
    if (!isIn) return this.copy(piece, 'no_field', what, notes);
    this.tell('inserted', { what });
    return this.keep(notes);
  }

  async copy(piece, text, what, notes) {
    try {
      await navigator.clipboard.writeText(piece.text);
    } catch {
      return this.refuse(new Refusal('uncopied'));
    }
    this.tell(text, { what });
    return this.keep(notes);
  }

  // What was sent is noted; the reply stands all the same where that fails.
  async keep(notes) {
    const done = await Promise.allSettled(notes.map(([kind, about]) => note(this.host, kind, about)));
    if (done.some((one) => one.status === 'rejected')) this.told.append(` ${say('unnoted')}`);
  }

  async judge(kind, about, comment, then) {
    try {
      await note(this.host, kind, about, comment);
      then();
      this.tell(`noted_${kind}`);
    } catch (error) {
      this.refuse(error);
    }
  }

  flag(about, words, report) {
    const comment = words.value.trim();
    if (!comment) {
      words.focus();
      return this.refuse(new Refusal('say_what'));
    }
    return this.judge('wrong', about, comment, () => {
      words.value = '';
      report.open = false;
      report.querySelector('summary').focus();
    });
  }

  // A draft is made when it is asked for, stands in a field to be changed, and is put in as it stands there.
  drafting(fields, answer) {
    const place = make('div', { class: 'draft' });
    const make_ = async (button) => {
      button.disabled = true;
      this.tell('drafting');
      try {
        const draft = await draftFor(this.host, fields);
        if (place.isConnected) this.showDraft(place, draft, fields, answer);
      } catch (error) {
        if (place.isConnected) this.refuse(error);
      }
      button.disabled = false;
    };
    place.append(makeButton(say('draft'), make_));
    return place;
  }

  showDraft(place, draft, { ticket = '' }, answer) {
    if (!draft.text) return this.tell('no_draft');
    const text = make('textarea', { id: 'draft', rows: '10', lang: draft.language, dir: 'auto' }, draft.text);
    const sources = new Map(
      draft.questions.flatMap(({ question, sentences }) =>
        sentences.flatMap((one) => one.sources.map(({ key, language }) => [
          `${language}/${key}`,
          ['reply', { key, language, question, customer: answer.language, ticket }],
        ])),
      ),
    );
    const insert = makeButton(
      say('insert_draft'),
      () => this.put(wholeReply(text.value), say('reply'), [...sources.values()]),
      { class: 'main' },
    );
    const left = draft.unanswered.length ? [make('p', { class: 'doubt' }, say('unanswered', { what: draft.unanswered.join(' · ') }))] : [];
    const field = make('p', { class: 'field' }, make('label', { for: 'draft' }, say('reply')), text);
    place.replaceChildren(place.firstElementChild, field, ...left, insert);
    this.tell('drafted');
    text.focus();
    return text;
  }
}

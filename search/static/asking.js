// Asks for suggestions: after a short pause, again while an answer is not complete, and never tells of one that came
// after the next question. What was answered once is not asked again.
const PAUSE = 40; // milliseconds without a key before we ask
const AGAIN = [220, 220, 440, 880, 1760]; // until an answer that was not complete is asked for again
const SLOW = 300; // until a reader is told that we wait
const PATIENCE = 8000;
const SHOWN = 5; // articles

const SEARCH = new URL('../../api/v1/search', import.meta.url);

async function fetchAnswer(text, within, signal) {
  const query = new URLSearchParams({ q: text, ...within, mode: 'instant', sections: 1, limit: SHOWN });
  const response = await fetch(`${SEARCH}?${query}`, { signal });
  if (!response.ok) throw new Error(`no suggestions: ${response.status}`);
  return { ...await response.json(), text, id: response.headers.get('Search-Id') };
}

export class Asking {
  #within; // lang, and product where one is chosen
  #tell; // answered(answer, attempt, isLast), failed(), waiting(whether)
  #answers = new Map();
  #turn = 0; // answers to an earlier turn come too late
  #request;
  #timer;
  #waiting;

  constructor(within, tell) {
    this.#within = within;
    this.#tell = tell;
  }

  about(text) {
    this.stop();
    const known = this.#answers.get(text);
    if (known) this.#tell.answered(known, 0, true);
    else this.#timer = setTimeout(() => this.#ask(text, 0), PAUSE);
  }

  stop() {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#setWaiting(false);
  }

  async #ask(text, attempt) {
    this.stop();
    const mine = this.#turn;
    const request = new AbortController();
    this.#request = request;
    const patience = setTimeout(() => request.abort(), PATIENCE);
    this.#waiting = setTimeout(() => this.#setWaiting(true), SLOW);
    try {
      const answer = await fetchAnswer(text, this.#within, request.signal);
      if (mine === this.#turn) this.#take(answer, attempt);
    } catch {
      if (mine === this.#turn) this.#fail(attempt);
    } finally {
      clearTimeout(patience);
    }
  }

  #take(answer, attempt) {
    this.#setWaiting(false);
    if (answer.complete && answer.mode !== 'starting') this.#answers.set(answer.text, answer);
    const isLast = answer.complete || attempt >= AGAIN.length;
    this.#tell.answered(answer, attempt, isLast);
    if (!isLast) this.#timer = setTimeout(() => this.#ask(answer.text, attempt + 1), AGAIN[attempt]);
  }

  #fail(attempt) {
    this.#setWaiting(false);
    if (!attempt) this.#tell.failed();
  }

  #setWaiting(isWaiting) {
    clearTimeout(this.#waiting);
    this.#tell.waiting(isWaiting);
  }
}

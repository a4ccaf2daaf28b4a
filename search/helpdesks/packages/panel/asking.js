// What is asked of the help centre. How a request gets there is the host's matter: a browser sends it, or the server of
// a helpdesk that keeps the token.
const LAST_TRY = 2;
const REASONS = { 400: 'too_much', 401: 'refused', 403: 'lacking', 413: 'too_much' };

// Why something cannot be done; the name of a text, and what is filled into it.
export class Refusal extends Error {
  constructor(reason, values = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

// Whatever went wrong, as it is said to whoever looks at it.
export function refusalOf(error) {
  return error instanceof Refusal ? error : new Refusal('trouble', { status: String(error) });
}

export async function call(host, name, body) {
  let reply;
  try {
    reply = await host.call(name, body);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('away');
  }
  if (reply.status >= 200 && reply.status < 300) return reply.body;
  if (reply.status === 503 && name === 'notes') throw new Refusal('unnoted');
  if (!reply.status || reply.status >= 502) throw new Refusal('away');
  throw new Refusal(REASONS[reply.status] ?? 'trouble', { status: String(reply.status) });
}

// What is found, and better answers for as long as a model is late.
export async function* answersTo(host, fields) {
  for (let again = 0; again <= LAST_TRY; again += 1) {
    if (again) await new Promise((go) => { setTimeout(go, again * 1000); });
    const answer = await call(host, 'suggest', again ? { ...fields, again } : fields);
    yield answer;
    if (answer.complete) return;
  }
}

// That it was asked about has been noted before.
export async function draftFor(host, fields) {
  const answer = await call(host, 'suggest', { ...fields, draft: true, again: LAST_TRY });
  return answer.draft;
}

export function note(host, kind, about, comment = '') {
  return call(host, 'notes', comment ? { ...about, kind, comment } : { ...about, kind });
}

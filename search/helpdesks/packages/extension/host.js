// A browser: the panel asks the help centre itself, and looks at the page on which the button was chosen.
import { Refusal } from './asking.js';
import { api, readToken, send } from './settings.js';

const given = Number(new URLSearchParams(location.search).get('tab')); // a sidebar of Firefox is not of one tab

async function tab() {
  if (given) return given;
  const [active] = await api.tabs.query({ active: true, currentWindow: true });
  return active.id;
}

async function inPage(name, ...args) {
  const target = { tabId: await tab() };
  try {
    await api.scripting.executeScript({ target, files: ['in_page.js'] });
  } catch {
    throw new Refusal('needs_click');
  }
  const call = (act, values) => globalThis.helpArticles[act](...values);
  const [{ result }] = await api.scripting.executeScript({ target, func: call, args: [name, args] });
  return result;
}

export const host = {
  languages: async () => [...navigator.languages],

  async call(name, body) {
    const token = await readToken();
    if (!token) throw new Refusal('no_token');
    return send(token, name, body);
  },

  // A page is read only where what is read can be asked about.
  async ticket() {
    if (!(await readToken())) throw new Refusal('no_token');
    return inPage('read');
  },

  insert: (piece) => inPage('insert', piece),

  setUp: () => api.runtime.openOptionsPage(),

  whenOpened(read) {
    api.runtime.onMessage.addListener(({ opened }) => {
      if (opened && (!given || opened === given)) read();
    });
    api.storage.onChanged.addListener(({ token }) => {
      if (token?.newValue) read();
    });
  },
};

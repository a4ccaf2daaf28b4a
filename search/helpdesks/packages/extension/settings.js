// The token, kept in this browser alone, and the one site that it is sent to.
import { CALLS, SITE } from './site.js';

export const api = globalThis.browser ?? globalThis.chrome;
const LONGEST_MS = 60000;
const { protocol, hostname } = new URL(SITE.address);
const origins = [`${protocol}//${hostname}/*`];

export async function readToken() {
  const { token = '' } = await api.storage.local.get('token');
  return token;
}

export function keepToken(token) {
  return token ? api.storage.local.set({ token }) : api.storage.local.remove('token');
}

// It is allowed when the extension is installed, and can be taken back. A browser asks only where it is not allowed, and
// Firefox only at once after a press of a button: nothing may be waited for before.
export function mayAsk() {
  return api.permissions.request({ origins });
}

// A token goes nowhere else: cookies are left out and no redirect is followed.
export async function send(token, name, body) {
  const [method, path] = CALLS[name];
  const reply = await fetch(SITE.address + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
    credentials: 'omit',
    redirect: 'error',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const isJson = (reply.headers.get('Content-Type') ?? '').includes('json');
  return { status: reply.status, body: isJson ? await reply.json() : null };
}

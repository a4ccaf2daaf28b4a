// What was searched for on this device, newest first.
import { keep, kept } from '../kb/device.js';

const NAME = 'kb-recent-searches';
const MOST = 5;
export const SHORTEST = 2; // characters

export function recentSearches() {
  const found = kept(NAME, []);
  return Array.isArray(found) ? found.filter((text) => typeof text === 'string') : [];
}

export function remember(text) {
  const search = text.trim();
  if (search.length < SHORTEST) return;
  keep(NAME, [search, ...recentSearches().filter((other) => other !== search)].slice(0, MOST));
}

export function forget(texts) {
  keep(NAME, recentSearches().filter((text) => !texts.includes(text)));
}

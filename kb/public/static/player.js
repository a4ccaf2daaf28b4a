// Videos of hosts that the site allows play in the page once somebody asks for one: until then it is a link, and nothing
// is loaded. The page's policy lets no other frame in.
import { make } from './elements.js';

const allowed = document.querySelector('script[data-players]').dataset.players.split(' ');
const WAYS = {
  youtube: [/^https:\/\/(?:www\.|m\.)?youtube\.com\/watch\?v=([\w-]+)(?:&t=(\d+))?/, (id, start) =>
    `https://www.youtube-nocookie.com/embed/${id}?autoplay=1${start ? `&start=${start}` : ''}`],
  vimeo: [/^https:\/\/vimeo\.com\/(\d+)(?:\/(\w+))?/, (id, key) =>
    `https://player.vimeo.com/video/${id}?autoplay=1&dnt=1${key ? `&h=${key}` : ''}`],
};

function addressOf(link) {
  for (const name of allowed) {
    const [pattern, address] = WAYS[name];
    const found = pattern.exec(link.href);
    if (found) return address(found[1], found[2]);
  }
  return null;
}

for (const link of document.querySelectorAll('.prose a.media')) {
  const address = addressOf(link);
  if (!address) continue;
  link.classList.remove('external');
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a tab of its own
    event.preventDefault();
    const title = link.textContent.trim();
    const frame = make('iframe', { src: address, title, allow: 'autoplay; fullscreen; picture-in-picture', tabindex: '0' });
    const name = make('a', { href: link.href, rel: 'noopener' }, title);
    link.replaceWith(make('span', { class: 'player' }, frame, name));
    frame.focus();
  });
}

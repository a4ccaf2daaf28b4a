// Which of the results was opened, counted over all pages of them.
import { tellClick } from './clicks.js';

const hits = document.querySelector('.hits[data-search]');
const items = [...hits?.querySelectorAll('.hit') ?? []];

function tell(event) {
  const item = event.target.closest('.hit h2 a')?.closest('.hit');
  if (!item || event.button > 1) return;
  const hit = { language: item.lang, key: item.dataset.key };
  tellClick(hits.dataset.search, hit, hits.start + items.indexOf(item));
}

hits?.addEventListener('click', tell);
hits?.addEventListener('auxclick', tell);

// Which of the results was opened, counted over all pages of them. Results may be put in the place of others.
import { tellClick } from './clicks.js';

function tell(event) {
  const item = event.target.closest('.hit h2 a')?.closest('.hit');
  const hits = item?.closest('.hits[data-search]');
  if (!hits || event.button > 1) return;
  const hit = { language: item.lang, key: item.dataset.key };
  tellClick(hits.dataset.search, hit, hits.start + [...hits.querySelectorAll('.hit')].indexOf(item));
}

const results = document.getElementById('results');
for (const name of ['click', 'auxclick']) results?.addEventListener(name, tell);

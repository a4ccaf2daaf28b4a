// Follows how far a model is with new texts (search/service/status_pages.py) until it has read them, as long as somebody looks.
const PAUSE = 4000; // milliseconds
const shown = document.getElementById('search-progress');

async function refresh() {
  if (!document.hidden) {
    const answer = await fetch(shown.dataset.address).catch(() => null);
    if (answer?.ok) shown.innerHTML = await answer.text();
  }
  if (shown.firstElementChild) setTimeout(refresh, PAUSE);
}

setTimeout(refresh, PAUSE);

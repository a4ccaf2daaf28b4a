// Sends an export in pieces, so that it may be larger than a form and goes on after a hitch; and follows how far an import is.
const PAUSE = 2000; // milliseconds
const TRIES = 8;
const form = document.getElementById('import-form');
const later = (time) => new Promise((done) => { setTimeout(done, time); });

async function follow() {
  const shown = document.getElementById('import-state');
  if (!document.hidden) {
    const answer = await fetch(window.location.href).catch(() => null);
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const now = page.getElementById('import-state');
      if (!now?.hasAttribute('data-running')) return window.location.reload();
      if (now.textContent !== shown.textContent || now.querySelector('progress')?.value !== shown.querySelector('progress')?.value) shown.innerHTML = now.innerHTML;
    }
  }
  return setTimeout(follow, PAUSE);
}

function begin() {
  const words = JSON.parse(form.dataset.words);
  const place = form.querySelector('.sending');
  const [bar, status] = [place.querySelector('progress'), place.querySelector('[role=status]')];
  const button = form.querySelector('button');
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' });
  const say = (sentence, isWrong) => {
    place.hidden = false;
    bar.hidden = isWrong;
    status.textContent = sentence;
    status.classList.toggle('error', isWrong);
    button.disabled = !isWrong;
  };

  async function post(address, body) {
    const headers = { Accept: 'application/json', 'X-CSRFToken': form.elements.csrf_token.value };
    for (let tried = 0; tried < TRIES; tried += 1) {
      const answer = await fetch(address, { method: 'POST', body, headers, redirect: 'manual' }).catch(() => null);
      if (answer?.ok) return answer.json();
      if (answer?.status === 422) throw new Error((await answer.json()).wrong);
      if (answer && ([400, 401, 403].includes(answer.status) || answer.type === 'opaqueredirect')) throw new Error(words.out);
      await later(PAUSE / 4 * (tried + 1)); // it broke off, or came to a machine that does not hold the upload
    }
    throw new Error(words.failed);
  }

  async function send(files) {
    const data = new FormData(form);
    data.delete('file');
    data.set('pieces', '1');
    const { pieces, complete } = await post(form.action || window.location.href, data);
    const whole = files.reduce((sum, file) => sum + file.size, 0) || 1;
    let before = 0;
    for (const file of files) {
      let at = 0;
      do {
        const piece = file.slice(at, at + Number(form.dataset.piece));
        const query = new URLSearchParams({ name: file.name, at });
        at = (await post(`${pieces}?${query}`, new Blob([piece], { type: 'application/octet-stream' }))).at;
        bar.value = (before + at) / whole;
        say(words.sending.replace('%(percent)s', percent.format(bar.value)), false);
      } while (at < file.size);
      before += file.size;
    }
    const end = document.createElement('form');
    end.method = 'post';
    end.action = complete;
    end.append(form.elements.csrf_token.cloneNode());
    document.body.append(end);
    end.submit();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const files = [...form.elements.file.files];
    if (!files.length) return say(words.none, true);
    if (files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.most)) return say(words.large, true);
    bar.value = 0;
    say(words.sending.replace('%(percent)s', percent.format(0)), false);
    return send(files).catch((error) => say(error.message, true));
  });
}

if (form) begin();
else if (document.querySelector('#import-state[data-running]')) setTimeout(follow, PAUSE / 2);

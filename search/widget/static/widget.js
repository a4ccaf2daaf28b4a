// Suggests articles while somebody writes to us: one script tag on a page of anybody's (docs/widget.md).
// No globals, no cookies, nothing kept in the browser. Whatever fails, the form works as it did.
(() => {
  'use strict';
  const script = document.currentScript;
  const site = new URL('.', script.src).href; // it may stand below a path
  const { form: formName, field: fieldName, place: placeName, theme, count } = script.dataset;
  const language = script.dataset.language || document.documentElement.lang || 'en';
  const PAUSE = 300; // milliseconds without a key before we ask
  const AGAIN = [700, 1500, 3000]; // milliseconds until an answer that was not complete is asked for again
  const SHORTEST = 3; // characters
  const LONGEST = 500;
  const SHOWN = 3;
  const BRAND = ''; // the colours of articles/site.yml, filled in where the site has them (search/widget/pages.py)

  const TEXTS = {
    en: {
      name: 'Help articles',
      answer: 'The answer, from an article',
      found: ['1 article may help', '2 articles may help', '3 articles may help'],
      more: 'Still looking …',
      tab: '(opens in a new tab)',
      solved: 'This solved it',
      write: 'I still need to write',
      thanks: 'Good to know. Nothing was sent.',
    },
    ar: {
      name: 'مقالات المساعدة',
      answer: 'الإجابة من مقالة',
      found: ['قد يفيدك مقال واحد', 'قد يفيدك مقالان', 'قد تفيدك 3 مقالات'],
      more: 'ما زال البحث جاريًا …',
      tab: '(يفتح في علامة تبويب جديدة)',
      solved: 'حُلّت المشكلة',
      write: 'ما زلت أحتاج إلى المراسلة',
      thanks: 'يسعدنا ذلك. لم يُرسَل شيء.',
    },
    fa: {
      name: 'مقاله‌های راهنما',
      answer: 'پاسخ، از یک مقاله',
      found: ['۱ مقاله شاید کمک کند', '۲ مقاله شاید کمک کنند', '۳ مقاله شاید کمک کنند'],
      more: 'جست‌وجو ادامه دارد …',
      tab: '(در زبانه جدید باز می‌شود)',
      solved: 'مشکلم حل شد',
      write: 'هنوز باید پیام بدهم',
      thanks: 'چه خوب. چیزی فرستاده نشد.',
    },
    ru: {
      name: 'Статьи справки',
      answer: 'Ответ из статьи',
      found: ['Может помочь 1 статья', 'Могут помочь 2 статьи', 'Могут помочь 3 статьи'],
      more: 'Поиск продолжается …',
      tab: '(откроется в новой вкладке)',
      solved: 'Это помогло',
      write: 'Всё же написать',
      thanks: 'Рады, что помогли. Ничего не отправлено.',
    },
  };
  const spoken = TEXTS[language.split('-')[0]] ? language.split('-')[0] : 'en';
  const words = TEXTS[spoken];

  // What is important in a shadow root wins over what is important in the page around it.
  const STYLE = `
    :host { all: initial !important; display: block !important; color-scheme: inherit !important; }
    [hidden] { display: none !important; }
    .panel {
      --ground: light-dark(#fff, #1c1e1b); --line: light-dark(#8d887d, #868c83); --soft: light-dark(#f2f0eb, #252824);
      --text: light-dark(#1d1c1a, #ecebe6); --muted: light-dark(#5c5850, #b0afa6);
      --brand: light-dark(#0f6b5c, #6fcfb9); --on-brand: light-dark(#fff, #08201b);
      ${BRAND}
      --mark: light-dark(#ffe9a8, #5c4a0c); --focus: light-dark(#1257c9, #8ab4ff);
      box-sizing: border-box; color: var(--text); text-align: start; overflow-wrap: break-word;
      font: medium/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", Tahoma, sans-serif;
    }
    .panel.light { color-scheme: light; }
    .panel.dark { color-scheme: dark; }
    .panel:is([lang=ar], [lang=fa]) { line-height: 1.8; }
    .panel.open {
      margin-block: .5em; padding: .75em 1em; background: var(--ground); border: 1px solid var(--line); border-radius: .625em;
    }
    p, ul { margin: 0; padding: 0; list-style: none; }
    .status { font-weight: 650; }
    .status:focus { outline: none; }
    li { padding-block: .5em; border-block-end: 1px solid var(--soft); }
    a { display: inline-block; min-block-size: 1.5em; color: var(--brand); font-weight: 550; text-underline-offset: .2em; }
    a::after { content: "\\a0\\2197" / ""; font-weight: 400; }
    .panel[dir=rtl] a::after { content: "\\a0\\2196" / ""; }
    .snippet {
      display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
      color: var(--muted); font-size: .875em;
    }
    .sure { margin-block: .5em; padding: .5em .75em; border: 0; border-inline-start: 3px solid var(--brand); background: var(--soft); }
    .from { color: var(--brand); font-size: .8125em; font-weight: 650; }
    .answer { white-space: pre-line; -webkit-line-clamp: 14; color: var(--text); font-size: .9375em; }
    mark { background: var(--mark); color: var(--text); border-radius: 2px; }
    .foreign { font-size: .8125em; color: var(--muted); border: 1px solid var(--line); border-radius: 1em; padding: 0 .6em; }
    .buttons { display: flex; flex-wrap: wrap; gap: .5em; margin-block-start: .75em; }
    button {
      font: inherit; font-size: .9375em; font-weight: 600; min-block-size: 2.75em; padding: 0 1em; cursor: pointer;
      color: var(--text); background: none; border: 1px solid var(--line); border-radius: .4em;
    }
    button.solved { color: var(--on-brand); background: var(--brand); border-color: var(--brand); }
    a:hover, button:hover { text-decoration: underline; text-decoration-thickness: .12em; }
    :is(a, button):focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
    .aside { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    @media print { :host { display: none !important; } }`;

  function make(tag, properties, ...children) {
    const { lang, ...rest } = properties;
    const element = Object.assign(document.createElement(tag), rest);
    if (lang) element.lang = lang;
    element.append(...children);
    return element;
  }

  // The snippet is HTML with nothing but <mark>; read by hand, since a page may forbid innerHTML (Trusted Types).
  const SIGNS = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" };
  function marked(html) {
    return html.split(/<\/?mark>/).map((part, place) => {
      const text = part.replace(/&(?:amp|lt|gt|quot|#x27);/g, (sign) => SIGNS[sign]);
      return place % 2 ? make('mark', {}, text) : text;
    });
  }

  function dirOf(code) {
    return /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(code) ? 'rtl' : 'ltr';
  }

  function nameOf(code) {
    try {
      return new Intl.DisplayNames([spoken], { type: 'language' }).of(code);
    } catch {
      return code;
    }
  }

  function start() {
    const form = document.querySelector(formName);
    const field = document.querySelector(fieldName);
    if (!form || !field) return console.warn(`widget.js: no ${form ? fieldName : formName} on this page`);

    if (field.dataset.helpSuggestions === site) return undefined; // the line stands there twice: one box, counted once
    field.dataset.helpSuggestions = site;

    const status = make('p', { className: 'status', role: 'status', tabIndex: -1 });
    const list = make('ul', {});
    const solved = make('button', { type: 'button', className: 'solved' }, words.solved);
    const write = make('button', { type: 'button' }, words.write);
    const found = make('div', { hidden: true }, list, make('p', { className: 'buttons' }, solved, write));
    const panel = make('div', { className: 'panel', role: 'group', ariaLabel: words.name, lang: spoken }, status, found);
    panel.dir = dirOf(spoken);
    if (theme === 'light' || theme === 'dark') panel.classList.add(theme);
    const host = make('div', {});
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(panel);
    const place = placeName && document.querySelector(placeName);
    if (place) place.append(host);
    else (field.closest('label') || field).after(host); // within a label, a press on the panel would lead to the field

    let visit; // this writing of this form, for the figures only
    let told; // what was reported of it
    let opened; // the article that was opened last
    let isOver; // they said that they need no more suggestions
    let asked = ''; // the text that was asked for last
    let turn = 0; // answers to an earlier turn come too late
    let shown = ''; // what is in the list: where its links lead, and the answer
    let asking; // the request under way
    let timer;

    function begin() {
      visit = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('');
      told = new Set();
      opened = undefined;
      isOver = false;
      asked = '';
    }

    // As plain text: a browser then need not ask first, which would come too late while the page is being left.
    function report(event, article) {
      const what = `${event} ${article}`;
      if (count === 'no' || told.has(what)) return;
      told.add(what);
      const body = JSON.stringify({ event, visit, language, article });
      const options = { method: 'POST', body, credentials: 'omit', keepalive: true };
      fetch(new URL('api/v1/deflection', site), options).catch(() => {});
    }

    function item(hit, answer) {
      const link = make('a', { href: new URL(hit.url, site).href, target: '_blank', rel: 'noopener' });
      link.append(make('bdi', { lang: hit.language }, hit.title), make('span', { className: 'aside' }, ` ${words.tab}`));
      const follow = ({ button }) => {
        if (button === 2) return;
        opened = `${hit.language}/${hit.key}`;
        report('opened', opened);
      };
      link.addEventListener('click', follow);
      link.addEventListener('auxclick', follow); // the middle button
      const line = make('li', { className: answer ? 'sure' : '' }, link);
      if (answer) link.before(make('p', { className: 'from' }, words.answer)); // an answer that is sure stands before the list
      if (hit.language.split('-')[0] !== spoken) {
        line.append(' ', make('span', { className: 'foreign' }, nameOf(hit.language)));
      }
      const told = answer ? [answer] : marked(hit.snippet);
      const className = answer ? 'snippet answer' : 'snippet';
      line.append(make('p', { className, dir: dirOf(hit.language), lang: hit.language }, ...told));
      return line;
    }

    function show(hits, answer, goesOn) {
      if (root.activeElement) return; // nothing goes away under somebody's fingers
      const content = [...hits.map((hit) => hit.url), answer].join(' ');
      if (content !== shown) { // nor moves under their pointer without need
        list.replaceChildren(...hits.map((hit, place) => item(hit, place ? null : answer)));
      }
      shown = content;
      const count = words.found[hits.length - 1] ?? '';
      say(count && goesOn ? `${count}. ${words.more}` : count, hits.length > 0);
      if (hits.length) report('shown');
    }

    function say(text, isFound) {
      found.hidden = !isFound;
      panel.classList.toggle('open', Boolean(text));
      if (status.textContent !== text) status.textContent = text;
    }

    function hide() {
      clearTimeout(timer);
      asking?.abort();
      turn += 1;
      say('', false);
    }

    async function ask(tries = 0) {
      const text = field.value.trim().slice(0, LONGEST);
      if (isOver || (text === asked && !tries)) return;
      asked = text;
      turn += 1;
      const mine = turn;
      asking?.abort();
      if (text.length < SHORTEST) return show([]);
      asking = new AbortController();
      const query = new URLSearchParams({ q: text, lang: language, mode: 'instant', limit: SHOWN });
      try {
        const response = await fetch(new URL(`api/v1/search?${query}`, site), { credentials: 'omit', signal: asking.signal });
        const answer = await response.json();
        if (mine !== turn || !response.ok) return;
        const goesOn = !answer.complete && tries < AGAIN.length;
        const hits = answer.fits ? answer.results.slice(0, SHOWN) : [];
        const isFree = !tries || !list.matches(':hover');
        if (isFree) show(hits, answer.answer, goesOn && tries > 0); // a moment is not worth a word
        if (goesOn) timer = setTimeout(ask, AGAIN[tries], tries + 1);
      } catch {
        // Offline, refused or overtaken: the form works without.
      }
    }

    function leave(event) {
      if (event.key !== 'Escape' || event.isComposing || !panel.classList.contains('open')) return;
      event.preventDefault();
      event.stopPropagation(); // it was meant for the suggestions, not for a dialog around the form
      const isInside = root.activeElement;
      hide();
      if (isInside) field.focus();
    }

    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    field.addEventListener('keydown', leave);
    host.addEventListener('keydown', leave);
    solved.addEventListener('click', () => {
      report('solved', opened);
      isOver = true;
      hide();
      say(words.thanks, false);
      status.focus();
    });
    write.addEventListener('click', () => {
      isOver = true;
      hide();
      field.focus();
    });
    form.addEventListener('submit', () => {
      report('sent');
      hide();
      begin();
    }, true);
    begin();
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();

// Before the page below is painted: hides the notices that were dismissed on this device or are over. Not a module, since
// modules wait. What a screen reader has not said yet is said once, and not on every page.
(() => {
  const box = document.querySelector('.notices');
  const all = [...box.querySelectorAll('[data-notice]')];
  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(name)) ?? []; } catch { return []; }
  };
  const keep = (name, names) => {
    try { localStorage.setItem(name, JSON.stringify(names.slice(-50))); } catch { /* it holds for this page */ }
  };
  const isOver = ({ dataset }) => dataset.until && Date.parse(dataset.until) <= Date.now();
  const tidy = () => {
    const dismissed = read('notices-dismissed');
    for (const one of all) one.hidden = dismissed.includes(one.dataset.notice) || Boolean(isOver(one));
    box.hidden = all.every((one) => one.hidden);
  };
  for (const one of all) {
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = '×';
    close.title = box.dataset.close;
    close.setAttribute('aria-label', `${box.dataset.close}: ${one.querySelector('span').textContent}`);
    close.addEventListener('click', () => {
      keep('notices-dismissed', [...read('notices-dismissed'), one.dataset.notice]);
      tidy();
      document.querySelector('main')?.focus({ preventScroll: true });
    });
    one.append(close);
  }
  tidy();
  setInterval(tidy, 30_000);
  addEventListener('pageshow', tidy);
  addEventListener('load', () => {
    const said = read('notices-said');
    const news = all.filter((one) => !one.hidden && !said.includes(one.dataset.notice));
    if (!news.length) return;
    keep('notices-said', [...said, ...news.map((one) => one.dataset.notice)]);
    const status = box.querySelector('[role=status]');
    setTimeout(() => { status.textContent = news.map((one) => one.querySelector('p').textContent).join(' '); }, 500);
  });
})();

// What a page must keep to, measured in the page itself; each function answers with what is wrong, in words.
window.checks = (() => {
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

  /** All elements that fit, also those in open shadow trees. */
  function all(selector, root = document) {
    const found = [...root.querySelectorAll(selector)];
    for (const host of root.querySelectorAll('*')) if (host.shadowRoot) found.push(...all(selector, host.shadowRoot));
    return found;
  }

  function name(element) {
    const words = (element.getAttribute('aria-label') || element.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 40);
    const mark = element.id ? `#${element.id}` : element.classList.length ? `.${[...element.classList].join('.')}` : '';
    return `<${element.localName}${mark}${element.name ? ` name=${element.name}` : ''}> “${words}”`;
  }

  function shown(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  }

  /** Whether only screen readers get it: an element of one pixel. */
  const tiny = (element) => element.closest('.hidden') || (element.offsetWidth <= 1 && element.offsetHeight <= 1);

  function landmarks() {
    const wrong = [];
    const count = (selector) => all(selector).filter((element) => element.checkVisibility()).length;
    for (const one of ['main', 'h1', 'body > header', 'body > footer']) {
      if (count(one) !== 1) wrong.push(`${count(one)} × ${one}, not one`);
    }
    const levels = all('h1, h2, h3, h4, h5, h6').filter((heading) => heading.checkVisibility());
    levels.reduce((before, heading) => {
      const level = Number(heading.localName[1]);
      if (level > before + 1) wrong.push(`the heading ${name(heading)} follows one of level ${before}`);
      return level;
    }, 0);
    if (!document.title.trim()) wrong.push('the page has no title');
    if (!document.documentElement.lang) wrong.push('the page has no language');
    if (!document.querySelector('body > a.skip[href="#content"]')) wrong.push('there is no link to skip to the content');
    return wrong;
  }

  function errors() {
    return all('[aria-invalid="true"], [aria-invalid=""]').filter((field) => {
      const ids = (field.getAttribute('aria-describedby') || '').split(/\s+/).filter(Boolean);
      return !ids.some((id) => document.getElementById(id)?.checkVisibility() && document.getElementById(id).textContent.trim());
    }).map((field) => `no visible text says what is wrong with ${name(field)}`);
  }

  /** A link in a sentence: the line's height is that of the text around it (WCAG 2.5.8, “inline”). */
  function inSentence(element) {
    if (getComputedStyle(element).display !== 'inline') return false;
    let block = element.parentElement;
    while (block && getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    return block !== null && block.textContent.trim().length > element.textContent.trim().length;
  }

  /** What is smaller than it must be for a pointer, in pixels: WCAG 2.5.8, with 44 2.5.5. */
  function targets(least = 24) {
    const wrong = [];
    for (const element of all('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option], [role=tab]')) {
      if (!shown(element) || tiny(element) || element.matches('.skip') || inSentence(element)) continue;
      const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
      // A link of several lines or with a cover of its own (a card) is as large as what answers to a click.
      const cover = getComputedStyle(element, '::after');
      if (cover.position === 'absolute' && cover.content !== 'none' && cover.inset === '0px') continue;
      const width = Math.max(...boxes.map((box) => box.width)), height = Math.max(...boxes.map((box) => box.height));
      if (Math.min(width, height) < least - 0.1) wrong.push(`${name(element)} is ${width.toFixed(1)} × ${height.toFixed(1)} pixels`);
    }
    return wrong;
  }

  function unfold() {
    for (const details of all('details')) details.open = true;
  }

  /** What is cut off: text in a box that hides what overflows and cannot be scrolled. */
  function cut() {
    const wrong = [];
    for (const element of all('body *')) {
      if (!shown(element) || tiny(element) || element.closest('svg')) continue;
      if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
      const style = getComputedStyle(element);
      const hides = (axis) => ['hidden', 'clip'].includes(style[`overflow${axis}`]);
      if ((hides('X') && element.scrollWidth > element.clientWidth + 2) || (hides('Y') && element.scrollHeight > element.clientHeight + 2)) {
        wrong.push(`${name(element)} is cut off`);
      }
    }
    return wrong;
  }

  /** Whether the element lies in one that scrolls sideways by itself, as wide tables do. */
  function scrolls(element) {
    for (; element && element !== document.body; element = element.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX)) return true;
    }
    return false;
  }

  function tooWide() {
    const room = document.documentElement.clientWidth, need = document.documentElement.scrollWidth;
    if (need <= room) return [];
    const outside = all('body *').filter((element) => {
      const box = element.getBoundingClientRect();
      return shown(element) && (box.right > room + 1 || box.left < -1) && !scrolls(element.parentElement);
    });
    return [`needs ${need} pixels of ${room}: ${outside.slice(0, 3).map(name).join(', ')}`];
  }

  /** The text spacing that WCAG 1.4.12 lets a reader ask for. */
  function spacing() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [sheet];
  }

  function boundless() {
    return all('button, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea').filter((element) => {
      if (!shown(element) || tiny(element)) return false;
      const around = [element, element.closest('form.search, .menu, .row, li')].filter(Boolean);
      return !around.some((one) => { const style = getComputedStyle(one); return style.borderBottomStyle !== 'none' && parseFloat(style.borderBottomWidth) > 0; });
    }).map((element) => `${name(element)} has no border when the reader's own colours are forced`);
  }

  function deepActive() {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
  }

  function isMarked(element) {
    const parts = [[element, null], [element, '::after'], [element, '::before']];
    for (let around = element.parentElement, steps = 0; around && steps < 3; around = around.parentElement, steps += 1) {
      if (around.matches('label, form, .field, li, td, summary')) parts.push([around, null]);
    }
    return parts.some(([part, pseudo]) => {
      const style = getComputedStyle(part, pseudo);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    }) || (element.type === 'date' && element.checkStop);  // the browser marks its own parts of a date field
  }

  let last = null;
  let wrongStops = [];
  let isOver = false;
  let walking = null;

  /**
   * Wherever the page put the focus: the next Tab goes to its very first stop. Every stop is looked at as the key is
   * let go, until the end of the page; there Tab does nothing more, however often it is still pressed. Gives about how
   * often it will have to be.
   */
  function start() {
    walking?.abort();
    walking = new AbortController();
    [last, wrongStops, isOver] = [null, [], false];
    const heard = { capture: true, signal: walking.signal };
    addEventListener('keydown', (event) => {
      if (!isOver || event.key !== 'Tab') return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, heard);
    addEventListener('keyup', (event) => {
      if (isOver || event.key !== 'Tab') return;
      const wrong = stop();
      if (wrong === null) isOver = true;
      else wrongStops.push(...wrong);
    }, heard);
    const before = document.createElement('span');
    before.tabIndex = -1;
    document.body.prepend(before);
    before.focus();
    before.remove();
    return all(FOCUSABLE).filter((element) => element.tabIndex >= 0 && element.checkVisibility()).length + 1;
  }

  /** What was wrong with the stops of the walk; null before its end. */
  function walked() {
    if (!isOver) return null;
    walking.abort();
    return wrongStops;
  }

  /** What was wrong before the walk was given up, and who keeps the focus whatever is pressed; a field for a day has a handful of stops of its own. */
  const trapped = () => [...wrongStops, ...(last?.times > 9 ? [`the keyboard does not get out of ${name(last.element)}`] : [])];

  /** Where the focus is: null at the end of the page, else who has it and what is wrong with that. */
  function stop() {
    const element = deepActive();
    if (!element || element === document.body || element === document.documentElement) return null;
    const wrong = [];
    last = element === last?.element ? { element, times: last.times + 1 } : { element, times: 1 };
    const box = element.getBoundingClientRect();
    const labels = [...(element.labels ?? [])].map((label) => label.getBoundingClientRect());
    const sees = (area) => area.width > 1 && area.height > 1 && area.bottom > 0 && area.top < innerHeight && area.right > 0 && area.left < innerWidth;
    if (![box, ...labels].some(sees)) wrong.push(`${name(element)} has the focus and cannot be seen`);
    else if (!isMarked(element)) wrong.push(`${name(element)} has the focus and nothing shows it`);
    else if (isCovered(element, box)) wrong.push(`${name(element)} has the focus and lies under something`);
    element.checkStop = true;
    return wrong;
  }

  function isCovered(element, box) {
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
    const top = element.getRootNode().elementFromPoint(x, y);
    if (!top || top.contains(element) || element.contains(top)) return false;
    return getComputedStyle(top).position === 'fixed' || getComputedStyle(top).position === 'sticky' || Boolean(top.closest('[popover], dialog, .menu-panel'));
  }

  /** What should have been a stop and was not. */
  function missed() {
    return all(FOCUSABLE).filter((element) => !element.checkStop && element.tabIndex >= 0 && !element.disabled
      && element.type !== 'hidden' && shown(element) && element.localName !== 'main'
      && !(element.type === 'radio' && all(`input[type=radio][name="${element.name}"]`).some((other) => other.checkStop)))
      .map((element) => `${name(element)} cannot be reached with Tab`);
  }

  return { landmarks, errors, targets, unfold, cut, tooWide, spacing, boundless, start, walked, missed, trapped };
})();

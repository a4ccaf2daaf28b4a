// Looks for the customer's words on the page of a helpdesk, and puts a text where somebody writes. It is put into a page
// only after the button of the extension was chosen there, reads when it is asked to, and changes nothing but the field.
(() => {
  if (globalThis.helpArticles) return;

  const MESSAGES = [
    'article', '[role="article"]', '[role="listitem"]', '[class*="message" i]', '[class*="comment" i]',
    '[class*="conversation" i]', '[class*="thread" i]', '[data-test-id*="comment" i]', '[data-testid*="message" i]',
  ].join();
  const NOT_HERE = 'nav, header, footer, aside, form, dialog, button, [role="navigation"], [role="toolbar"]';
  const BESIDE = anyOf('meta|metadata|header|action|toolbar|footer|avatar|time|timestamp|date|datetime|author|sender|attachment');
  const OF_STAFF = anyOf('agent|staff|internal|private|note|outbound|outgoing|sent|own|mine|operator|system|event|reply|replies');
  const FIELDS = 'textarea, [contenteditable]:not([contenteditable="false"]), body';
  const TICKET = /(?:tickets?|conversations?|cases?|requests?|issues?)[/=#:-]+([\w-]*\d[\w-]*)/i;
  const LEAST_TEXT = 15;
  const MOST_TEXT = 20000;
  const watched = new WeakSet();
  let last = null; // the field that somebody wrote in last, and where in it

  // One of the words among those that names are made of, in whatever way they are joined.
  function anyOf(list) {
    const pattern = new RegExp(`(?:^|[\\s_-])(?:${list})s?(?:$|[\\s_-])`, 'i');
    return (names) => pattern.test(names.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'));
  }

  function* documents(doc = document) {
    yield doc;
    for (const frame of doc.querySelectorAll('iframe')) {
      let inner = null;
      try {
        inner = frame.contentDocument;
      } catch { /* of another site: neither read nor written in */ }
      if (inner?.body) yield* documents(inner);
    }
  }

  function isVisible(element) {
    return element.isConnected && element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true });
  }

  // A rich editor is one field, however deep the cursor is in it.
  function fieldOf(element) {
    if (!element) return null;
    if (element.localName === 'textarea') return element.readOnly || element.disabled ? null : element;
    if (!element.isContentEditable) return null;
    let field = element;
    while (field.parentElement?.isContentEditable) field = field.parentElement;
    return field;
  }

  function focused(doc) {
    let found = doc.activeElement;
    while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
    return found;
  }

  function remember(doc) {
    const field = fieldOf(focused(doc));
    if (!field) return;
    const selection = doc.getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    last = { field, range: range && field.contains(range.commonAncestorContainer) ? range.cloneRange() : null };
  }

  function watch() {
    for (const doc of documents()) {
      if (watched.has(doc)) continue;
      watched.add(doc);
      for (const event of ['focusin', 'selectionchange']) doc.addEventListener(event, () => remember(doc), true);
      remember(doc);
    }
  }

  function area(element) {
    const box = element.getBoundingClientRect();
    return box.width * box.height;
  }

  // Where nobody has written yet: the largest field, at its beginning, since what is below may be the history.
  function someField() {
    const all = [...documents()].flatMap((doc) => [...doc.querySelectorAll(FIELDS)]);
    const fields = [...new Set(all.filter((one) => isVisible(one)).map(fieldOf).filter(Boolean))];
    return fields.sort((one, other) => area(other) - area(one))[0] ?? null;
  }

  // Of a field that somebody is in, the browser gives what is selected there as if it stood on the page.
  function isInField(doc) {
    const at = focused(doc);
    return at?.localName === 'input' || Boolean(fieldOf(at));
  }

  function selected() {
    for (const doc of documents()) {
      if (isInField(doc)) continue;
      const selection = doc.getSelection();
      const text = String(selection ?? '').trim();
      const place = selection?.anchorNode?.nodeType === 1 ? selection.anchorNode : selection?.anchorNode?.parentElement;
      if (text && place && !fieldOf(place)) return text;
    }
    return '';
  }

  function words(element) {
    let text = element.innerText;
    for (const quote of element.querySelectorAll('blockquote, .gmail_quote')) text = text.replace(quote.innerText, '');
    return text.trim();
  }

  function candidates(doc) {
    const found = [...doc.querySelectorAll(MESSAGES)].filter(
      (one) => !one.closest(NOT_HERE) && !one.isContentEditable && !one.querySelector('textarea, [contenteditable="true"]')
        && !BESIDE(one.getAttribute('class') ?? '') && isVisible(one) && words(one).length >= LEAST_TEXT,
    );
    return found.filter((one) => !found.some((other) => other !== one && one.contains(other)));
  }

  // The elements around a message that are about it alone: not the page, nor the part of it that one writes in.
  function* around(message, all) {
    for (let one = message; one && one.localName !== 'body'; one = one.parentElement) {
      if (all.some((other) => other !== message && one.contains(other))) return;
      if (one !== message && (one.matches('main, [role="main"]') || one.querySelector(FIELDS))) return;
      yield one;
    }
  }

  function isOfStaff(message, all) {
    return [...around(message, all)].some((one) => {
      const said = [one.getAttribute('class'), one.id, ...Object.values(one.dataset), one.getAttribute('aria-label')];
      return OF_STAFF(said.filter(Boolean).join(' '));
    });
  }

  function time(message, all) {
    const element = [...around(message, all)].map((one) => one.querySelector('time[datetime]')).find(Boolean);
    return element ? Date.parse(element.dateTime) : Number.NaN;
  }

  // The newest of the customer: the last one, or the first where the page begins with what is new.
  function newest() {
    for (const doc of documents()) {
      const all = candidates(doc);
      const theirs = all.filter((one) => !isOfStaff(one, all));
      if (!theirs.length) continue;
      const isUpsideDown = time(all[0], all) > time(all[all.length - 1], all);
      return words(isUpsideDown ? theirs[0] : theirs[theirs.length - 1]);
    }
    return '';
  }

  function subject() {
    const found = document.querySelector('input[name*="subject" i], [class*="subject" i], [data-test-id*="subject" i]');
    return (found?.value ?? found?.innerText ?? '').trim().slice(0, 300);
  }

  function ticket() {
    const { pathname, search, hash } = location;
    return (`${pathname}${search}${hash}`.match(TICKET) ?? document.title.match(/#([\w-]*\d[\w-]*)/))?.[1] ?? '';
  }

  function read() {
    watch();
    return { message: (selected() || newest()).slice(0, MOST_TEXT), subject: subject(), ticket: ticket() };
  }

  // A link is set off by a blank, what has several lines by a new one.
  function setOff(before, text) {
    if (!before || /\s$/.test(before)) return text.includes('\n') && before && !before.endsWith('\n') ? `\n${text}` : text;
    return text.includes('\n') ? `\n${text}` : ` ${text}`;
  }

  // By the browser's own command, which the page hears of as of typing, and which can be undone. What is selected stays.
  function intoTextarea(field, text) {
    const { selectionEnd: end } = field;
    const said = setOff(field.value.slice(0, end), text);
    field.focus();
    field.setSelectionRange(0, 0); // so that undoing it leaves what was typed before
    field.setSelectionRange(end, end);
    if (field.ownerDocument.execCommand('insertText', false, said)) return true;
    field.setRangeText(said, end, end, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: said }));
    return true;
  }

  function putCursor(field, range) {
    const doc = field.ownerDocument;
    const selection = doc.getSelection();
    if (range && field.contains(range.commonAncestorContainer)) {
      selection.selectAllChildren(field); // so that undoing what comes leaves what was typed before
      selection.removeAllRanges();
      selection.addRange(range);
    } else if (!selection.anchorNode || !field.contains(selection.anchorNode)) {
      selection.selectAllChildren(field);
      selection.collapseToStart();
    }
    selection.collapseToEnd(); // what is selected stays, and what comes is put behind it
  }

  function pasted(field, piece) {
    const view = field.ownerDocument.defaultView;
    const clipboardData = new view.DataTransfer();
    clipboardData.setData('text/plain', piece.text);
    clipboardData.setData('text/html', piece.html);
    const event = new view.ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true, clipboardData });
    const place = field.ownerDocument.getSelection().anchorNode;
    ((place?.nodeType === 1 ? place : place?.parentElement) ?? field).dispatchEvent(event);
    return event.defaultPrevented;
  }

  // The browser's command joins the first paragraph of several to the one that the cursor is in, unless a break is before.
  function setApart(field, html) {
    const { anchorNode, anchorOffset } = field.ownerDocument.getSelection();
    const isBlock = /^<(?:p|blockquote)\b/.test(html);
    const around = anchorNode.nodeType === 1 ? anchorNode : anchorNode.parentElement;
    const block = around.closest('p, div, li, td, blockquote, body');
    if (isBlock) return block.innerText.trim() && block !== field ? `<br>${html}` : html;
    return anchorNode.nodeType === 3 && /\S$/.test(anchorNode.data.slice(0, anchorOffset)) ? `&nbsp;${html}` : html;
  }

  // Editors that keep a document of their own take what is pasted, some of them later, and can undo it; a plain field
  // takes the command.
  function intoRich({ field, range }, piece) {
    const doc = field.ownerDocument;
    field.focus();
    putCursor(field, range);
    const before = field.innerHTML;
    const isPlain = field.contentEditable === 'plaintext-only';
    if (!isPlain && pasted(field, piece)) return true;
    const [command, said] = isPlain ? ['insertText', piece.text] : ['insertHTML', setApart(field, piece.html)];
    const done = doc.execCommand(command, false, said);
    return done && field.innerHTML !== before;
  }

  function insert(piece) {
    watch();
    if (last) remember(last.field.ownerDocument); // the browser tells of a moved cursor when it finds the time
    const place = last && isVisible(last.field) ? last : { field: someField(), range: null };
    if (!place.field) return false;
    const done = place.field.localName === 'textarea' ? intoTextarea(place.field, piece.text) : intoRich(place, piece);
    remember(place.field.ownerDocument);
    return done;
  }

  globalThis.helpArticles = { read, insert };
  watch();
})();

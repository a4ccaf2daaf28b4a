// Who typed into a form that was not sent yet is asked before the page goes away with it.
let sending = null;

const isTyped = (field) => field.matches('textarea, input:not([type="hidden"], [type="password"], [type="checkbox"], [type="radio"])')
  && !field.readOnly && field.value !== field.defaultValue;

const isUnsaved = (form) => form !== sending && ('unsaved' in form.dataset || [...form.elements].some(isTyped));

document.addEventListener('submit', (event) => {
  if (!event.defaultPrevented) sending = event.target;
});
addEventListener('pageshow', () => { sending = null; });
addEventListener('beforeunload', (event) => {
  if ([...document.querySelectorAll('main form[method="post"]')].some(isUnsaved)) event.preventDefault();
});

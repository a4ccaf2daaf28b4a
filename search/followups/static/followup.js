// The code of a link that asks does not stay in the address bar, from where it would be sent on with the link. The answer
// goes without leaving the page.
const here = new URL(location.href);
if (here.searchParams.has('followup')) {
  here.searchParams.delete('followup');
  history.replaceState(history.state, '', here);
}

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('.followup form');
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector('button');
  if (button.getAttribute('aria-disabled')) return;
  button.setAttribute('aria-disabled', 'true');
  const section = form.closest('.followup');
  const said = section.querySelector('[role=status]');
  try {
    const data = new URLSearchParams(new FormData(form));
    data.set('in_place', '1');
    const reply = await fetch(form.action, { method: 'POST', body: data });
    const found = new DOMParser().parseFromString(await reply.text(), 'text/html').querySelector('.followup');
    said.textContent = found.querySelector('[role=status]').textContent;
    if (found.querySelector('form')) button.removeAttribute('aria-disabled');
    else {
      form.remove();
      section.focus();
    }
  } catch {
    said.textContent = said.dataset.unsaved;
    button.removeAttribute('aria-disabled');
  }
});

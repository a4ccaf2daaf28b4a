// Sends "Was this helpful?" without leaving the page: the server answers with the section as it is after the vote.
const send = async (form, button) => {
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.set(button.name, button.value);
  data.set('in_place', '1');
  const answer = await fetch(form.action, { method: 'POST', body: data });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const found = page.querySelector('body > #feedback');
  if (!found) throw new Error(`no answer to a vote: ${answer.status}`);
  return found;
};

// The line that tells what happened stays the same element, or screen readers would not say it.
const show = (section, found) => {
  const said = section.querySelector('.feedback-said');
  const parts = ['.feedback-answers', '.feedback-why', '.feedback-person'];
  for (const name of parts) section.querySelector(name)?.remove();
  const [answers, why, person] = parts.map((name) => found.querySelector(name));
  said.before(answers);
  if (person) said.after(person);
  if (why) said.after(why);
  said.textContent = found.querySelector('.feedback-said').textContent;
  section.focus({ preventScroll: true });
};

let sending = false;
const section = document.querySelector('#feedback');
document.addEventListener('submit', async (event) => {
  const isOfStep = event.target.matches('.step-vote');
  if (!section || (!section.contains(event.target) && !isOfStep)) return; // none where something else is asked
  event.preventDefault();
  if (sending) return;
  sending = true;
  const said = section.querySelector('.feedback-said');
  try {
    const found = await send(event.target, event.submitter);
    section.hidden = false;
    show(section, found);
    if (isOfStep) event.target.hidden = true;
  } catch {
    section.hidden = false;
    said.textContent = said.dataset.unsaved;
  } finally {
    sending = false;
  }
  if (isOfStep) section.scrollIntoView({ block: 'nearest' });
});

// Where an answer leads to another step, that step is read out and the keyboard goes on from there.
addEventListener('hashchange', () => {
  const heading = document.querySelector('.step h2:target');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});

// Days in the calendar that the reader chose in the appearance menu; every day has its names in all of them.
const root = document.documentElement;
const usual = document.querySelector('script[data-calendar]').dataset.calendar;
const write = () => {
  for (const day of document.querySelectorAll('time[data-solar]')) {
    day.textContent = day.dataset[root.dataset.calendar ?? usual] ?? day.textContent;
  }
};
new MutationObserver(write).observe(root, { attributes: true, attributeFilter: ['data-calendar'] });
write();

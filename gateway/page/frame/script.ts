/** What makes the pages nicer where scripts run: they work without. Nothing is fetched. */
export const script = `'use strict';
(() => {
  const written = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  for (const each of document.querySelectorAll('time[datetime]')) {
    const at = new Date(each.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    if (each.hasAttribute('title')) each.title = written.format(at);
    else each.textContent = written.format(at);
  }
  const typing = target => target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]');
  const links = () => [...document.querySelectorAll('main a[data-item]')];
  const step = by => {
    const all = links();
    const now = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + by))]?.focus();
  };
  const keys = {
    '/': () => {
      const box = document.querySelector('input[type=search]');
      box?.focus();
      box?.select();
    },
    j: () => step(1),
    k: () => step(-1),
  };
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  // Pressed twice, a form is sent once; the graph would take it once all the same.
  document.addEventListener('submit', event => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = '1';
  });
  addEventListener('pageshow', () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
  document.querySelector('[data-print]')?.addEventListener('click', () => print());
})();
`;

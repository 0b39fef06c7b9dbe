/** The page's only script: it redraws when something happened elsewhere. Everything works without it. */
export const script = `
const everyMs = 1500;
let revision = document.body.dataset.revision;

const busy = () => {
  const active = document.activeElement;
  const typing = active && active.closest('#live') && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName);
  return document.hidden || typing || document.body.classList.contains('asking') || document.querySelector('#live details[open]');
};

const put = (fresh, selector) => {
  const [old, next] = [document.querySelector(selector), fresh.querySelector(selector)];
  if (old && next) old.replaceWith(next);
};

const redraw = async () => {
  const atEnd = innerHeight + scrollY > document.body.scrollHeight - 120;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (fresh.body.classList.contains('asking')) return location.reload();
  revision = fresh.body.dataset.revision;
  put(fresh, '#live');
  put(fresh, '#menu');
  if (atEnd) document.querySelector('#latest')?.scrollIntoView();
};

const look = async () => {
  if (busy()) return;
  const answer = await fetch('/chat/revision');
  if (answer.ok && (await answer.text()) !== revision) await redraw();
};

// Browsers skip autofocus, and drop the focus, when the address names a place on the page.
const focusFirst = () => {
  const first =
    document.querySelector('dialog .wrong :is(input, select, textarea)') ??
    document.querySelector('dialog :is(.field, .actions) :is(input, select, textarea)') ??
    document.querySelector('[autofocus]');
  if (!matchMedia('(pointer: coarse)').matches) first?.focus({ preventScroll: !first.closest('dialog') });
};
addEventListener('load', () => setTimeout(focusFirst, 30));

setInterval(() => look().catch(() => undefined), everyMs);

document.addEventListener('submit', event => {
  document.body.setAttribute('aria-busy', 'true');
  if (event.submitter) event.submitter.classList.add('waiting');
});
addEventListener('pageshow', () => document.body.removeAttribute('aria-busy'));

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') document.querySelector('dialog footer .button')?.click();
});
`;

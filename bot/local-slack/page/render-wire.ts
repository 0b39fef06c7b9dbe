import { type Html, html } from '@handoff/kit/html';
import type { Core } from '../core.ts';
import type { WireEntry } from '../workspace.ts';
import { timeOf } from './dates.ts';
import { hiddenWhere, readerFor } from './view-context.ts';
import type { Where } from './where.ts';
import { wireFaults } from './wire-faults.ts';

/** Draws what went over the wire, newest first, and what can be made to go wrong. */
export function renderWire(core: Core, where: Where): Html {
  const { wire } = core.workspace;
  const wrong = wire.filter(({ violations }) => violations.length > 0).length;
  const zone = readerFor(core.workspace, where.person).timeZone;
  const entries = [...wire].reverse().map(entry => renderEntry(entry, zone));
  const list = entries.length > 0 ? entries : html`<p class="empty">Nothing went over the wire yet.</p>`;
  return html`<p>What Slack and the app said to each other: the last ${wire.length}, newest first; ${wrong} with a violation.</p>
<form class="faults" method="post" action="/chat/fault">${hiddenWhere(where)}<label for="fault">Make something go wrong:</label>
<select id="fault" name="fault">${faultOptions()}</select> <button class="button">Plan it</button></form>
<div class="wire">${list}</div>`;
}

function faultOptions(): Html[] {
  return Object.entries(wireFaults).map(([name, { words }]) => html`<option value="${name}">${words}</option>`);
}

function renderEntry({ number, at, way, name, content, outcome, ms, violations }: WireEntry, zone: string): Html {
  const to = way === 'to-app' ? 'To the app' : 'From the app';
  const took = ms === null ? '' : html` <span class="ms">after ${Math.round(ms)} ms</span>`;
  const wrong = violations.length > 0;
  const complaints = violations.map(each => html`<p class="error">Violation: ${each}</p>`);
  return html`<details${wrong ? html` class="wrong"` : ''} id="w${number}"><summary><small>${timeOf(String(at / 1000), zone)}</small> ${to}: <strong>${name}</strong>, ${outcome}${took}</summary>${complaints}<pre tabindex="0" aria-label="Payload">${shown(content)}</pre></details>`;
}

const mostShown = 12_000;

function shown(content: unknown): string {
  const text = JSON.stringify(content, null, 2) ?? '';
  return text.length > mostShown ? `${text.slice(0, mostShown)}\n… (${text.length} characters in all)` : text;
}

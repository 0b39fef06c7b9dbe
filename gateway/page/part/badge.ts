import { type Html, html } from '@handoff/kit/html';
import { words } from './words.ts';

type Tone = 'good' | 'bad' | 'warn' | 'calm';

const signs: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', warn: '!', calm: '·' };

const tones = new Map<string, Tone>(
  Object.entries({
    ...tone('good', 'HEALTHY', 'LIVE', 'ACCEPTED', 'APPROVED', 'HOLDS', 'WON', 'RESOLVED', 'DELIVERED'),
    ...tone('bad', 'FAILING', 'FAILED', 'REJECTED', 'CRITICAL', 'BROKEN', 'LOST', 'FIRING', 'BLOCKED', 'DEAD'),
    ...tone('bad', 'ROLLED_BACK', 'INVALID', 'DECLINED', 'RETURNED'),
    ...tone('warn', 'DEGRADED', 'WARNING', 'PENDING', 'OPEN', 'ROLLING_OUT', 'PROPOSED', 'ACKNOWLEDGED'),
    ...tone('warn', 'RECOVERING', 'OFFERED', 'IN_REVIEW', 'QUESTION', 'RUNNING', 'INCONCLUSIVE'),
  }),
);

/** A state as a word with a sign: colour says nothing that the word does not. */
export function badge(name: string, text: string = words(name)): Html {
  const found = tones.get(name) ?? 'calm';
  return html`<span class="badge ${found}"><span aria-hidden="true">${signs[found]}</span> ${text}</span>`;
}

/** How much is at risk with a model; no state of anything, so without a sign. */
export function risk(tier: string): Html {
  return html`<span class="badge ${tier === 'CRITICAL' || tier === 'HIGH' ? 'warn' : 'calm'}">${tier === 'UNCLASSIFIED' ? 'Risk not judged yet' : `${words(tier)} risk`}</span>`;
}

/** Whether something holds, in words of its own. */
export function verdict(holds: boolean, [yes, no]: readonly [string, string]): Html {
  const found = holds ? 'good' : 'bad';
  return html`<span class="badge ${found}"><span aria-hidden="true">${signs[found]}</span> ${holds ? yes : no}</span>`;
}

function tone(of: Tone, ...names: string[]): Record<string, Tone> {
  return Object.fromEntries(names.map(name => [name, of]));
}

import type { TargetAnswer } from '@handoff/kit/http/target';
import type { Progress } from './order.ts';

type Answer = Extract<TargetAnswer, { kind: 'Answer' }>;

/** The object that an answer holds as JSON; null: it holds none, such as the page of a proxy. */
export function objectOf({ text }: Answer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** What an answer that is no success means for an order: who: the system that gave it. */
export function refusal(answer: TargetAnswer, who: string): Progress {
  if (answer.kind === 'Problem') return { kind: answer.hopeless ? 'Failed' : 'Later', detail: answer.message };
  const { status } = answer;
  const said = sentenceOf(answer);
  if (status === 401 || status === 403) {
    const mend = 'look at the secret that the target names, and at what its user may do there.';
    return { kind: 'Failed', detail: `${who} does not let Handoff do this (HTTP ${status})${said}: ${mend}` };
  }
  const passing = status === 408 || status === 409 || status === 429 || status >= 500;
  return { kind: passing ? 'Later' : 'Failed', detail: `${who} answered HTTP ${status}${said}.` };
}

/** What the system itself said of it, where it is short. */
function sentenceOf(answer: Answer): string {
  const { message, error } = objectOf(answer) ?? {};
  const said = [message, error].find(each => typeof each === 'string') as string | undefined;
  return said ? `: ${said.slice(0, 300).replace(/\.$/, '')}` : '';
}

/** That what answered is another thing than was expected. */
export function notIt(who: string): Progress {
  return { kind: 'Failed', detail: `What answered is not ${who}: check the address of the target.` };
}

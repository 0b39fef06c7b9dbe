import type { Named, Problem } from '../answers/shared.ts';
import { type VerbName, verbGroups, verbNames, verbs } from '../grammar.ts';
import { safe, safeLine } from '../text.ts';
import { code, context, type Shown, section } from './blocks.ts';
import { nameList } from './names.ts';

/** One safe sentence as it is. */
export function plain(markup: string): Shown {
  return { text: markup, blocks: [section(markup)] };
}

/** Why the graph refused, by which rule, and whom to turn to. */
export function refusal(problem: Problem): Shown {
  const rule = problem.rule ? ` Rule: ${safeLine(problem.rule)}.` : '';
  return plain(`${safe(problem.message, 1500)}${rule}${turnTo(problem.whoCan ?? [])}`);
}

function turnTo(people: readonly Named[]): string {
  return people.length === 0 ? '' : ` Who could do it: ${nameList(people)}.`;
}

/** What somebody hears whose press came too late: that nothing was done, and how the thing stands now, or why not. */
export function changedMeanwhile(problem: Problem, latest: string | null): Shown {
  const start = 'This has changed since your card was drawn, so nothing was done.';
  // What a wrong state means is told by how the thing stands.
  const why = latest !== null && problem.__typename === 'WrongState' ? [] : [safe(problem.message, 500)];
  return plain([start, ...why, ...(latest === null ? [] : [latest])].join(' '));
}

/** What can be asked, or how one verb is written. */
export function helpText(about: VerbName | null): Shown {
  const where = 'Write it after `/handoff`, after `@Handoff`, or to me directly.';
  const groups = about
    ? []
    : verbGroups.map(({ what, names }) => section([`*${what}*`, ...names.map(helpLine)].join('\n')));
  const text = `You can ask: ${(about ? [about] : verbNames).join(', ')}. ${where}`;
  return { text, blocks: [...(about ? [section(helpLine(about))] : groups), context(where)] };
}

/** How a verb is written, what it does, and an example where that says more. */
function helpLine(name: VerbName): string {
  const { usage, does, example } = verbs[name];
  return `• ${code(usage, 200)}: ${does}${usage === example ? '' : ` Example: ${code(example, 200)}`}`;
}

import { grouped } from '@handoff/kit/loader';
import type { Acknowledged, History, Standing, Step } from './history.ts';
import { alwaysTold, idle, model } from './model.ts';

/** What every history must keep. */
export type Law =
  | 'it begins once, and first'
  | 'it moves as it may'
  | 'each entry begins where the one before ended'
  | 'revisions are one entry each'
  | 'the table says what the trail says'
  | 'what was acknowledged is there'
  | 'somebody is told'
  | 'who asked does not decide'
  | 'nobody decides twice on the same'
  | 'a model has one owner'
  | 'one version is live in a place';

/** A law that a history breaks. */
export interface Broken {
  law: Law;
  subject: string;
  sentence: string;
}

/** What of a history cannot have happened, if all is as it should be; none: all of it can. Pure. */
export function brokenLaws(history: History): Broken[] {
  const standings = new Map(history.standings.map(each => [each.subject, each]));
  const bySubject = grouped(
    history.steps.filter(({ action }) => !idle.has(action)),
    ({ subject }) => subject,
  );
  return [
    ...[...bySubject].flatMap(([subject, steps]) => ofOne(steps, standings.get(subject))),
    ...history.standings.filter(({ subject }) => !bySubject.has(subject)).map(withoutEntry),
    ...lost(history),
    ...untold(history.steps),
    ...ownedTwice(history.steps),
    ...liveTwice(history.standings),
  ];
}

function broken(law: Law, subject: string, what: string): Broken {
  return { law, subject, sentence: `${subject}: ${what}` };
}

/** What one thing went through, held against the model, and where that led against what its table says. */
function ofOne(steps: readonly Step[], standing: Standing | undefined): Broken[] {
  const found: Broken[] = [];
  let state: string | null = null;
  for (const step of steps) {
    found.push(...badMove(step, state));
    state = 'to' in step ? (step.to ?? null) : (onlyTarget(step, state) ?? state);
  }
  return [...found, ...badRevisions(steps), ...badEnd(steps, { state, standing }), ...badDecisions(steps, standing)];
}

/** Where an action leads that its entry says nothing about: it begins something, or changes nothing. */
function onlyTarget({ kind, action }: Step, state: string | null): string | null {
  const [only, ...others] = (model[kind][action] ?? []).filter(([from]) => from === state);
  return only && others.length === 0 ? only[1] : null;
}

function badMove(step: Step, state: string | null): Broken[] {
  const { kind, subject, action } = step;
  const from = 'to' in step ? (step.from ?? null) : state;
  const to = 'to' in step ? (step.to ?? null) : (onlyTarget(step, state) ?? state);
  const begins = (model[kind][action] ?? []).some(([one]) => one === null) && from === null;
  if (begins !== (state === null)) {
    const what = begins ? `${action} begins it a second time` : `${action} comes before anything began it`;
    return [broken('it begins once, and first', subject, what)];
  }
  const found: Broken[] = [];
  if (from !== state)
    found.push(
      broken(
        'each entry begins where the one before ended',
        subject,
        `${action} begins at ${from}, but it was ${state}`,
      ),
    );
  if (!(model[kind][action] ?? []).some(([one, other]) => one === from && other === to))
    found.push(broken('it moves as it may', subject, `${action} does not lead from ${from} to ${to}`));
  return found;
}

function badRevisions(steps: readonly Step[]): Broken[] {
  const counted = steps.flatMap(({ revision }) => revision ?? []);
  const wrong = counted.findIndex((revision, i) => revision !== i + 1);
  const [{ subject } = { subject: '' }] = steps;
  return wrong < 0
    ? []
    : [broken('revisions are one entry each', subject, `entry ${wrong + 1} has revision ${counted[wrong]}`)];
}

function badEnd(
  steps: readonly Step[],
  { state, standing }: { state: string | null; standing: Standing | undefined },
): Broken[] {
  const [{ subject } = { subject: '' }] = steps;
  const law = 'the table says what the trail says';
  if (!standing) return [broken(law, subject, 'it has entries, and is not there')];
  if (standing.state !== state)
    return [broken(law, subject, `it is ${standing.state}, and its entries lead to ${state}`)];
  const last = steps.at(-1)?.revision ?? null;
  if (last === null || last === standing.revision) return [];
  return [broken(law, subject, `it has revision ${standing.revision}, and its last entry ${last}`)];
}

function withoutEntry({ subject, state }: Standing): Broken {
  return broken('the table says what the trail says', subject, `it is ${state}, and no entry tells of it`);
}

const deciding: ReadonlySet<string> = new Set(['approval_given', 'approved', 'rejected']);
/** What a decision rests on is another one after these. */
const renewing: ReadonlySet<string> = new Set(['evidence_changed', 'check_waived']);

function badDecisions(steps: readonly Step[], standing: Standing | undefined): Broken[] {
  const [first] = steps;
  if (first?.kind !== 'promotion') return [];
  const found: Broken[] = [];
  const decided = new Set<string>();
  for (const { subject, action, by } of steps) {
    if (renewing.has(action)) decided.clear();
    if (!deciding.has(action) || by === null) continue;
    if (standing?.fourEyes && by === first.by)
      found.push(broken('who asked does not decide', subject, `${by} asked, and ${action} is theirs too`));
    if (decided.has(by)) found.push(broken('nobody decides twice on the same', subject, `${by} did so`));
    decided.add(by);
  }
  return found;
}

function lost({ steps, acknowledged }: History): Broken[] {
  const there = new Set(steps.map(({ kind, subject, action }) => `${subject} ${kind}.${action}`));
  const isLost = ({ id, action }: Acknowledged) => !there.has(`${id} ${action}`);
  return acknowledged
    .filter(isLost)
    .map(({ id, action }) => broken('what was acknowledged is there', id, `${action} was acknowledged, and is lost`));
}

function untold(steps: readonly Step[]): Broken[] {
  return steps
    .filter(({ kind, told }) => alwaysTold.has(kind) && !told)
    .map(({ subject, action }) => broken('somebody is told', subject, `nobody will be told of ${action}`));
}

/** Who answers for a model is one person or team at any time. */
function ownedTwice(steps: readonly Step[]): Broken[] {
  const owners = new Map<string, string>();
  const roles = new Map<string, string | null>();
  const found: Broken[] = [];
  for (const { kind, subject, action, model: id, role } of steps) {
    if (kind !== 'assignment' || id === null) continue;
    roles.set(subject, role ?? roles.get(subject) ?? null);
    if (roles.get(subject) !== 'owner') continue;
    if (action === 'ended' && owners.get(id) === subject) owners.delete(id);
    if (action !== 'accepted' && action !== 'granted') continue;
    const other = owners.get(id);
    if (other !== undefined) found.push(broken('a model has one owner', id, `${other} and ${subject} at once`));
    owners.set(id, subject);
  }
  return found;
}

function liveTwice(standings: readonly Standing[]): Broken[] {
  const live = standings.filter(({ state, place }) => state === 'LIVE' && place !== null);
  return [...grouped(live, ({ place }) => place ?? '')]
    .filter(([, there]) => there.length > 1)
    .map(([place, there]) =>
      broken('one version is live in a place', there[0]?.subject ?? '', `${there.length} are live at ${place}`),
    );
}

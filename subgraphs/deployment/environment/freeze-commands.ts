import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { invalid, notFound, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { noEnvironment } from './absent.ts';
import { lockedEnvironment } from './commands.ts';
import type { Environment } from './environment.ts';
import { type Freeze, freezeProblem, moveProblem } from './freeze.ts';
import { refusePolicyAdmin } from './permission.ts';
import { lockedFreeze, roleKeys } from './queries.ts';
import { freezes } from './table.ts';

export interface SaveFreeze {
  /** The freeze to change; left out: a new one. */
  id?: string | null;
  environment: string;
  reason: string;
  from: Date;
  to: Date;
  exceptRoles?: string[] | null;
  idempotencyKey?: string | null;
}

/** Begins a freeze or changes one that is not over. Needs POLICY_ADMIN everywhere. */
export const freeze: Command<SaveFreeze> = {
  name: 'freeze',
  async run(tx, actor, input) {
    const environment = await lockedEnvironment(tx, { name: input.environment });
    if (!environment) return noEnvironment(tx, input.environment);
    const refusal = await refusePolicyAdmin(tx, actor, environment.id);
    if (refusal) return refusal;
    const before = input.id ? await lockedFreeze(tx, input.id) : null;
    if (input.id && !before) return notFound('freeze', input.id);
    const saved = freezeOf(input, before, environment);
    const problem = elsewhere(before, environment) ?? (await unsound(tx, before, saved));
    if (problem) return problem;
    const { from: fromAt, to: toAt, ...rest } = saved;
    await tx.save(freezes, { ...rest, fromAt, toAt });
    await append(tx, actor, {
      action: before ? 'freeze.changed' : 'freeze.made',
      subjectId: saved.id,
      modelId: null,
      summary: before ? `changed a freeze of ${environment.name}` : `froze ${environment.name}: ${saved.reason}`,
      changes: changesBetween(before, saved, ['reason', 'from', 'to', 'exceptRoles']),
      detail: { environment: environment.name },
    });
    return done(saved.id);
  },
};

function freezeOf(input: SaveFreeze, before: Freeze | null, environment: Environment): Freeze {
  const { reason, from, to } = input;
  const exceptRoles = [...new Set(input.exceptRoles ?? before?.exceptRoles ?? [])];
  return { id: before?.id ?? newId('frz'), environmentId: environment.id, reason, from, to, exceptRoles };
}

function elsewhere(before: Freeze | null, environment: Environment): Problem | null {
  if (!before || before.environmentId === environment.id) return null;
  return invalid('environment', `This freeze is not of ${environment.name}: end it, and freeze ${environment.name}.`);
}

async function unsound(tx: Tx, before: Freeze | null, saved: Freeze): Promise<Problem | null> {
  const now = new Date();
  const { all } = await roleKeys(tx);
  return (before && moveProblem('change', before, now)) ?? freezeProblem(saved, { now, roles: all });
}

export interface EndFreeze {
  id: string;
  reason: string;
  idempotencyKey?: string | null;
}

/** Ends a freeze before its time; one that has not begun will not hold at all. Needs POLICY_ADMIN everywhere. */
export const endFreeze: Command<EndFreeze> = {
  name: 'endFreeze',
  async run(tx, actor, input) {
    const found = await lockedFreeze(tx, input.id);
    if (!found) return notFound('freeze', input.id);
    const refusal = await refusePolicyAdmin(tx, actor, found.id);
    if (refusal) return refusal;
    const endedAt = new Date();
    const problem = moveProblem('end', found, endedAt) ?? textProblem('reason', input.reason, 20_000);
    if (problem) return problem;
    await tx.update(freezes, { id: found.id }, { endedAt, endReason: input.reason });
    await append(tx, actor, {
      action: 'freeze.ended',
      subjectId: found.id,
      modelId: null,
      summary: `ended a freeze: ${input.reason}`,
      changes: changesBetween(found, { to: endedAt > found.from ? endedAt : found.from }, ['to']),
      detail: { environmentId: found.environmentId },
    });
    return done(found.id);
  },
};

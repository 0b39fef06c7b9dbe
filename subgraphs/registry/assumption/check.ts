import { type Command, done } from '@handoff/kit/command';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { isProblem, notFound } from '@handoff/kit/problem';
import { checked, maybe } from '../model/check.ts';
import { lockForPart, signedBy } from '../model/guard.ts';
import { assumptions } from '../version/table.ts';
import type { AssumptionStatus } from '../version/version.ts';
import { findAssumption } from './queries.ts';

export interface CheckAssumption {
  assumptionId: string;
  /** OPEN: what was found before counts no longer. */
  status: AssumptionStatus;
  /** What the check rests on; left out: nothing. */
  evidence?: string | null;
  idempotencyKey?: string | null;
}

const found = { OPEN: 'is to be checked again', HOLDS: 'holds', BROKEN: 'does not hold' } as const;

/** Says whether an assumption of a version holds. Needs VERSION_REGISTER on its model. */
export const checkAssumption: Command<CheckAssumption> = {
  name: 'checkAssumption',
  async run(tx, actor, { assumptionId, status, evidence: given }) {
    const { value: evidence, problem } = checked(maybe(20_000), given, 'evidence');
    if (problem) return problem;
    const named = await findAssumption(tx, assumptionId);
    if (!named) return notFound('assumption', assumptionId);
    const model = await lockForPart(tx, actor, {
      ...{ model: named.modelId, permission: 'VERSION_REGISTER', doing: 'check assumptions of' },
      ...{ part: 'assumption', reference: assumptionId },
    });
    if (isProblem(model)) return model;
    // Read again under the lock: an import may have replaced it meanwhile.
    const before = await findAssumption(tx, assumptionId);
    if (!before) return notFound('assumption', assumptionId);
    const open = status === 'OPEN';
    const check = { checkedById: open ? null : signedBy(actor), checkedAt: open ? null : new Date() };
    await tx.update(assumptions, { id: assumptionId }, { status, evidence, ...check });
    await append(tx, actor, {
      action: 'assumption.checked',
      subjectId: before.versionId,
      modelId: model.id,
      summary: `found that an assumption of version ${before.version} of ${model.name} ${found[status]}: ${before.text.slice(0, 200)}`,
      changes: changesBetween(before, { status, evidence }, ['status', 'evidence']),
      detail: { assumptionId },
    });
    return done(assumptionId);
  },
};

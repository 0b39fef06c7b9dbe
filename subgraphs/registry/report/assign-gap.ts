import { readReach, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { invalid, isProblem } from '@handoff/kit/problem';
import { nameOf } from '../assignment/rows.ts';
import { checked, maybe } from '../model/check.ts';
import { lockForChange } from '../model/guard.ts';
import type { ModelRow } from '../model/model.ts';
import { type GapPoint, pointByKey } from './gap.ts';

export interface AssignGap {
  /** Id or name. */
  model: string;
  /** Key of what is missing, as Report.gaps names it. */
  point: string;
  /** A person or team that has what it takes. */
  toId: string;
  note?: string | null;
  dueAt?: Date | null;
  idempotencyKey?: string | null;
}

/** Asks somebody to fill a gap. Needs REPORT_READ on the model; who is asked must have what it takes to fill it. */
export const assignGap: Command<AssignGap> = {
  name: 'assignGap',
  async run(tx, actor, input) {
    const { value: note, problem } = checked(maybe(4_000), input.note, 'note');
    if (problem) return problem;
    const intent = { model: input.model, permission: 'REPORT_READ', doing: 'assign gaps of' } as const;
    const model = await lockForChange(tx, actor, intent);
    if (isProblem(model)) return model;
    const point = pointByKey(input.point);
    if (!point) return invalid('point', `There is no point "${input.point}": take it from the gaps of a report.`);
    const { dueAt = null, toId } = input;
    if (dueAt && dueAt <= new Date())
      return invalid('dueAt', 'It is in the past: give a day to come, or leave it out.');
    const name = /^(per|tea)_/.test(toId) ? await nameOf(tx, toId) : null;
    if (name === null) return invalid('toId', `There is no active person or team "${toId}".`);
    const unable = await unableProblem(tx, { model, point, to: { id: toId, name } });
    if (unable) return unable;
    const id = newId('gap');
    await append(tx, actor, {
      action: 'gap.assigned',
      subjectId: id,
      modelId: model.id,
      summary: `asked ${name} to fill a gap of ${model.name}: ${point.missing}`,
      detail: { point: point.key, toId, dueAt, note },
      notify: true,
    });
    return done(id);
  },
};

interface Asked {
  model: ModelRow;
  point: GapPoint;
  to: { id: string; name: string };
}

/** Whoever is asked must be able to do it. A team can when it holds a role that gives it. */
async function unableProblem(tx: Tx, { model, point, to }: Asked): Promise<Refusal | null> {
  const asked = { kind: 'person', id: to.id, name: to.name, via: 'SYSTEM', requestId: '', limitedTo: null } as const;
  if (permissionsOn(await readReach(tx, asked), model).has(point.needs)) return null;
  return {
    kind: 'NotAllowed',
    rule: 'able-to-fill',
    message: `${to.name} cannot fill it: that takes ${point.needs} on ${model.name}. Propose a role that gives it first, or ask somebody who has it.`,
    whoCan: await whoCan(tx, point.needs, model.id),
    about: { subjectId: model.id, modelId: model.id },
  };
}

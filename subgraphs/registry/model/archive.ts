import { type Command, done } from '@handoff/kit/command';
import { isProblem } from '@handoff/kit/problem';
import { liveProblem } from '../version/live.ts';
import { checked, words } from './check.ts';
import { lockForChange } from './guard.ts';
import { saveModel } from './update.ts';

export interface ArchiveModel {
  /** Id or name. */
  model: string;
  reason: string;
  undo?: boolean | null;
  idempotencyKey?: string | null;
}

/** Puts a model away, or with `undo` brings it back. What is put away already stays so; what serves is not put away. */
export const archiveModel: Command<ArchiveModel> = {
  name: 'archiveModel',
  async run(tx, actor, input) {
    const { value: reason, problem } = checked(words(2000), input.reason, 'reason');
    if (problem) return problem;
    const before = await lockForChange(tx, actor, { model: input.model, permission: 'MODEL_EDIT', doing: 'archive' });
    if (isProblem(before)) return before;
    const undo = input.undo ?? false;
    const live = undo ? null : await liveProblem(tx, { modelId: before.id, versionId: null, name: before.name });
    if (live) return live;
    const archivedAt = undo ? null : (before.archivedAt ?? new Date());
    const refused = await saveModel(tx, actor, {
      before,
      after: { ...before, archivedAt },
      action: undo ? 'model.restored' : 'model.archived',
      summary: `${undo ? 'brought back' : 'archived'} model ${before.name}: ${reason}`,
      detail: { reason },
    });
    return refused ?? done(before.id);
  },
};

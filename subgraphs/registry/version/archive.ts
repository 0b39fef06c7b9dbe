import { type Command, done } from '@handoff/kit/command';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { isProblem, notFound } from '@handoff/kit/problem';
import { checked, words } from '../model/check.ts';
import { lockForChange } from '../model/guard.ts';
import { liveProblem } from './live.ts';
import { findVersion } from './queries.ts';
import { versions } from './table.ts';

export interface ArchiveVersion {
  /** Id or name. */
  model: string;
  /** Number, alias or id. */
  version: string;
  reason: string;
  undo?: boolean | null;
  idempotencyKey?: string | null;
}

/** Puts a version away, or with `undo` makes it ready again. What is put away already stays so; what serves is not put away. */
export const archiveVersion: Command<ArchiveVersion> = {
  name: 'archiveVersion',
  async run(tx, actor, input) {
    const { value: reason, problem } = checked(words(2000), input.reason, 'reason');
    if (problem) return problem;
    const intent = { model: input.model, permission: 'VERSION_REGISTER', doing: 'archive versions of' } as const;
    const model = await lockForChange(tx, actor, intent);
    if (isProblem(model)) return model;
    const version = await findVersion(tx, model.id, input.version);
    if (!version) return notFound('version', input.version);
    const name = `Version ${version.version} of ${model.name}`;
    const live = input.undo ? null : await liveProblem(tx, { modelId: model.id, versionId: version.id, name });
    if (live) return live;
    const state = input.undo ? 'READY' : 'ARCHIVED';
    const changes = changesBetween(version, { state }, ['state']);
    if (changes.length === 0) return done(version.id);
    await tx.update(versions, { id: version.id }, { state });
    await append(tx, actor, {
      action: input.undo ? 'version.restored' : 'version.archived',
      subjectId: version.id,
      modelId: model.id,
      summary: `${input.undo ? 'brought back' : 'archived'} version ${version.version} of ${model.name}: ${reason}`,
      changes,
      detail: { reason },
    });
    return done(version.id);
  },
};

import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { invalid } from '@handoff/kit/problem';
import type { SourceSystem } from '../import/source.ts';
import { checked, words } from '../model/check.ts';
import { modelOfSource } from './queries.ts';
import { refreshable, refreshId } from './refresh.ts';

export interface RefreshSource {
  system: SourceSystem;
  /** What the system calls it. */
  externalId: string;
  idempotencyKey?: string | null;
}

/** Writes down that a record is to be read anew from where it lives. Needs what an import needs, everywhere. */
export const refreshSource: Command<RefreshSource> = {
  name: 'refreshSource',
  async run(tx, actor, input) {
    const { value: externalId, problem } = checked(words(500), input.externalId, 'externalId');
    if (problem) return problem;
    const { system } = input;
    if (!refreshable.includes(system))
      return invalid('system', `${system} is not read by itself: import it with "handoff import".`);
    const id = refreshId(system, externalId);
    const modelId = await modelOfSource(tx, system, externalId);
    const refused = await mayAsk(tx, actor, { subjectId: modelId ?? id, modelId });
    if (refused) return refused;
    await rows(tx, askSql, [id, system, externalId]);
    await append(tx, actor, {
      action: 'source.refresh_requested',
      subjectId: modelId ?? id,
      modelId,
      summary: `asked to read ${externalId} anew from ${system}`,
      detail: { system, externalId },
    });
    return done(id);
  },
};

/** Who asks again makes it due now, also when it was given up. */
const askSql = `INSERT INTO registry.refresh (id, system, external_id, revision, requested_at, due_at, attempt)
  VALUES ($1, $2, $3, 1, now(), date_trunc('milliseconds', now()), 0)
  ON CONFLICT (id) DO UPDATE SET revision = registry.refresh.revision + 1, requested_at = now(),
    due_at = excluded.due_at, attempt = 0`;

async function mayAsk(tx: Tx, actor: Actor, about: NonNullable<Refusal['about']>): Promise<Refusal | null> {
  const reach = await readReach(tx, actor);
  const missing = (['MODEL_EDIT', 'VERSION_REGISTER'] as const).find(one => !mayEverywhere(reach, one));
  if (!missing) return null;
  const message = 'Only who may import everywhere may have a source read anew: MODEL_EDIT and VERSION_REGISTER.';
  return { kind: 'NotAllowed', rule: 'import-models', message, whoCan: await whoCan(tx, missing, null), about };
}

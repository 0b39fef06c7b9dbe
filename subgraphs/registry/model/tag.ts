import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { invalid, isProblem, notFound } from '@handoff/kit/problem';
import { findVersion } from '../version/queries.ts';
import { versions } from '../version/table.ts';
import { checked, tagList } from './check.ts';
import { lockForChange } from './guard.ts';
import type { ModelRow } from './model.ts';
import { saveModel } from './update.ts';

export interface TagModel {
  /** Id or name. */
  model: string;
  /** Number, alias or id; given: its tags, not the model's. */
  version?: string | null;
  add?: string[] | null;
  remove?: string[] | null;
  idempotencyKey?: string | null;
}

interface Turn {
  model: ModelRow;
  add: readonly string[];
  remove: readonly string[];
}

/** The tags after some came and some went, each once, in code-unit order. Pure. */
export function retagged(tags: readonly string[], { add, remove }: Pick<Turn, 'add' | 'remove'>): string[] {
  const gone = new Set(remove);
  return [...new Set([...tags, ...add])].filter(tag => !gone.has(tag)).toSorted();
}

/** Adds and removes tags of a model, or of one of its versions. */
export const tagModel: Command<TagModel> = {
  name: 'tagModel',
  async run(tx, actor, input) {
    const add = checked(tagList, input.add, 'add');
    const remove = checked(tagList, input.remove, 'remove');
    if (add.problem || remove.problem) return add.problem ?? remove.problem ?? invalid('add', 'Give tags to add.');
    const model = await lockForChange(tx, actor, { model: input.model, permission: 'MODEL_EDIT', doing: 'tag' });
    if (isProblem(model)) return model;
    const turn: Turn = { model, add: add.value, remove: remove.value };
    if (input.version) return tagVersion(tx, actor, { ...turn, reference: input.version });
    const tags = retagged(model.tags, turn);
    if (tags.length > 500) return invalid('add', `${model.name} would have more than 500 tags: remove some.`);
    const change = {
      before: model,
      after: { ...model, tags },
      action: 'model.tagged',
      summary: `tagged ${model.name}`,
    };
    return (await saveModel(tx, actor, change)) ?? done(model.id);
  },
};

async function tagVersion(
  tx: Tx,
  actor: Actor,
  turn: Turn & { reference: string },
): Promise<ReturnType<typeof done> | Refusal> {
  const { model, reference } = turn;
  const version = await findVersion(tx, model.id, reference);
  if (!version) return notFound('version', reference);
  const tags = retagged(version.tags, turn);
  if (tags.length > 500)
    return invalid('add', `Version ${version.version} would have more than 500 tags: remove some.`);
  const changes = changesBetween(version, { tags }, ['tags']);
  if (changes.length > 0) {
    await tx.update(versions, { id: version.id }, { tags });
    const summary = `tagged version ${version.version} of ${model.name}`;
    await append(tx, actor, { action: 'version.tagged', subjectId: version.id, modelId: model.id, summary, changes });
  }
  return done(model.id, { version: version.id });
}

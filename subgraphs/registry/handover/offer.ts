import type { Permission } from '@handoff/kit/access/permission';
import { readReach, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn, sees } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { dueAt } from '../assignment/assignment.ts';
import { nameOf } from '../assignment/rows.ts';
import { checked, maybe } from '../model/check.ts';
import { signedBy } from '../model/guard.ts';
import type { ModelRow } from '../model/model.ts';
import { lockModel } from '../model/queries.ts';
import { findVersion } from '../version/queries.ts';
import type { VersionRow } from '../version/version.ts';
import { type HandoverRow, handoverDigest } from './handover.ts';
import { mayOffer } from './policy.ts';
import { contentOf } from './queries.ts';
import { handovers } from './table.ts';

export interface OfferHandover {
  /** Id or name. */
  model: string;
  /** Number, alias or id. */
  version: string;
  /** A person, or a team of which one takes it. */
  toId: string;
  note?: string | null;
  dueAt?: Date | null;
  idempotencyKey?: string | null;
}

const needed: Permission = 'VERSION_REGISTER';

/** Offers a version to a person or team. Needs VERSION_REGISTER or MODEL_EDIT on the model. */
export const offerHandover: Command<OfferHandover> = {
  name: 'offerHandover',
  async run(tx, actor, input) {
    const { value: note, problem } = checked(maybe(20_000), input.note, 'note');
    if (problem) return problem;
    const model = await lockedForOffer(tx, actor, input.model);
    if (isProblem(model)) return model;
    const version = await findVersion(tx, model.id, input.version);
    if (!version) return notFound('version', input.version);
    const unfit = unfitProblem(version, input) ?? (await recipientProblem(tx, actor, { input, model, version }));
    if (unfit) return unfit;
    const handover = await newHandover(tx, actor, { input: { ...input, note }, version });
    const name = (await nameOf(tx, input.toId)) ?? input.toId;
    const twice = await offeredAlready(tx, handover, name);
    if (twice) return twice;
    await tx.insert(handovers, handover);
    await append(tx, actor, {
      action: 'handover.offered',
      subjectId: handover.id,
      modelId: model.id,
      summary: `offered version ${version.version} of ${model.name} to ${name}`,
      detail: { versionId: version.id, version: version.version, toId: input.toId, digest: handover.digest },
      notify: true,
    });
    return done(handover.id);
  },
};

async function lockedForOffer(tx: Tx, actor: Actor, reference: string): Promise<ModelRow | Refusal> {
  const reach = await readReach(tx, actor);
  const model = await lockModel(tx, reach, reference);
  if (!model) return notFound('model', reference);
  if (mayOffer(permissionsOn(reach, model))) return model;
  const message = `You may not offer versions of ${model.name}: it needs the permission VERSION_REGISTER or MODEL_EDIT, which its owner can give.`;
  const about = { subjectId: model.id, modelId: model.id };
  return { kind: 'NotAllowed', rule: 'version-register', message, whoCan: await whoCan(tx, needed, model.id), about };
}

function unfitProblem({ state, version }: VersionRow, input: OfferHandover): Problem | null {
  if (state === 'ARCHIVED') {
    const message = `Version ${version} is archived: bring it back before you hand it over.`;
    return { kind: 'WrongState', state, allowed: [], message };
  }
  if (!input.dueAt || input.dueAt > new Date()) return null;
  return invalid('dueAt', 'It is in the past: give a day to come, or leave it out for a week.');
}

interface Offer {
  input: OfferHandover;
  model: ModelRow;
  version: VersionRow;
}

/** Somebody must be able to take it: active, able to see the model, and neither who offers it nor who trained it. */
async function recipientProblem(tx: Tx, actor: Actor, { input, model, version }: Offer): Promise<Problem | null> {
  const toId = input.toId;
  const name = /^(per|tea)_/.test(toId) ? await nameOf(tx, toId) : null;
  if (name === null) return invalid('toId', `There is no active person or team "${toId}".`);
  const asked = toId.startsWith('tea_') ? await activeMembers(tx, toId) : [toId];
  const takers = asked.filter(id => id !== actor.id && id !== version.trainedById);
  if (takers.length === 0) return invalid('toId', noTaker(toId, name));
  for (const id of takers) {
    const reach = await readReach(tx, { ...actor, kind: 'person', id, limitedTo: null });
    if (sees(reach, model)) return null;
  }
  const mend = 'propose a role to them first, such as ml-engineer.';
  return invalid('toId', `${model.name} is restricted, and ${name} may not see it: ${mend}`);
}

function noTaker(toId: string, name: string): string {
  if (toId.startsWith('tea_'))
    return `${name} has no active member who could take it, beside who offers or trained it.`;
  return 'Who offers or trained a version does not review it: offer it to somebody else.';
}

async function activeMembers(tx: Tx, teamId: string): Promise<string[]> {
  const sql = `SELECT p.id FROM access.team_member t JOIN access.person p ON p.id = t.person_id
    WHERE t.team_id = $1 AND p.active ORDER BY p.id`;
  return (await rows<{ id: string }>(tx, sql, [teamId])).map(({ id }) => id);
}

async function offeredAlready(tx: Tx, { versionId, toId }: HandoverRow, name: string): Promise<Problem | null> {
  const sql = `SELECT id FROM registry.handover
    WHERE version_id = $1 AND to_id = $2 AND state IN ('OFFERED', 'IN_REVIEW')`;
  const [open] = await rows<{ id: string }>(tx, sql, [versionId, toId]);
  if (!open) return null;
  return conflict(
    'ROLE_TAKEN',
    `${name} has been offered this version already (${open.id}), and has not answered yet.`,
  );
}

async function newHandover(tx: Tx, actor: Actor, { input, version }: Omit<Offer, 'model'>): Promise<HandoverRow> {
  const now = new Date();
  const content = (await contentOf(tx, [version])).get(version.id);
  if (!content) throw new Error(`version ${version.id} has no content`);
  return {
    id: newId('hov'),
    modelId: version.modelId,
    versionId: version.id,
    fromId: signedBy(actor),
    toId: input.toId,
    state: 'OFFERED',
    note: input.note ?? null,
    digest: handoverDigest(content),
    offeredAt: now,
    dueAt: dueAt(input.dueAt, now),
    answeredAt: null,
    answeredById: null,
    closingNote: null,
    revision: 1,
  };
}

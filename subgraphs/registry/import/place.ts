import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayInTeam, permissionsOn, type Reach, sees } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { nameTaken } from '../model/guard.ts';
import type { ModelRow } from '../model/model.ts';
import { findTeam } from '../team/queries.ts';
import { type Candidate, candidates } from './standing.ts';
import type { RecordTold } from './told.ts';

/** Where a record goes: into a model that stands, or a new one; and the team it names. */
export interface Place {
  model: ModelRow | null;
  teamId: string | null;
  /** Why its name cannot be given to the model, when another has it. */
  nameTaken: Problem | null;
}

interface Wanted {
  record: RecordTold;
  path: string;
}

/** Finds and locks what a record is about, and judges whether this actor may bring it in. */
export async function findPlace(tx: Tx, actor: Actor, { record, path }: Wanted): Promise<Place | Problem> {
  const team = record.team === null ? null : await findTeam(tx, record.team);
  if (record.team !== null && !team)
    return invalid(`${path}.team`, `There is no team "${record.team}": make it first, or leave it out.`);
  const reach = await readReach(tx, actor);
  const found = await candidates(tx, record.source, record.name);
  const model = chosen(reach, record, found);
  if (isProblem(model)) return model;
  const refused = await judge(tx, reach, { model, teamId: team?.id ?? null, record });
  if (refused) return refused;
  const taken = found.some(one => one.id !== model?.id && one.name === record.name);
  return { model, teamId: team?.id ?? null, nameTaken: taken ? nameTaken(record.name) : null };
}

function row({ bySource: _, otherRecord: __, ...model }: Candidate): ModelRow {
  return model;
}

/** The one that was brought in as this record before; else the one of its name, unless it came as another record. */
function chosen(reach: Reach, { source, name }: RecordTold, found: readonly Candidate[]): ModelRow | null | Problem {
  const before = found.find(({ bySource }) => bySource);
  if (before) return sees(reach, before) ? row(before) : notFound('model', name);
  const namesake = found[0];
  if (!namesake) return null;
  if (!sees(reach, namesake)) return nameTaken(name);
  if (!namesake.otherRecord) return row(namesake);
  return conflict(
    'NAME_TAKEN',
    `"${name}" was brought in from ${source.system} as another record: give one of them another name.`,
  );
}

async function judge(
  tx: Tx,
  reach: Reach,
  of: { model: ModelRow | null; teamId: string | null; record: RecordTold },
): Promise<Problem | null> {
  const { model, teamId, record } = of;
  const on = model && permissionsOn(reach, model);
  const missing = (['MODEL_EDIT', 'VERSION_REGISTER'] as const).find(
    one => !(on ? on.has(one) : mayInTeam(reach, teamId, one)),
  );
  if (missing) {
    const message = `You may not import ${record.name}: it needs MODEL_EDIT and VERSION_REGISTER everywhere or for its team.`;
    return { kind: 'NotAllowed', rule: 'import-models', message, whoCan: await whoCan(tx, missing, model?.id ?? null) };
  }
  if (model || sees(reach, { id: '', teamId, visibility: record.visibility })) return null;
  const message = `You could not see ${record.name} yourself, because it is restricted: bring it in as INTERNAL, or ask who manages access.`;
  return { kind: 'NotAllowed', rule: 'restricted-unseen', message, whoCan: await whoCan(tx, 'ACCESS_ADMIN', null) };
}

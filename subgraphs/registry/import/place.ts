import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayInTeam, permissionsOn, type Reach, sees } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { nameTaken } from '../model/guard.ts';
import type { ModelRow } from '../model/model.ts';
import { teamsReferenced } from '../team/queries.ts';
import { type Candidate, candidates } from './standing.ts';
import type { RecordTold, SaneRecord } from './told.ts';

/** A record and where it goes: into a model that stands, or a new one; and the team it names. */
export interface Placed extends SaneRecord {
  model: ModelRow | null;
  teamId: string | null;
  /** Why its name cannot be given to the model, when another has it. */
  nameTaken: Problem | null;
}

/** What is known of all records of a transaction when each is judged. */
interface Known {
  tx: Tx;
  reach: Reach;
  teamIds: ReadonlyMap<string, string>;
}

/**
 * Finds and locks what records are about, in one order whoever imports, and judges whether this actor may bring them in.
 * Throws when two of them mean the same model: then each has to see what the other made of it.
 */
export async function findPlaces(tx: Tx, actor: Actor, sane: readonly SaneRecord[]): Promise<(Placed | Problem)[]> {
  const records = sane.map(({ record }) => record);
  const teams = await teamsReferenced(
    tx,
    records.flatMap(({ team }) => team ?? []),
  );
  const teamIds = new Map([...teams].map(([reference, { id }]) => [reference, id]));
  const known = { tx, reach: await readReach(tx, actor), teamIds };
  const found = await candidates(tx, records);
  const meant = found.flatMap(list => list.map(({ id }) => id));
  if (new Set(meant).size < meant.length) throw new Error('Two records of one transaction mean the same model.');
  const places: (Placed | Problem)[] = [];
  for (const [at, one] of sane.entries()) places.push(await findPlace(known, one, found[at] ?? []));
  return places;
}

async function findPlace(known: Known, sane: SaneRecord, found: readonly Candidate[]): Promise<Placed | Problem> {
  const { record, told } = sane;
  const teamId = record.team === null ? null : known.teamIds.get(record.team);
  if (teamId === undefined)
    return invalid(`${told.path}.team`, `There is no team "${record.team}": make it first, or leave it out.`);
  const model = chosen(known.reach, record, found);
  if (isProblem(model)) return model;
  const refused = await judge(known, { model, teamId, record });
  if (refused) return refused;
  const taken = found.some(one => one.id !== model?.id && one.name === record.name);
  return { ...sane, model, teamId, nameTaken: taken ? nameTaken(record.name) : null };
}

function row({ at: _, bySource: __, otherRecord: ___, ...model }: Candidate): ModelRow {
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
  { tx, reach }: Known,
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

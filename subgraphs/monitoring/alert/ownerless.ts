import { ownsSql, presentSql } from '@handoff/kit/access/owner';
import type { Reader } from '@handoff/kit/database/database';
import { rows } from '@handoff/kit/database/database';
import type { EntryRow } from '@handoff/kit/event/table';
import { z } from 'zod';
import type { News } from './change.ts';

/** What alerts of a model that nobody owns are known by. */
export const ownerlessFingerprint = 'handoff/ownerless';

/** Where somebody's leaving, or the end of a team, may have left nobody to own a model. */
export interface Left {
  /** Models whose owner they were. */
  models: string[];
  /** Teams of whose models they were the owner. */
  teams: string[];
  /** People who left: what they owned with a team. */
  people: string[];
}

const lost = z.object({ roleKey: z.string(), modelId: z.string().nullable(), teamId: z.string().nullable() });
const detail = z.object({ putBack: z.array(lost).catch([]), ended: z.array(lost).catch([]) });

const leavings: ReadonlySet<string> = new Set(['person.deactivated', 'team.dissolved', 'assignment.ended']);

/** What entries of the trail say of people who were deactivated, teams that were dissolved, and what had a day. Pure. */
export function leftBy(entries: readonly Pick<EntryRow, 'action' | 'subjectId' | 'detail'>[]): Left {
  const leaving = entries.filter(({ action }) => leavings.has(action));
  const owned = leaving.flatMap(entry => {
    const { putBack, ended } = detail.parse(entry.detail ?? {});
    return [...putBack, ...ended].filter(({ roleKey }) => roleKey === 'owner');
  });
  return {
    models: owned.flatMap(({ modelId }) => modelId ?? []),
    teams: owned.flatMap(({ teamId }) => teamId ?? []),
    people: leaving.map(({ subjectId }) => subjectId).filter(id => id.startsWith('per_')),
  };
}

/** Whether an entry may have given a model an owner, or put it away. Pure. */
export function mayEnd({ action }: Pick<EntryRow, 'action'>): boolean {
  return /^(assignment|person|team|model)\./.test(action);
}

const owns = ownsSql('a', 'm');

/** Ids of the models that may have lost their owner so. One statement. */
export async function modelsLeft(reader: Reader, { models, teams, people }: Left): Promise<string[]> {
  const sql = `SELECT m.id FROM access.model m WHERE m.id = ANY($1::text[]) OR m.team_id = ANY($2::text[])
    OR EXISTS (SELECT FROM access.assignment a JOIN access.team_member t ON t.team_id = a.assignee_id
      WHERE t.person_id = ANY($3::text[]) AND ${owns})
    ORDER BY m.id`;
  return (await rows<{ id: string }>(reader, sql, [models, teams, people])).map(({ id }) => id);
}

/** Of these models, those that nobody owns who is there: no active person, no team with one, no program. */
export async function ownerless(reader: Reader, modelIds: readonly string[]): Promise<string[]> {
  const sql = `SELECT m.id FROM access.model m WHERE m.id = ANY($1::text[]) AND NOT EXISTS (
      SELECT FROM access.assignment a WHERE ${owns} AND ${presentSql('a')})
    ORDER BY m.id`;
  return (await rows<{ id: string }>(reader, sql, [modelIds])).map(({ id }) => id);
}

/** Ids of the models about which such an alert is open. */
export async function knownOwnerless(reader: Reader): Promise<string[]> {
  const sql = `SELECT a.model_id AS id FROM monitoring.alert a
    WHERE a.fingerprint = $1 AND a.monitor_id IS NULL AND a.labels IS NULL AND a.state <> 'RESOLVED' ORDER BY a.id`;
  return (await rows<{ id: string }>(reader, sql, [ownerlessFingerprint])).map(({ id }) => id);
}

/** What the alert says. */
export function ownerlessNews(modelId: string): News {
  return {
    ...{ modelId, deploymentId: null, environment: null, monitorId: null, fingerprint: ownerlessFingerprint },
    severity: 'WARNING',
    title: 'Nobody owns this model any more',
    detail:
      'Who owned it is no longer here, or owned it until a day that is over. Ask somebody to own it: it ends when they accept.',
  };
}

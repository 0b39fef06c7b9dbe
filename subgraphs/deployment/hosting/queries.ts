import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { type Batch, type BatchWith, grouped, keyed } from '@handoff/kit/loader';
import { type HostingRow, hostingDecisions, type RequirementRow, requirements } from './table.ts';

const hosting = `SELECT ${columns(hostingDecisions, 'h')} FROM deployment.hosting_decision h`;
const wording = `SELECT ${columns(requirements, 'r')} FROM deployment.requirement r`;
// A planned end may still be changed; what has ended holds no more.
const inForce = 'r.since <= $3 AND (r.until IS NULL OR r.until > $3)';

/** The decision that holds for a model in an environment, or null; in a command with its transaction. */
export function currentHosting(reader: Reader, modelId: string, environmentId: string): Promise<HostingRow | null> {
  const sql = `${hosting} WHERE h.model_id = $1 AND h.environment_id = $2 AND h.superseded_by_id IS NULL`;
  return firstRow(reader, sql, [modelId, environmentId]);
}

/** What a model must hold in an environment now, by metric; in a command with its transaction. */
export function requirementsNow(reader: Reader, modelId: string, environmentId: string): Promise<RequirementRow[]> {
  const sql = `${wording} WHERE r.model_id = $1 AND r.environment_id = $2 AND ${inForce}
    ORDER BY r.metric, r.comparator, r.id`;
  return rows(reader, sql, [modelId, environmentId, new Date()]);
}

/** The last wording of a requirement inside a transaction, locked until the commit; null when there is none. */
export function lockedRequirement(tx: Tx, id: string): Promise<RequirementRow | null> {
  return firstRow(tx, `${wording} WHERE r.id = $1 ORDER BY r.since DESC LIMIT 1 FOR UPDATE`, [id]);
}

/** Decisions that the viewer may see. */
export const hostingById: Batch<string, HostingRow> = async (ids, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `${hosting} JOIN access.model m ON m.id = h.model_id WHERE h.id = ANY($1::text[]) AND ${visible.sql}`;
  return keyed(await rows<HostingRow>(context.db, sql, [ids, ...visible.parameters]), decision => decision.id);
};

/** Requirements that the viewer may see, as they are worded last. */
export const requirementById: Batch<string, RequirementRow> = async (ids, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `${wording} JOIN access.model m ON m.id = r.model_id WHERE r.id = ANY($1::text[]) AND ${visible.sql}
    ORDER BY r.since`;
  return keyed(
    await rows<RequirementRow>(context.db, sql, [ids, ...visible.parameters]),
    requirement => requirement.id,
  );
};

/** Which decisions are asked for: of one environment or all; as of an instant; those that hold, or those superseded too. */
export interface HostingArgs {
  environment: string | null;
  at: Date | null;
  current: boolean;
}

/** The decisions on models, the newest first: those that hold, or held at an instant, or all that were made until then. */
export const hostingOfModel: BatchWith<HostingArgs, HostingRow[]> = async (ids, args, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 5);
  const sql = `${hosting} JOIN access.model m ON m.id = h.model_id
    JOIN deployment.environment e ON e.id = h.environment_id
    WHERE h.model_id = ANY($1::text[]) AND ($2::text IS NULL OR e.name = $2)
      AND ($3::timestamptz IS NULL OR h.decided_at <= $3)
      AND (NOT $4::boolean OR h.superseded_at IS NULL OR h.superseded_at > $3) AND ${visible.sql}
    ORDER BY h.decided_at DESC, h.id DESC`;
  const parameters = [ids, args.environment, args.at, args.current, ...visible.parameters];
  return grouped(await rows<HostingRow>(context.db, sql, parameters), decision => decision.modelId);
};

/** Which requirements are asked for: of one environment or all; at an instant, or now. */
export interface RequirementArgs {
  environment: string | null;
  at: Date | null;
}

/** What models must hold, or had to at an instant: by environment, the lowest rank first, and metric. */
export const requirementsOfModel: BatchWith<RequirementArgs, RequirementRow[]> = async (ids, args, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 4);
  const sql = `${wording} JOIN access.model m ON m.id = r.model_id
    JOIN deployment.environment e ON e.id = r.environment_id
    WHERE r.model_id = ANY($1::text[]) AND ($2::text IS NULL OR e.name = $2) AND ${inForce} AND ${visible.sql}
    ORDER BY e.rank, e.name, r.metric, r.comparator, r.id`;
  const parameters = [ids, args.environment, args.at ?? new Date(), ...visible.parameters];
  return grouped(await rows<RequirementRow>(context.db, sql, parameters), requirement => requirement.modelId);
};

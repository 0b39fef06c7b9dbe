import { type Db, rows } from '@handoff/kit/database/database';
import type { Kind } from './model.ts';

/** One entry of the trail about a thing, in the order of the chain. */
export interface Step {
  kind: Kind;
  subject: string;
  /** Behind the point: `approved`. */
  action: string;
  /** As the entry says; undefined: it says nothing of the state, which stays. */
  from?: string | null;
  to?: string | null;
  /** null: entries about such things carry none. */
  revision: number | null;
  by: string | null;
  /** Whether somebody is to be told. */
  told: boolean;
  /** Of an assignment: the role, and of which model. */
  role: string | null;
  model: string | null;
}

/** A thing as its table holds it. */
export interface Standing {
  kind: Kind;
  subject: string;
  state: string;
  revision: number;
  /** Of a promotion: where it leads, and whether who asked may not decide. */
  place: string | null;
  fourEyes: boolean;
}

/** What somebody was told was done: `promotion.approved`. */
export interface Acknowledged {
  id: string;
  action: string;
}

/** All that is known of what happened. */
export interface History {
  steps: readonly Step[];
  standings: readonly Standing[];
  acknowledged: readonly Acknowledged[];
}

const stepsSql = `
  SELECT split_part(e.action, '.', 1) AS kind, e.subject_id AS subject, split_part(e.action, '.', 2) AS action,
    CASE WHEN e.detail ? 'to' THEN e.detail->>'from' ELSE c.before END AS "from",
    CASE WHEN e.detail ? 'to' THEN e.detail->>'to' ELSE c.after END AS "to",
    (e.detail->>'revision')::int AS revision, e.actor_id AS by, e.detail->>'role' AS role, e.model_id AS model,
    EXISTS (SELECT FROM event.notification n WHERE n.entry_id = e.id) AS told
  FROM event.entry e LEFT JOIN LATERAL (SELECT x->>'before' AS before, x->>'after' AS after
    FROM jsonb_array_elements(e.changes) x WHERE x->>'name' = 'state') c ON true
  WHERE split_part(e.action, '.', 1) IN ('promotion', 'assignment', 'handover', 'alert') AND NOT e.refused
  ORDER BY e.seq NULLS LAST, e.at, e.id`;

const standingsSql = `
  SELECT 'promotion' AS kind, id AS subject, state, revision, (policy->>'fourEyes')::boolean AS "fourEyes",
    CASE kind WHEN 'PROMOTE' THEN model_id || ' in ' || environment_id END AS place FROM deployment.promotion
  UNION ALL SELECT 'assignment', id, state, revision, false, NULL FROM access.assignment
  UNION ALL SELECT 'handover', id, state, revision, false, NULL FROM registry.handover
  UNION ALL SELECT 'alert', id, state, revision, false, NULL FROM monitoring.alert`;

/** The things that are there before anything is tried: how they came to be is nobody's to judge. */
export async function alreadyThere(db: Db): Promise<ReadonlySet<string>> {
  return new Set((await rows<{ subject: string }>(db, standingsSql)).map(({ subject }) => subject));
}

/** What the trail and the tables say of all things but those that were there before. */
export async function readHistory(db: Db, before: ReadonlySet<string>): Promise<Omit<History, 'acknowledged'>> {
  const isNew = ({ subject }: { subject: string }) => !before.has(subject);
  const steps = await rows<Step>(db, stepsSql);
  const standings = await rows<Standing>(db, standingsSql);
  return { steps: steps.filter(isNew).map(plain), standings: standings.filter(isNew) };
}

/** What of it is about things of one kind. */
export function only<H extends Pick<History, 'steps' | 'standings'>>(history: H, wanted: Kind): H {
  const isWanted = ({ kind }: { kind: Kind }) => kind === wanted;
  return { ...history, steps: history.steps.filter(isWanted), standings: history.standings.filter(isWanted) };
}

/** An entry that begins a thing may leave out where it leads; one that says nothing of the state keeps it. */
function plain(step: Step): Step {
  const { from, to, ...rest } = step;
  return to == null ? rest : { ...rest, from: from ?? null, to };
}

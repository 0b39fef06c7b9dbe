import { readReach, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn, type Reach } from '@handoff/kit/access/reach';
import { type AccessModelRow, accessModels } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import { columns } from '@handoff/kit/database/columns';
import { rows, type Tx } from '@handoff/kit/database/database';
import { appendAll } from '@handoff/kit/event/append';
import { grouped, keyed } from '@handoff/kit/loader';
import { notFound, type Problem } from '@handoff/kit/problem';
import type { Environment } from '../environment/environment.ts';
import type { Named } from './naming.ts';
import { completeAt, dueIn, keepComplete, keepObservations, modelsServed, observationsIn } from './queries.ts';
import { changesAmong, type Observation, observationsOf, type Report, type ServingTold, type Told } from './serving.ts';

export interface ReportServing {
  environment: string;
  targetId?: string | null;
  at: Date;
  serving: ServingTold[];
  complete?: boolean | null;
  /** Ids of the models that it is complete for; left out: for all whose running the reporter may tell. */
  of?: readonly string[];
  idempotencyKey?: string | null;
}

/** What was found out before the command: where, and what is meant by the names. */
export interface Resolved {
  environment: Environment;
  targetId: string | null;
  names: readonly Named[];
}

/** What became of one thing that was told. */
export interface Outcome {
  modelId: string | null;
  version: string;
  versionId: string | null;
  problem: Problem | null;
}

/**
 * Takes what is said to run somewhere. The same again changes nothing, and neither does what is older than what is known.
 * Needs INGEST or DEPLOY on each model; what is about one without is refused, the rest is taken.
 */
export function reportServing({ environment, targetId, names }: Resolved): Command<ReportServing> {
  return {
    name: 'reportServing',
    async run(tx, actor, input) {
      // One report about an environment after the other: what is known before it must hold until the commit.
      await rows(tx, 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`serving ${environment.id}`]);
      const judged = await judge(tx, actor, { input, names });
      const serving = judged.flatMap(({ told }) => told ?? []);
      const { at, complete, of } = input;
      const where = { environmentId: environment.id, targetId };
      const report: Report = { ...where, at, complete: complete ?? false, serving, of };
      await take(tx, actor, { report, environment });
      return done(environment.id, { outcomes: JSON.stringify(judged.map(({ outcome }) => outcome)) });
    },
  };
}

interface Judged {
  outcome: Outcome;
  /** Null: it is not taken. */
  told: Told | null;
}

async function judge(
  tx: Tx,
  actor: Actor,
  { input, names }: { input: ReportServing; names: readonly Named[] },
): Promise<Judged[]> {
  const reach = await readReach(tx, actor);
  const models = await modelsById(
    tx,
    names.flatMap(({ modelId }) => modelId ?? []),
  );
  const judged: Judged[] = [];
  for (const [i, told] of input.serving.entries()) {
    const { modelId = null, versionId = null, version = told.version } = names[i] ?? {};
    const model = modelId === null ? null : (models.get(modelId) ?? null);
    const problem = await refusal(tx, { reach, model, told });
    const hidden = problem?.kind === 'NotFound';
    const outcome = { modelId: hidden ? null : modelId, version, versionId: hidden ? null : versionId, problem };
    const taken = problem || modelId === null ? null : { modelId, version, versionId };
    judged.push({ outcome, told: taken && { ...taken, trafficPercent: told.trafficPercent ?? null } });
  }
  return judged;
}

async function modelsById(tx: Tx, ids: readonly string[]): Promise<Map<string, AccessModelRow>> {
  const sql = `SELECT ${columns(accessModels, 'm')} FROM access.model m WHERE m.id = ANY($1::text[]) ORDER BY m.id FOR SHARE`;
  return keyed(await rows<AccessModelRow>(tx, sql, [ids]), ({ id }) => id);
}

function mayReport(reach: Reach, model: AccessModelRow): boolean {
  const may = permissionsOn(reach, model);
  return may.has('INGEST') || may.has('DEPLOY');
}

async function refusal(
  tx: Tx,
  { reach, model, told }: { reach: Reach; model: AccessModelRow | null; told: ServingTold },
): Promise<Problem | null> {
  if (!model || !permissionsOn(reach, model).has('READ')) return notFound('model', told.model);
  if (mayReport(reach, model)) return null;
  const message = 'Only who deploys this model, or sends what is measured of it, may say what runs of it: ask them.';
  return { kind: 'NotAllowed', rule: 'report-serving', message, whoCan: await whoCan(tx, 'DEPLOY', model.id) };
}

async function take(
  tx: Tx,
  actor: Actor,
  { report, environment }: { report: Report; environment: Environment },
): Promise<void> {
  const reporter = actor.id ?? 'system';
  const settled = await completeAt(tx, report, reporter);
  if (settled !== null && settled > report.at) return;
  const ids = await covered(tx, actor, report);
  const known = await observationsIn(tx, report.environmentId, ids);
  const due = report.complete ? await dueIn(tx, report.environmentId, ids) : [];
  const made = observationsOf(report, { observations: known, due });
  await keepObservations(tx, made);
  if (report.complete && !report.of) await keepComplete(tx, report, reporter);
  await appendAll(tx, actor, eventsOf(changesAmong(made, known), environment));
}

/** Ids of the models that a report tells of: those it names, and, when it is complete, all whose running the reporter may tell. */
async function covered(tx: Tx, actor: Actor, report: Report): Promise<string[]> {
  const named = report.serving.map(({ modelId }) => modelId);
  if (!report.complete) return [...new Set(named)];
  const reach = await readReach(tx, actor);
  const served = await modelsById(tx, report.of ?? (await modelsServed(tx, report)));
  const theirs = [...served.values()].filter(model => mayReport(reach, model)).map(({ id }) => id);
  return [...new Set([...named, ...theirs])];
}

/** One entry for each model of which something began or ceased to run. */
function eventsOf(changed: readonly Observation[], environment: Environment) {
  return [...grouped(changed, ({ modelId }) => modelId)].map(([modelId, list]) => {
    const versions = (runs: boolean) => [...new Set(list.filter(each => each.runs === runs).map(each => each.version))];
    const running = versions(true);
    const gone = versions(false);
    const said = [
      ...(running.length > 0 ? [`version ${running.join(', ')} runs`] : []),
      ...(gone.length > 0 ? [`version ${gone.join(', ')} does not run`] : []),
    ];
    return {
      action: 'serving.changed',
      subjectId: modelId,
      modelId,
      summary: `reported that ${said.join(' and ')} in ${environment.name}`,
      detail: { environment: environment.name, environmentId: environment.id, running, gone },
    };
  });
}

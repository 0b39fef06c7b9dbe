import { type Db, rows } from '@handoff/kit/database/database';
import type { Check, Finding, Room } from '@handoff/kit/doctor/finding';
import { rangeOf } from '@handoff/kit/http/address';
import { type TargetHttp, targetHttp } from '@handoff/kit/http/target';
import type { ExecutorKind } from '../environment/target.ts';
import { executorProblem } from './config.ts';

type Found = Omit<Finding, 'about'>;

interface Named {
  name: string;
  environment: string;
  executor: ExecutorKind;
  config: Record<string, unknown> | null;
}

/** The targets that Handoff rolls out to by itself: what they are set up with, and whether their servers answer. */
export const targetsCheck: Check = {
  about: 'Targets',
  find: async ({ db, settings }) => {
    const targets = db && (await targetsIn(db));
    if (!targets) return [];
    if (targets.length === 0) return [{ state: 'passed', says: 'Every target is by hand.' }];
    const http = targetHttp(settings.targets.networks.map(rangeOf).filter(range => range !== null));
    try {
      return await Promise.all(targets.map(target => looked(http, target, settings.targets.secrets)));
    } finally {
      await http.close();
    }
  },
};

const targetsSql = `SELECT t.name, e.name AS environment, t.executor, t.config
  FROM deployment.target t JOIN deployment.environment e ON e.id = t.environment_id
  WHERE t.executor <> 'MANUAL' ORDER BY e.rank, t.name LIMIT 200`;

/** Null: nothing was migrated yet. */
async function targetsIn(db: Db): Promise<Named[] | null> {
  const [there] = await rows<{ name: string | null }>(db, `SELECT to_regclass('deployment.target') AS name`);
  return there?.name ? rows<Named>(db, targetsSql) : null;
}

async function looked(
  http: TargetHttp,
  target: Named,
  secrets: Room['settings']['targets']['secrets'],
): Promise<Found> {
  const who = `${target.environment}/${target.name} (${target.executor})`;
  const problem = executorProblem(target.executor, target.config);
  if (problem) return { state: 'wrong', says: `${who}: ${problem.message}` };
  const unset = secretsOf(target.config).filter(name => secrets[name] === undefined);
  if (unset.length > 0)
    return { state: 'wrong', says: `${who} needs ${unset.join(', ')}: set it, and name it in HANDOFF_TARGET_SECRETS.` };
  const url = target.config?.url;
  if (typeof url !== 'string') return { state: 'passed', says: `${who} is in the cluster that Handoff runs in.` };
  // HEAD changes nothing at the other side; any answer says that somebody is there.
  const answer = await http.request(url, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
  const { origin } = new URL(url);
  return answer.kind === 'Answer'
    ? { state: 'fine', says: `${who}: ${origin} answers.` }
    : { state: 'wrong', says: `${who}: ${answer.message}` };
}

/** The names of the settings that a target takes secrets from. */
function secretsOf(config: Named['config']): string[] {
  return Object.entries(config ?? {}).flatMap(([key, value]) =>
    /Setting$/.test(key) && typeof value === 'string' ? [value] : [],
  );
}

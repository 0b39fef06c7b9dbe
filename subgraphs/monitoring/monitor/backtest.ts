import { visibleModel } from '@handoff/kit/access/queries';
import { modelIdOf } from '@handoff/kit/catalogue';
import type { Context } from '@handoff/kit/context';
import { newId } from '@handoff/kit/id';
import { badInput } from '@handoff/kit/page';
import { dayMs } from '../grain.ts';
import { mostDaysBack } from '../metric/recording.ts';
import { kindOf } from './kind/kinds.ts';
import type { Monitor, MonitorWish } from './monitor.ts';
import { firingsOf, instantsOf, type Replayed } from './replay.ts';
import { monitorFrom } from './saved.ts';
import { wished, wishProblem } from './wish.ts';

interface Period {
  from: Date;
  to: Date;
}

/**
 * Replays a rule over the stored history, by the very code that evaluates it; nothing is saved. Null: the viewer sees no
 * such model. Throws BAD_USER_INPUT for a rule that makes no sense or has no history here, and for a time that is too long.
 */
export async function backtest(
  context: Context,
  wish: MonitorWish & { model: string },
  period: Period,
): Promise<Replayed | null> {
  const modelId = await modelIdOf(context, wish.model);
  if (!(await visibleModel(context, modelId))) return null;
  const monitor = soundMonitor(wish, modelId);
  const problem = historyProblem(monitor) ?? periodProblem(period, new Date());
  if (problem) throw badInput(problem);
  const kind = kindOf(monitor);
  const instants = instantsOf({ ...kind, windowMinutes: monitor.windowMinutes }, period.from, period.to);
  if (typeof instants === 'string') throw badInput(instants);
  const looks = instants.map(at => ({ monitor, at }));
  const { found } = await kind.find({ db: context.db, graph: context.graph, prometheus: nobody }, looks);
  return { evaluations: looks.length, firings: firingsOf(monitor, looks, found) };
}

function soundMonitor(wish: MonitorWish, modelId: string): Monitor {
  const problem = wishProblem(wish);
  if (problem) throw badInput(problem.message);
  return monitorFrom(wished(wish), { id: newId('mon'), modelId, origin: 'PERSON', current: null });
}

function historyProblem(monitor: Monitor): string | null {
  if (monitor.prometheus) {
    return 'The history of a query stays with its server: look at it there, over any time.';
  }
  if (kindOf(monitor).hasHistory) return null;
  return `What monitors of kind ${monitor.kind} look at has no history here: there is nothing to replay.`;
}

function periodProblem({ from, to }: Period, now: Date): string | null {
  if (from >= to)
    return `The time ends (${to.toISOString()}) before it begins (${from.toISOString()}): give a later "to".`;
  if (to > now) return `The time ends in the future (${to.toISOString()}): only what was stored can be replayed.`;
  if (now.getTime() - from.getTime() <= mostDaysBack * dayMs) return null;
  return `The time begins more than ${mostDaysBack} days ago: what is older is not kept.`;
}

const unasked = async () => ({ kind: 'Problem', message: 'Queries are not replayed.' }) as const;
/** Queries are refused before: nobody is asked. */
const nobody = { instant: unasked, range: unasked, close: async () => undefined };

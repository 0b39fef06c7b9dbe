import { system } from '@handoff/kit/actor';
import { type Context, type Ground, newContext } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { environmentById } from '../environment/queries.ts';
import type { ExecutorKind, Target } from '../environment/target.ts';
import type { Asker, Askers } from '../executor/asking.ts';
import { executorProblem } from '../executor/config.ts';
import type { Tools } from '../executor/executor.ts';
import { namedVersions } from '../executor/gather.ts';
import type { NamedVersion } from '../executor/order.ts';
import { report } from './flow.ts';
import { claimPoll, everySeconds, type Hosted, hostedUnder, keepPoll } from './polls.ts';
import type { ServingTold } from './serving.ts';

const pauseMs = 5_000;
/** What asking one target may take: over before anybody else may ask it. */
const limitMs = (everySeconds - 15) * 1000;
/** So many models are told of in one report. */
const mostModels = 50;

export interface Polling {
  ground: Ground;
  askers: Askers;
  tools: Omit<Tools, 'signal'>;
}

/** Asks the servers that can be asked what they serve, each once a minute, in as many processes as there are. */
export function keepAskingServers(polling: Polling): Loop {
  const round = async (signal: AbortSignal) => ((await askNext(polling, signal)) ? 0 : pauseMs);
  return startLoop({ name: 'Asking what servers serve', log: polling.ground.log, round });
}

/** Asks the target that has waited longest; false: none is due. */
export async function askNext({ ground, askers, tools }: Polling, stop?: AbortSignal): Promise<boolean> {
  const target = await claimPoll(ground.db, Object.keys(askers) as ExecutorKind[]);
  const ask = target && askers[target.executor];
  if (!ask) return false;
  const limit = AbortSignal.timeout(limitMs);
  const signal = stop ? AbortSignal.any([stop, limit]) : limit;
  const problem = await asked(new Question(ground, target), ask, { ...tools, signal });
  await keepPoll(ground.db, { targetId: target.id, askedAt: new Date(), problem });
  return true;
}

/** Why not all could be learnt; null: all was. */
async function asked(question: Question, ask: Asker, tools: Tools): Promise<string | null> {
  try {
    return await question.put(ask, tools);
  } catch (error) {
    if (tools.signal.aborted) return 'The server did not answer in time.';
    question.ground.log.warn({ err: error, target: question.target.id }, 'A server could not be asked what it serves.');
    return 'Handoff could not ask it just now: its log says why.';
  }
}

/** One round of questions to one target. */
class Question {
  readonly ground: Ground;
  readonly target: Target;
  readonly #context: Context;

  constructor(ground: Ground, target: Target) {
    this.ground = ground;
    this.target = target;
    this.#context = newContext(ground, system('poll'));
  }

  async put(ask: Asker, tools: Tools): Promise<string | null> {
    const { executor, config } = this.target;
    const broken = executorProblem(executor, config);
    if (broken) return broken.message;
    const hosted = await hostedUnder(this.ground.db, this.target);
    const versions = await namedVersions(this.#context, [...new Set(hosted.flatMap(({ versionIds }) => versionIds))]);
    const problems: string[] = [];
    for (let from = 0; from < hosted.length; from += mostModels) {
      const some = hosted.slice(from, from + mostModels);
      problems.push(...(await this.#tell(some, versions, model => ask({ target: this.target, ...model }, tools))));
    }
    return problems[0] ?? null;
  }

  /** Reports what a server says of models; answers why it could not be learnt of some of them. */
  async #tell(
    hosted: readonly Hosted[],
    versions: ReadonlyMap<string, NamedVersion>,
    ask: (of: { modelName: string; versions: NamedVersion[] }) => ReturnType<Asker>,
  ): Promise<string[]> {
    const at = new Date();
    const serving: ServingTold[] = [];
    const whole: string[] = [];
    const problems: string[] = [];
    for (const { modelId, versionIds } of hosted) {
      const known = versionIds.flatMap(id => versions.get(id) ?? []);
      if (!known[0]) continue;
      const seen = await ask({ modelName: known[0].modelName, versions: known });
      if (seen.kind === 'Unseen') problems.push(`${known[0].modelName}: ${seen.detail}`);
      else {
        serving.push(...seen.serving.map(each => ({ model: modelId, ...each })));
        if (seen.whole) whole.push(modelId);
      }
    }
    await this.#report({ at, serving, whole });
    return problems;
  }

  async #report({ at, serving, whole }: { at: Date; serving: ServingTold[]; whole: string[] }): Promise<void> {
    const environment = await load(this.#context, environmentById, this.target.environmentId);
    if (!environment || (serving.length === 0 && whole.length === 0)) return;
    const where = { environment: environment.name, targetId: this.target.id };
    // What of a model may be served besides is told of only where all of it is known.
    const { problem } = await report(this.#context, { ...where, at, serving, complete: true, of: whole });
    if (problem) throw new Error(problem.message);
  }
}

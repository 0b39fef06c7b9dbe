import type { Context } from '@handoff/kit/context';
import { isProblem } from '@handoff/kit/problem';
import type { Named } from '../metric/subject.ts';
import { Expectations } from './expectations.ts';
import { factsOf, ingestProblem, knownSubject } from './facts.ts';
import type { ReadLine } from './parse-line.ts';

/** What is expected of rows of a version or deployment; or why none are taken, as a sentence. */
export type Met = Expectations | string;

/** No stream is of more versions and deployments. */
const mostSubjects = 1000;
const tooMany = `A stream is of up to ${mostSubjects} versions and deployments: send another one.`;
/** What is known of one is looked up again after so long, in milliseconds. */
const keptMs = 60_000;

/** The id of what is named: those of versions and of deployments differ. */
export function idOf({ versionId, deploymentId }: Named): string {
  return deploymentId ?? versionId ?? '';
}

/** The versions and deployments that the rows of a stream are of. */
export class StreamSubjects {
  readonly #context: Context;
  readonly #met = new Map<string, { what: Met; until: number }>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** What was found when it was met; undefined: it was not met yet, or not lately. */
  known(id: string): Met | undefined {
    return this.#met.get(id)?.what;
  }

  /** Finds out what is expected of its rows. Throws an outage when the graph cannot be asked. */
  async meet({ versionId, deploymentId }: ReadLine): Promise<Met> {
    if (this.#met.size >= mostSubjects) return tooMany;
    const what = await this.#find({ versionId, deploymentId });
    this.#met.set(idOf({ versionId, deploymentId }), { what, until: Date.now() + keptMs });
    return what;
  }

  async #find(named: Named): Promise<Met> {
    const subject = await knownSubject(this.#context, named);
    if (isProblem(subject)) return subject.message;
    const problem = await ingestProblem(this.#context, subject);
    return problem ? problem.message : new Expectations(await factsOf(this.#context, subject));
  }

  /** Forgets what was found too long ago: it is found out anew with the next row. */
  forgetOld(): void {
    const now = Date.now();
    for (const [id, { until }] of this.#met) if (until < now) this.#met.delete(id);
  }
}

import { type Answer, type Asking, type Failure, failure, found } from '../export/asking.ts';
import { printable } from '../source/screen.ts';
import type { Wanted } from './gate.ts';
import type { PipelineIo } from './io.ts';
import { type Promotion, progressOf, sentenceOf } from './promotion.ts';

export interface Promote extends Wanted {
  reason: string;
  json?: boolean;
  /** How long to wait until it is live, in milliseconds; null: not at all. */
  waitMs: number | null;
  /** Asked for once per key for 24 h. */
  key?: string;
}

const fields = 'id state checks { kind passed } missingApprovals { role count } rollout { waitingFor }';

const request = `mutation Promote($input: RequestPromotionInput!) { requestPromotion(input: $input) {
  promotion { ${fields} } problem { __typename message ... on WrongState { state } } } }`;

const look = `query Promotion($id: ID!) { promotion(id: $id) { ${fields} } }`;

interface Asked {
  requestPromotion: {
    promotion: Promotion | null;
    problem: { __typename: string; message: string; state?: string } | null;
  } | null;
}

/** Asks for a promotion, or joins the one that was asked for; waits until it is live when told to. */
export async function promote(asking: Asking, io: PipelineIo, wanted: Promote): Promise<Answer<unknown>> {
  const answer = await ask(asking, wanted);
  if (answer.kind === 'Failure') return answer;
  const promotion = answer.value;
  if (promotion === null) return told(io, wanted, { id: null, state: 'LIVE' });
  io.err(`${printable(`${promotion.id}: ${sentenceOf(promotion)}`)}\n`);
  const last = wanted.waitMs === null ? found(promotion) : await wait(asking, io, { promotion, waitMs: wanted.waitMs });
  if (last.kind === 'Failure') return last;
  const ended = await told(io, wanted, last.value);
  return ended.kind === 'Failure' ? ended : verdict(last.value, wanted);
}

/** The promotion that was asked for, now or before; null: the version is live there already. */
async function ask({ client, signal }: Asking, wanted: Promote): Promise<Answer<Promotion | null>> {
  const { model, version, environment, reason, key } = wanted;
  const input = { model, version, environment, reason, ...(key === undefined ? {} : { idempotencyKey: key }) };
  const answer = await client.request<Asked>(request, { input }, { signal });
  if (answer.kind !== 'Data') return failure(answer.message);
  const { promotion, problem } = answer.data.requestPromotion ?? { promotion: null, problem: null };
  const before = problem?.__typename === 'WrongState';
  if (promotion && (!problem || before)) return found(promotion);
  if (before && problem.state === 'LIVE') return found(null);
  if (!problem) return failure(answer.errors[0]?.message ?? 'The graph did not answer.');
  return failure(problem.message, problem.__typename === 'NotFound' ? 1 : 3);
}

async function told(
  io: PipelineIo,
  { model, version, environment, json }: Promote,
  { id, state }: { id: string | null; state: string },
): Promise<Answer<unknown>> {
  const shown = { model, version, environment, promotion: id, state };
  await io.out(json ? `${JSON.stringify(shown)}\n` : `${printable(id ?? `Version ${version} of ${model} is live`)}\n`);
  return found(null);
}

const firstPauseMs = 500;
const longestPauseMs = 10_000;

/** Looks again and again until it is over, the time is up, or somebody stops the command. */
async function wait(
  { client, signal }: Asking,
  io: PipelineIo,
  of: { promotion: Promotion; waitMs: number },
): Promise<Answer<Promotion>> {
  const stop = signal ?? new AbortController().signal;
  const until = performance.now() + of.waitMs;
  let last = of.promotion;
  for (let pauseMs = firstPauseMs; progressOf(last) === 'waits'; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const left = until - performance.now();
    if (left <= 0 || stop.aborted) break;
    await io.pause(Math.min(pauseMs, left), stop);
    const answer = await client.request<{ promotion: Promotion | null }>(look, { id: last.id });
    // Whoever is away for a moment is asked again; who refuses will do so again.
    if (answer.kind === 'Refused' && answer.status < 500) return failure(answer.message);
    const next = answer.kind === 'Data' ? answer.data.promotion : null;
    if (next && sentenceOf(next) !== sentenceOf(last)) io.err(`${printable(`${next.id}: ${sentenceOf(next)}`)}\n`);
    last = next ?? last;
  }
  return found(last);
}

/** What a promotion means for who asked for it: all is well, or why the pipeline should not go on. */
function verdict(promotion: Promotion, { waitMs }: Promote): Answer<unknown> {
  const progress = progressOf(promotion);
  if (progress === 'live') return found(null);
  if (progress === 'over') return refused(promotion);
  if (waitMs === null) return promotion.state === 'BLOCKED' ? refused(promotion) : found(null);
  return failure(`It still waits (${promotion.id}): run this again to go on waiting.`, 4);
}

function refused(promotion: Promotion): Failure {
  return failure(`It did not go live: ${sentenceOf(promotion)}`, 3);
}

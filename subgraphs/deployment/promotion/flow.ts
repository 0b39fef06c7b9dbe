import { system } from '@handoff/kit/actor';
import { type Answer, type Command, execute } from '@handoff/kit/command';
import { type Context, newContext } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { isProblem, notFound } from '@handoff/kit/problem';
import { environmentById } from '../environment/queries.ts';
import { type AdvanceRollout, advanceRollout } from '../rollout/advance.ts';
import { gatherRollout } from '../rollout/gather.ts';
import { deploymentById } from '../rollout/queries.ts';
import { endDeployment } from '../rollout/retire.ts';
import { startRollout } from '../rollout/start.ts';
import { type DecidePromotion, decidePromotion } from './decide.ts';
import { gatherNamed, gatherPromotion, gatherVersionFor } from './gather.ts';
import { type RenewEvidence, recheckPromotion, renewEvidence } from './renew.ts';
import { type RequestPromotion, requestPromotion } from './request.ts';
import { type RetireDeployment, requestRetirement } from './retire.ts';

// Before each of these commands the graph is asked for what the decision rests on, outside of the transaction.

/** Asks for a promotion. */
export async function request(context: Context, input: RequestPromotion): Promise<Answer> {
  const gathered = await gatherNamed(context, input);
  if (isProblem(gathered)) return { id: null, also: {}, problem: gathered };
  return execute(context, requestPromotion(gathered), input);
}

/**
 * Takes what runs out of service: in production somebody else decides it, on evidence that is gathered now; elsewhere it
 * ends at once.
 */
export async function retire(context: Context, input: RetireDeployment): Promise<Answer> {
  const run = await load(context, deploymentById, input.deploymentId);
  const environment = run && (await load(context, environmentById, run.environmentId));
  if (!environment) return { id: null, also: {}, problem: notFound('deployment', input.deploymentId) };
  if (!environment.production) return execute(context, endDeployment, input);
  const gathered = await gatherVersionFor(context, { versionId: run.versionId, environment: environment.id });
  if (!gathered) return { id: null, also: {}, problem: notFound('deployment', input.deploymentId) };
  return execute(context, requestRetirement(gathered), input);
}

/** Decides a promotion on its evidence of now: when that is another than the person saw, they are told so. */
export async function decide(context: Context, input: DecidePromotion): Promise<Answer> {
  return onFreshEvidence(context, decidePromotion, input);
}

/** Begins a rollout, unless what was approved has changed meanwhile. */
export async function start(context: Context, input: { promotionId: string }): Promise<Answer> {
  return onFreshEvidence(context, startRollout, input);
}

async function onFreshEvidence<Input extends { promotionId: string }>(
  context: Context,
  command: Command<Input>,
  input: Input,
): Promise<Answer> {
  const { promotionId } = input;
  const gathered = await gatherPromotion(context, promotionId);
  if (gathered) {
    const itself = newContext(context, system(context.actor.requestId));
    await execute(itself, renewEvidence(gathered), { promotionId });
  }
  return execute(context, command, input);
}

/** Takes a rollout to its next step, unless something is wrong with the new version by now. */
export async function advance(context: Context, input: AdvanceRollout): Promise<Answer> {
  return execute(context, advanceRollout(await gatherRollout(context, input.promotionId)), input);
}

/** Checks a promotion anew because somebody asks for it. */
export async function recheck(context: Context, input: RenewEvidence): Promise<Answer> {
  const gathered = await gatherPromotion(context, input.promotionId);
  return execute(context, recheckPromotion(gathered), input);
}

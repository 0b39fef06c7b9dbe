import type { Actor } from '@handoff/kit/actor';
import { canonical, sha256 } from '@handoff/kit/canonical';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { noEnvironment } from '../environment/absent.ts';
import type { Environment } from '../environment/environment.ts';
import { findEnvironment, targetsIn } from '../environment/queries.ts';
import type { Target } from '../environment/target.ts';
import { conversionOf } from './conversion.ts';
import {
  type HostingDecision,
  type HostingTerms,
  hostingProblem,
  optionsOf,
  supersedeProblem,
  textOrNull,
} from './hosting.ts';
import { refuseHosting, takeTurn } from './permission.ts';
import { currentHosting } from './queries.ts';
import { hostingDecisions } from './table.ts';

export interface DecideHosting extends HostingTerms {
  /** Id of the model. */
  model: string;
  /** Name of the environment. */
  environment: string;
  /** The current decision as the decider saw it; left out: whichever is current. */
  supersedes?: string | null;
  idempotencyKey?: string | null;
}

/**
 * Decides where a model is hosted in an environment, how it serves and why; what was decided before is superseded,
 * never edited. Needs HOSTING_DECIDE on the model.
 */
export const decideHosting: Command<DecideHosting> = {
  name: 'decideHosting',
  async run(tx, actor, input) {
    const refusal = await refuseHosting(tx, actor, input.model);
    if (refusal) return refusal;
    const environment = await findEnvironment(tx, input.environment);
    if (!environment) return noEnvironment(tx, input.environment);
    const targets = await targetsIn(tx, environment.id);
    const problem = hostingProblem(input, targets);
    if (problem) return problem;
    await takeTurn(tx, input.model, environment.id);
    const before = await currentHosting(tx, input.model, environment.id);
    const stale = supersedeProblem(input.supersedes ?? null, before);
    if (stale) return stale;
    const decision = decisionOf(input, { environment, before, actor });
    if (before) await supersede(tx, before, decision);
    await insertAll(tx, [{ table: hostingDecisions, rows: [decision] }]);
    await tell(tx, actor, { input, environment, target: targetOf(targets, decision), before, decision });
    return done(decision.id);
  },
};

interface Of {
  environment: Environment;
  before: HostingDecision | null;
  actor: Actor;
}

function decisionOf(input: DecideHosting, { environment, before, actor }: Of): HostingDecision {
  return {
    id: newId('hos'),
    modelId: input.model,
    environmentId: environment.id,
    targetId: input.targetId,
    serving: input.serving,
    integration: textOrNull(input.integration),
    conversion: input.conversion ? conversionOf(input.conversion) : null,
    options: optionsOf(input),
    rationale: input.rationale,
    decidedById: actor.id,
    // Where the clocks of two servers differ, the later decision is still not the earlier one.
    decidedAt: new Date(Math.max(Date.now(), before?.decidedAt.getTime() ?? 0)),
    supersededAt: null,
    supersededById: null,
  };
}

async function supersede(tx: Tx, before: HostingDecision, next: HostingDecision): Promise<void> {
  await tx.update(hostingDecisions, { id: before.id }, { supersededAt: next.decidedAt, supersededById: next.id });
}

function targetOf(targets: readonly Target[], { targetId }: HostingDecision): string {
  return targets.find(target => target.id === targetId)?.name ?? targetId;
}

interface Told {
  input: DecideHosting;
  environment: Environment;
  target: string;
  before: HostingDecision | null;
  decision: HostingDecision;
}

async function tell(tx: Tx, actor: Actor, { input, environment, target, before, decision }: Told): Promise<void> {
  const { conversion, modelId } = decision;
  const cases = input.conversion?.cases;
  await append(tx, actor, {
    action: 'hosting.decided',
    subjectId: decision.id,
    modelId,
    summary: `decided to host it on ${target} in ${environment.name} (${decision.serving.toLowerCase()})`,
    changes: changesBetween(before, decision, ['targetId', 'serving', 'integration', 'rationale']),
    detail: {
      environment: environment.name,
      target,
      supersedes: before?.id ?? null,
      // The cases are not kept: their digest proves which ones the figures were computed from.
      ...(conversion && cases ? { agrees: conversion.agrees, casesDigest: sha256(canonical(cases)) } : {}),
    },
  });
}

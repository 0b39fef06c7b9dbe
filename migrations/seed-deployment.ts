import {
  type HostingData,
  hosting,
  type PromotionData,
  promotions,
  type TargetData,
  targets,
} from './demo/deployment.ts';
import { change, idOf, type Seeding } from './seeding.ts';

/** Puts in what runs where: targets, where models are hosted, and promotions with those who said yes. */
export async function seedDeployment(seeding: Seeding): Promise<void> {
  for (const target of targets) await seedTarget(seeding, target);
  for (const decision of hosting) await seedHosting(seeding, decision);
  for (const promotion of promotions) await seedPromotion(seeding, promotion);
}

interface Known {
  environments: { name: string; targets: { id: string; name: string }[] }[];
}

async function targetId({ graph }: Seeding, of: { environment: string; name: string }): Promise<string | null> {
  const { environments } = await graph.run<Known>(null, '{ environments { name targets { id name } } }', {});
  const known = environments.find(({ name }) => name === of.environment)?.targets ?? [];
  return known.find(({ name }) => name === of.name)?.id ?? null;
}

async function seedTarget(seeding: Seeding, target: TargetData): Promise<void> {
  if (await targetId(seeding, target)) return;
  const input = { ...target, idempotencyKey: `demo:target:${target.name}` };
  await change(seeding.graph, { as: null, mutation: 'saveTarget', select: 'target { id }', about: target.name, input });
}

async function seedHosting(seeding: Seeding, { target, decidedBy, ...told }: HostingData): Promise<void> {
  const id = await targetId(seeding, { environment: told.environment, name: target });
  const about = `${told.model} in ${told.environment}`;
  const input = { ...told, targetId: id, idempotencyKey: `demo:hosting:${told.model}:${told.environment}` };
  const request = { mutation: 'decideHosting', select: 'hostingDecision { id }', about, input };
  await change(seeding.graph, { ...request, as: idOf(seeding, decidedBy) });
}

interface Promotion {
  promotion: { id: string; state: string; evidenceDigest: string };
}

const promotionFields = 'promotion { id state evidenceDigest }';

/** Each step has a key of its own, so that what was interrupted goes on where it was. */
async function seedPromotion(seeding: Seeding, told: PromotionData): Promise<void> {
  const { model, version, environment, reason, askedBy, approvedBy, rolledOutBy } = told;
  const about = `${model} ${version} to ${environment}`;
  const step = async (who: string, mutation: string, input: object) => {
    const idempotencyKey = `demo:${mutation}:${about}:${who}`;
    const request = { mutation, select: promotionFields, about, input: { ...input, idempotencyKey } };
    return (await change<Promotion>(seeding.graph, { ...request, as: who })).promotion;
  };
  const asker = idOf(seeding, askedBy);
  const { id: promotionId, evidenceDigest } = await step(asker, 'requestPromotion', {
    ...{ model, version: String(version), environment, reason },
  });
  for (const approver of approvedBy)
    await step(idOf(seeding, approver), 'decidePromotion', { promotionId, decision: 'APPROVE', evidenceDigest });
  if (!rolledOutBy) return;
  const by = idOf(seeding, rolledOutBy);
  await step(by, 'startRollout', { promotionId });
  await step(by, 'reportRollout', { promotionId, succeeded: true });
}

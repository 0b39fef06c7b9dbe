import type { Permission } from '@handoff/kit/access/permission';
import { whoCan } from '@handoff/kit/access/queries';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { notFound, type Problem } from '@handoff/kit/problem';
import { instantIn, takePlace } from '../promotion/place.ts';
import { standingIn } from '../promotion/standing.ts';
import { type DeploymentRow, deployments } from './table.ts';

/** What serves as a primary, while its place is taken. */
export interface Running {
  row: DeploymentRow;
  now: Date;
  about: { subjectId: string; modelId: string };
}

/** Takes the place of what runs, for who may change it; else why not. */
export async function lockRunning(
  tx: Tx,
  actor: Actor,
  of: { id: string; permission: Extract<Permission, 'PROMOTION_REQUEST' | 'DEPLOY'> },
): Promise<Running | Refusal> {
  const found = await tx.findOne(deployments, { where: { id: of.id } });
  const standing = found && (await standingIn(tx, actor, found.modelId));
  if (!standing) return notFound('deployment', of.id);
  const about = { subjectId: of.id, modelId: found.modelId };
  if (!standing.permissions.has(of.permission)) {
    const whom = await whoCan(tx, of.permission, found.modelId);
    return { kind: 'NotAllowed', ...refusals[of.permission], whoCan: whom, about };
  }
  await takePlace(tx, found);
  const row = await tx.findOneOrFail(deployments, { where: { id: of.id } });
  const wrong = notServing(row);
  return wrong ? { ...wrong, about } : { row, now: await instantIn(tx, row), about };
}

const refusals = {
  PROMOTION_REQUEST: {
    rule: 'promotion-request',
    message: 'Asking to retire what runs needs a role that may, such as data-scientist, ml-engineer or developer.',
  },
  DEPLOY: { rule: 'deploy', message: 'Only who deploys this model may do that.' },
};

/** Only what serves on its own can be retired. */
function notServing({ kind, state, promotionId }: DeploymentRow): Problem | null {
  if (state === 'LIVE' && kind === 'PRIMARY') return null;
  const sentences = {
    PENDING: `It does not serve yet: roll back its promotion (${promotionId}) instead.`,
    LIVE: `It serves beside another one for a while: roll back its promotion (${promotionId}) instead.`,
    FAILED: 'It never served: there is nothing to retire.',
    RETIRED: 'It does not serve any more: there is nothing to retire.',
  };
  return { kind: 'WrongState', state, allowed: [], message: sentences[state] };
}

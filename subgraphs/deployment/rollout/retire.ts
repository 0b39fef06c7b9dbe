import { type Command, done } from '@handoff/kit/command';
import { append } from '@handoff/kit/event/append';
import { isProblem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { beside } from './beside.ts';
import { endRun } from './run.ts';
import { lockRunning } from './running.ts';
import { supersede } from './supersede.ts';

/** Ends what runs outside production, where nobody has to decide it. Needs DEPLOY on the model. */
export const endDeployment: Command<{ deploymentId: string; reason: string; idempotencyKey?: string | null }> = {
  name: 'retireDeployment',
  async run(tx, actor, { deploymentId, reason }) {
    const running = await lockRunning(tx, actor, { id: deploymentId, permission: 'DEPLOY' });
    if (isProblem(running)) return running;
    const problem = textProblem('reason', reason, 4000);
    if (problem) return { ...problem, about: running.about };
    const { row, now, about } = running;
    const message = await beside(tx, { modelId: row.modelId, environmentId: row.environmentId });
    if (message !== null) return { kind: 'WrongState', state: row.state, allowed: [], message, about };
    await endRun(tx, row, { failed: false, now });
    const { environmentId, versionId, promotionId } = row;
    await append(tx, actor, {
      ...{ action: 'deployment.retired', ...about },
      summary: 'took a version out of service',
      detail: { environmentId, versionId, promotionId, note: reason },
    });
    if (promotionId !== null)
      await supersede(tx, actor, { id: promotionId, while: ['LIVE'], note: 'It was taken out of service.' });
    return done(deploymentId);
  },
};

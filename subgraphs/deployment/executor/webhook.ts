import type { TargetAnswer } from '@handoff/kit/http/target';
import { Webhook } from 'standardwebhooks';
import { webhookConfig } from './config.ts';
import { type Executor, noSecret } from './executor.ts';
import type { NamedVersion, Order, Progress } from './order.ts';

/** A webhook that took an order is not asked again: it reports, until the order has had its day. */
const untilReported = 86_400;

/**
 * Posts an order to a receiver, signed as Standard Webhooks asks for, again and again until it is taken; the receiver
 * then says by reportRollout how it went. Every attempt has the order's id, so that a receiver does it once.
 */
export const webhook: Executor = async (order, { http, secret, signal }) => {
  if (order.memory.taken === true) return { kind: 'Later', detail: waits, afterSeconds: untilReported };
  const { url, secretSetting } = webhookConfig.parse(order.target.config);
  const key = secret(secretSetting);
  if (key === null) return noSecret(secretSetting);
  const body = JSON.stringify(messageOf(order));
  const headers = signed(key, { id: order.id, body });
  if (!headers) return { kind: 'Failed', detail: `The setting ${secretSetting} is no secret for webhooks: ${form}` };
  const answer = await http.request(url, { method: 'POST', headers, body, signal });
  return progressOf(answer);
};

const waits = 'The webhook was taken; its receiver has not reported yet.';
const form = 'it begins with "whsec_", followed by 24 to 64 random bytes in base64.';

function signed(key: string, { id, body }: { id: string; body: string }): Record<string, string> | null {
  const now = new Date();
  if (!/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(key)) return null;
  return {
    'content-type': 'application/json',
    'user-agent': 'handoff',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign(id, now, body),
  };
}

/** What a receiver is told. Names and ids alone: what else it needs, it asks the graph for. */
function messageOf(order: Order): object {
  const { id, promotionId, kind, strategy, step, percent, environment, target, version, replaces, madeAt } = order;
  return {
    type: kind === 'STEP' ? 'rollout.step' : 'rollout.back',
    timestamp: madeAt.toISOString(),
    data: {
      ...{ order: id, promotionId, environment, strategy, step, percent },
      target: { id: target.id, name: target.name },
      model: version.modelName,
      version: told(version),
      replaces: replaces && told(replaces),
    },
  };
}

function told({ id, version, source, artifacts }: NamedVersion): object {
  return { id, version, source, artifacts };
}

function progressOf(answer: TargetAnswer): Progress {
  if (answer.kind === 'Problem') {
    return answer.hopeless ? { kind: 'Failed', detail: answer.message } : { kind: 'Later', detail: answer.message };
  }
  const { status, headers } = answer;
  if (status >= 200 && status < 300)
    return { kind: 'Later', detail: waits, afterSeconds: untilReported, memory: { taken: true } };
  if (status === 410) return { kind: 'Failed', detail: 'The receiver answers that it is gone (HTTP 410).' };
  const redirect =
    status >= 300 && status < 400 ? ', a redirect, which is not followed: give the address it leads to' : '';
  const asked = Number(headers['retry-after']);
  const wait = asked > 0 && asked <= 3600 ? { afterSeconds: asked } : {};
  return { kind: 'Later', detail: `The receiver answered HTTP ${status}${redirect}.`, ...wait };
}

import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { judgeDelivery } from './webhook.ts';

const now = new Date('2026-11-21T02:14:52Z');
const seconds = String(now.getTime() / 1000);
const event = (entity: string, action: string, data: object = { name: 'churn', version: '3' }) =>
  JSON.stringify({ entity, action, timestamp: '2026-11-21T02:14:51.367477+00:00', data });
const tag = event('model_version_tag', 'set');

function signed(body: string, of: { secret?: string; id?: string; at?: string } = {}) {
  const { secret = 'hook', id = 'd-1', at = seconds } = of;
  const signature = createHmac('sha256', secret).update(`${id}.${at}.${body}`).digest('base64');
  return {
    headers: { 'x-mlflow-delivery-id': id, 'x-mlflow-timestamp': at, 'x-mlflow-signature': `v1,${signature}` },
    body: Buffer.from(body),
  };
}
const judge = (delivery: Parameters<typeof judgeDelivery>[0], secrets = ['hook']) =>
  judgeDelivery(delivery, { secrets, now });

test.each([
  ['registered_model', 'created'],
  ['model_version', 'created'],
  ['model_version_tag', 'set'],
  ['model_version_tag', 'deleted'],
  ['model_version_alias', 'created'],
  ['model_version_alias', 'deleted'],
])('%s.%s says which model to read anew', (entity, action) => {
  expect(judge(signed(event(entity, action)))).toEqual({
    kind: 'Changed',
    status: 202,
    deliveryId: 'd-1',
    model: 'churn',
    event: `${entity}.${action}`,
  });
});

test('a prompt is no model', () => {
  expect(judge(signed(event('prompt_version', 'created')))).toMatchObject({ kind: 'Ignored', status: 200 });
});

test('a secret can be changed without missing a delivery', () => {
  expect(judge(signed(tag), ['new', 'hook'])).toMatchObject({ kind: 'Changed' });
  const delivery = signed(tag);
  const both = { ...delivery.headers, 'x-mlflow-signature': `v1,AAAA ${delivery.headers['x-mlflow-signature']}` };
  expect(judge({ ...delivery, headers: both })).toMatchObject({ kind: 'Changed' });
});

const without = (header: string) => {
  const delivery = signed(tag);
  return { ...delivery, headers: { ...delivery.headers, [header]: undefined } };
};
const refusals: [string, Parameters<typeof judgeDelivery>[0], number, RegExp][] = [
  ['another secret', signed(tag, { secret: 'other' }), 401, /secret here is not the one/],
  ['an empty secret', signed(tag, { secret: '' }), 401, /secret here is not the one/],
  ['another body', { ...signed(tag), body: Buffer.from(tag.replace('churn', 'fraud')) }, 401, /does not fit/],
  [
    'another id',
    { ...signed(tag), headers: { ...signed(tag).headers, 'x-mlflow-delivery-id': 'd-2' } },
    401,
    /not fit/,
  ],
  ['a time long ago', signed(tag, { at: '1795220000' }), 401, /more than 5 minutes from now/],
  ['a time to come', signed(tag, { at: '1895220000' }), 401, /more than 5 minutes from now/],
  ['a time that is none', signed(tag, { at: 'NaN' }), 401, /more than 5 minutes/],
  ['no signature', without('x-mlflow-signature'), 401, /is missing: give the webhook a secret/],
  ['no id', without('x-mlflow-delivery-id'), 401, /is missing/],
  [
    'a signature of another kind',
    { ...signed(tag), headers: { ...signed(tag).headers, 'x-mlflow-signature': 'v2,AAAA' } },
    401,
    /not fit/,
  ],
  ['no JSON', signed('{"entity":'), 400, /no event of MLflow/],
  ['no name', signed(event('model_version', 'created', {})), 400, /no event of MLflow/],
  ['a list', signed('[]'), 400, /no event of MLflow/],
  ['bytes that are no text', { ...signed(''), body: Buffer.from([0xff]) }, 401, /not fit/],
];
test.each(refusals.map(([name, ...rest]) => [name, rest] as const))(
  '%s is refused',
  (_, [delivery, status, message]) => {
    expect(judge(delivery)).toEqual({ kind: 'Refused', status, message: expect.stringMatching(message) });
  },
);

test('an empty list of secrets lets nobody in', () => {
  expect(judge(signed(tag, { secret: '' }), [''])).toMatchObject({ kind: 'Refused' });
  expect(judge(signed(tag), [])).toMatchObject({ kind: 'Refused' });
});

interface Recorded {
  deliveries: { headers: Record<string, string>; raw: string }[];
}
const recorded = fileURLToPath(new URL('../../../../../shared/data/live-answers/webhooks.json', import.meta.url));
if (!existsSync(recorded)) console.warn(`Skipped: the recorded deliveries of an MLflow server are not at ${recorded}.`);

test.skipIf(!existsSync(recorded))('deliveries of a real server have this form', () => {
  const { deliveries } = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;
  const told = deliveries.map(({ headers, raw }) => {
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const again = signed(raw, { id: lower['x-mlflow-delivery-id'], at: lower['x-mlflow-timestamp'] });
    expect(judge({ headers: lower, body: Buffer.from(raw) })).toMatchObject({
      message: expect.stringMatching(/does not fit/),
    });
    return judge({ headers: { ...lower, ...again.headers }, body: again.body });
  });
  expect(told.map(hook => ('model' in hook ? `${hook.event} ${hook.model}` : hook.kind))).toEqual([
    'model_version.created example_model',
    ...['registered_model.created', 'model_version.created', 'model_version_tag.set', 'model_version_tag.deleted'].map(
      name => `${name} hook.m1795227288`,
    ),
    'model_version_alias.created hook.m1795227288',
    'model_version_alias.deleted hook.m1795227288',
  ]);
});

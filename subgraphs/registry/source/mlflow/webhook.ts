import { createHmac, timingSafeEqual } from 'node:crypto';
import { mapping } from '../field.ts';
import { textOf } from '../json.ts';
import { word } from '../told.ts';

/** What came to the hook: headers by lower-case name, and the body byte for byte as it came. */
export interface Delivery {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
}

/** What to make of a delivery. status: what to answer with. */
export type Hook =
  /** Read this model anew; the same deliveryId may come again, and needs no second reading. */
  | { kind: 'Changed'; status: 202; deliveryId: string; model: string; event: string }
  /** Genuine, but about something that is no model. */
  | { kind: 'Ignored'; status: 200; deliveryId: string; event: string }
  | { kind: 'Refused'; status: 400 | 401; message: string };

export interface HookRules {
  /** What the webhook was made with; several while one takes the place of another. */
  secrets: readonly string[];
  now: Date;
}

/** How far the time of a delivery may be from ours, in seconds: older ones may be caught and sent again by others. */
const tolerance = 300;

/** The entities that are a model or belong to one; prompts, which MLflow tells of too, do not. */
const ofModels: ReadonlySet<string> = new Set([
  'registered_model',
  'registered_model_tag',
  'registered_model_alias',
  'model_version',
  'model_version_tag',
  'model_version_alias',
]);

/**
 * Judges a delivery of MLflow's webhooks: signed with HMAC-SHA256 over "<delivery id>.<timestamp>.<body>" in base64, as
 * MLflow documents. Nothing of the body is believed: it only says which model to read anew. Pure.
 */
export function judgeDelivery({ headers, body }: Delivery, rules: HookRules): Hook {
  const deliveryId = one(headers['x-mlflow-delivery-id']);
  const timestamp = one(headers['x-mlflow-timestamp']);
  const signature = one(headers['x-mlflow-signature']);
  if (!deliveryId || !timestamp || !signature)
    return refused(
      401,
      'X-MLflow-Signature, X-MLflow-Delivery-Id or X-MLflow-Timestamp is missing: give the webhook a secret.',
    );
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - rules.now.getTime() / 1000) > tolerance)
    return refused(401, 'X-MLflow-Timestamp is more than 5 minutes from now: check the clocks of both machines.');
  const signed = Buffer.concat([Buffer.from(`${deliveryId}.${timestamp}.`), body]);
  if (!rules.secrets.some(secret => isSignedWith(secret, signed, signature)))
    return refused(401, 'X-MLflow-Signature does not fit: the secret here is not the one of the webhook.');
  return read(deliveryId, body);
}

function read(deliveryId: string, body: Uint8Array): Hook {
  const payload = parsed(body);
  const [entity, action] = [word(payload?.entity), word(payload?.action)];
  const model = word(mapping(payload?.data)?.name);
  if (entity === undefined || action === undefined || model === undefined)
    return refused(400, 'The body is no event of MLflow: "entity", "action" or "data.name" is missing.');
  const event = `${entity}.${action}`;
  if (!ofModels.has(entity)) return { kind: 'Ignored', status: 200, deliveryId, event };
  return { kind: 'Changed', status: 202, deliveryId, model, event };
}

function parsed(body: Uint8Array): Record<string, unknown> | null {
  try {
    return mapping(JSON.parse(textOf(body) ?? ''));
  } catch {
    return null;
  }
}

/** The header may hold several signatures, apart by spaces; one of version 1 that fits is enough. */
function isSignedWith(secret: string, signed: Uint8Array, header: string): boolean {
  if (secret === '') return false;
  const expected = createHmac('sha256', secret).update(signed).digest();
  return header.split(' ').some(entry => {
    if (!entry.startsWith('v1,')) return false;
    const given = Buffer.from(entry.slice(3), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? undefined : header;
}

function refused(status: 400 | 401, message: string): Hook {
  return { kind: 'Refused', status, message };
}

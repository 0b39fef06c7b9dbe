import { type Refusal, refuse } from '../refusal.ts';

/** An alert as the graph takes it. */
export interface ReceivedAlert {
  fingerprint: string;
  status: 'FIRING' | 'RESOLVED';
  /** RFC 3339, as is endsAt. */
  startsAt: string;
  endsAt: string | null;
  labels: Label[];
  annotations: Label[];
}

interface Label {
  name: string;
  value: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** No delivery holds more. */
const mostAlerts = 1000;

/**
 * The alerts of a webhook of Prometheus Alertmanager, payload version 4; or what is wrong with it, where, and how to
 * mend it. What is not needed of the payload is not looked at.
 */
export function alertsOf(payload: unknown): ReceivedAlert[] | Refusal {
  if (!isMap(payload)) return malformed('The body', 'a JSON object, as Alertmanager sends it');
  if (payload.version !== '4') return malformed('"version"', '"4": this takes the webhook of Alertmanager, version 4');
  const { alerts } = payload;
  if (!Array.isArray(alerts)) return malformed('"alerts"', 'a list of alerts');
  if (alerts.length > mostAlerts) {
    const mend = 'set max_alerts in the webhook_config, or group by more labels';
    return malformed('"alerts"', `${mostAlerts} alerts at most (there are ${alerts.length}): ${mend}`);
  }
  const read: ReceivedAlert[] = [];
  for (const [index, alert] of alerts.entries()) {
    const found = alertOf(alert, `alerts[${index}]`);
    if ('kind' in found) return found;
    read.push(found);
  }
  return read;
}

const statuses: ReadonlyMap<unknown, ReceivedAlert['status']> = new Map([
  ['firing', 'FIRING'],
  ['resolved', 'RESOLVED'],
]);

function alertOf(alert: unknown, path: string): ReceivedAlert | Refusal {
  if (!isMap(alert)) return malformed(`"${path}"`, 'a JSON object');
  const { fingerprint, startsAt, endsAt } = alert;
  const status = statuses.get(alert.status);
  if (!status) return malformed(`"${path}.status"`, '"firing" or "resolved"');
  if (typeof fingerprint !== 'string' || fingerprint === '') return malformed(`"${path}.fingerprint"`, 'a text');
  const labels = labelsOf(alert.labels, `${path}.labels`);
  if ('kind' in labels) return labels;
  const annotations = labelsOf(alert.annotations ?? {}, `${path}.annotations`);
  if ('kind' in annotations) return annotations;
  const began = timeOf(startsAt);
  if (began === null) return malformed(`"${path}.startsAt"`, aTime);
  const ended = endsAt === undefined ? none : timeOf(endsAt);
  if (ended === null) return malformed(`"${path}.endsAt"`, aTime);
  return {
    fingerprint,
    status,
    startsAt: began,
    endsAt: status === 'RESOLVED' && ended !== none ? ended : null,
    labels,
    annotations,
  };
}

/** How Alertmanager writes that there is no time: the zero of Go. */
const none = '0001-01-01T00:00:00.000Z';
const aTime = 'a time in RFC 3339, such as 2026-11-21T09:00:00Z';

function timeOf(value: unknown): string | null {
  const known = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);
  const time = known ? Date.parse(value) : Number.NaN;
  // Within these every instant has a year of four digits in UTC.
  const sound = time >= Date.parse('0001-01-01T00:00:00Z') && time <= Date.parse('9999-12-31T23:59:59.999Z');
  return sound ? new Date(time).toISOString() : null;
}

function labelsOf(labels: unknown, path: string): Label[] | Refusal {
  if (!isMap(labels)) return malformed(`"${path}"`, 'a JSON object of texts');
  const read: Label[] = [];
  for (const [name, value] of Object.entries(labels)) {
    if (typeof value !== 'string') return malformed(`"${path}.${name.slice(0, 100)}"`, 'a text');
    read.push({ name, value });
  }
  return read;
}

function malformed(what: string, expected: string): Refusal {
  return refuse(400, 'BAD_USER_INPUT', `${what} must be ${expected}.`);
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

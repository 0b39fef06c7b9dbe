import type { Actor } from '@handoff/kit/actor';
import { modelIdOf } from '@handoff/kit/catalogue';
import { type Answer, type Command, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import type { Tx } from '@handoff/kit/database/database';
import { isId } from '@handoff/kit/id';
import { grouped } from '@handoff/kit/loader';
import { invalid, type Problem } from '@handoff/kit/problem';
import { mostRows, type RejectedRow } from '../batch.ts';
import { externalOf } from '../monitor/queries.ts';
import { recorded } from '../outcome.ts';
import { refuse } from '../permission.ts';
import { takeTurn } from '../turn.ts';
import { openAlert } from './change.ts';
import { type Episode, episodesOf } from './episodes.ts';
import { moveByItself, noteSightings, type Sighting } from './found.ts';
import { isLate, knownBy, type ReceivedAlert, type Signal, signalOf } from './receiving.ts';

export interface ReceiveAlerts {
  alerts: ReceivedAlert[];
  idempotencyKey?: string | null;
}

/** A signal about a model that may be there. */
type Addressed = Signal & { modelId: string };

interface Received {
  signals: Addressed[];
  rejected: RejectedRow[];
  idempotencyKey?: string | null;
}

const mostNames = 50;

/** Takes alerts of an outside system: finds out which models are meant, and runs the command. */
export async function receiveAll(context: Context, { alerts, idempotencyKey }: ReceiveAlerts): Promise<Answer> {
  const problem = amountProblem(alerts.length);
  if (problem) return { id: null, also: {}, problem };
  const now = new Date();
  const judged = alerts.map((alert, index) => signalOf(alert, index, now));
  const signals = judged.filter(each => typeof each === 'object');
  const rejected = judged.flatMap((each, index) => (typeof each === 'string' ? [{ index, reason: each }] : []));
  const ids = await modelIds(context, signals);
  const addressed = signals.flatMap(signal => {
    const modelId = ids.get(signal.model);
    if (modelId === undefined) rejected.push({ index: signal.index, reason: tooManyNames });
    return modelId === undefined ? [] : [{ ...signal, modelId }];
  });
  return execute(context, receiveAlerts, { signals: addressed, rejected, idempotencyKey });
}

function amountProblem(count: number): Problem | null {
  if (count <= mostRows) return null;
  return invalid('alerts', `There are ${count} alerts in this delivery: send up to ${mostRows} at once.`);
}

const tooManyNames = `This delivery names more than ${mostNames} models: send those of fewer models at once, or give ids.`;

async function modelIds(context: Context, signals: readonly Signal[]): Promise<Map<string, string>> {
  const references = [...new Set(signals.map(({ model }) => model))];
  const names = references.filter(reference => !isId('mdl', reference));
  const ids = new Map(references.filter(reference => isId('mdl', reference)).map(id => [id, id]));
  for (const name of names.slice(0, mostNames)) ids.set(name, await modelIdOf(context, name));
  return ids;
}

/**
 * Opens, repeats and ends the alerts of an outside system, by their fingerprints. The same again changes nothing but
 * counts. Needs INGEST on each model; what is about one without is rejected, the others go in.
 */
const receiveAlerts: Command<Received> = {
  name: 'receiveAlerts',
  async run(tx, actor, { signals, rejected: before }) {
    const rejected = [...before];
    const byModel = [...grouped(signals, ({ modelId }) => modelId)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [modelId, own] of byModel) {
      const reason = await refusalOf(tx, actor, modelId);
      if (reason === null) await takeAll(tx, actor, { modelId, signals: own });
      else rejected.push(...own.map(({ index }) => ({ index, reason })));
    }
    rejected.sort((a, b) => a.index - b.index);
    const accepted = signals.length + before.length - rejected.length;
    return recorded(actor.id ?? 'system', { accepted, rejected, duplicate: false });
  },
};

async function refusalOf(tx: Tx, actor: Actor, model: string): Promise<string | null> {
  const message = 'Only who may send measurements of this model may send its alerts: ask for a role that can.';
  const refusal = await refuse(tx, actor, { model, permission: 'INGEST', rule: 'ingest', message });
  return refusal?.message ?? null;
}

async function takeAll(tx: Tx, actor: Actor, of: { modelId: string; signals: readonly Addressed[] }): Promise<void> {
  // Two deliveries at once must not both open an alert.
  await takeTurn(tx, `alerts of ${of.modelId}`);
  const episodes = await episodesOf(tx, of.modelId, [...new Set(of.signals.map(({ news }) => news.fingerprint))]);
  const monitors = await externalOf(tx, of.modelId);
  const now = new Date();
  const seen: Sighting[] = [];
  for (const sent of of.signals) {
    const signal = { ...sent, news: knownBy(sent.news, monitors) };
    const episode = episodes.get(signal.news.fingerprint) ?? { open: null, endedAt: null };
    const next = await take(tx, actor, { signal, episode, now });
    episodes.set(signal.news.fingerprint, next);
    if (signal.status === 'FIRING' && episode.open) seen.push({ id: episode.open.id, value: null, threshold: null });
  }
  await noteSightings(tx, seen, now);
}

async function take(tx: Tx, actor: Actor, of: { signal: Addressed; episode: Episode; now: Date }): Promise<Episode> {
  const { signal, episode, now } = of;
  const { open, endedAt } = episode;
  if (isLate(signal, { startedAt: open?.startedAt ?? null, endedAt: open ? null : endedAt })) return episode;
  if (signal.status === 'FIRING') {
    if (open) return episode;
    const news = { ...signal.news, modelId: signal.modelId };
    return { open: await openAlert(tx, actor, { news, pending: false, now }), endedAt };
  }
  if (!open) return episode;
  const ended = signal.endsAt ?? now;
  await moveByItself(tx, open, { move: 'RESOLVE', now, actor, patch: { endedAt: ended } });
  return { open: null, endedAt: ended };
}

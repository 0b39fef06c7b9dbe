import type { Ground } from '@handoff/kit/context';
import { type Db, type Reader, rows, write } from '@handoff/kit/database/database';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import type { EntryRow } from '@handoff/kit/event/table';
import type { Loop } from '@handoff/kit/loop';
import { firedOf, firingOfModel, modelsExplaining, modelsFiring } from '../alert/of-model.ts';
import { upstreamOfAlerts } from '../alert/suspects.ts';
import { dayMs } from '../grain.ts';
import { predictionsIn } from '../metric/predictions.ts';
import { monitorsIn } from '../monitor/queries.ts';
import { takeTurn } from '../turn.ts';
import { type Facts, factsOf } from './facts.ts';
import { type Known, situationsOf, trailingDays } from './judge.ts';
import { keepAdvice } from './keep.ts';

/** Suggests what should be done with versions about which alerts fire, and keeps that in step with the alerts. */
export function keepAdvising(ground: Ground): Loop {
  return keepFollowing(ground.db, ground.log, adviceFollower(ground));
}

/** What reacts to the trail; apart from the loop, for tests. */
export function adviceFollower(ground: Ground): Follower {
  return {
    name: 'monitoring-advice',
    react: async entries => {
      for (const modelId of await touched(ground.db, entries)) await judge(ground, modelId);
    },
  };
}

const telling: ReadonlySet<string> = new Set([
  ...['alert.fired', 'alert.resolved', 'alert.explained', 'alert.outlasted', 'model.archived'],
  ...['deployment.retired', 'promotion.live', 'promotion.retired', 'promotion.rolled_back', 'promotion.step_placed'],
]);

/** Of the models that something happened to, or that explain what happened, those about which alerts fire or an advice is open. */
async function touched(db: Db, entries: readonly EntryRow[]): Promise<string[]> {
  const told = entries.filter(({ action }) => telling.has(action));
  if (told.length === 0) return [];
  const alertIds = told.flatMap(({ action, subjectId }) => (action.startsWith('alert.') ? subjectId : []));
  const own = told.flatMap(({ modelId }) => modelId ?? []);
  const ids = [...new Set([...own, ...(await modelsExplaining(db, alertIds))])];
  return [...new Set([...(await modelsFiring(db, ids)), ...(await modelsAdvised(db, ids))])].toSorted();
}

async function modelsAdvised(reader: Reader, modelIds: readonly string[]): Promise<string[]> {
  const sql = `SELECT DISTINCT v.model_id AS id FROM monitoring.advice v
    WHERE v.model_id = ANY($1::text[]) AND v.state <> 'DECIDED'`;
  return (await rows<{ id: string }>(reader, sql, [modelIds])).map(({ id }) => id);
}

/** The graph is asked first: no transaction waits for it. */
async function judge(ground: Ground, modelId: string): Promise<void> {
  const facts = await factsOf(ground, modelId);
  await write(ground.db, async tx => {
    await takeTurn(tx, `advice on ${modelId}`);
    await keepAdvice(tx, modelId, situationsOf(facts, await knownOf(tx, modelId, facts)));
  });
}

const historyDays = 400;

async function knownOf(reader: Reader, modelId: string, facts: Facts): Promise<Known> {
  const now = new Date();
  const back = (days: number) => new Date(now.getTime() - days * dayMs);
  const monitors = await monitorsIn(reader, modelId);
  const drift = monitors.filter(({ kind, feature }) => kind === 'DRIFT' && feature !== null).map(({ id }) => id);
  return {
    firing: await firingOfModel(reader, modelId),
    upstream: await upstreamOfAlerts(reader, modelId),
    monitors,
    fired: drift.length === 0 ? [] : await firedOf(reader, drift, back(historyDays)),
    predictions: await predictionsOf(reader, modelId, { facts, from: back(trailingDays), to: now }),
  };
}

async function predictionsOf(reader: Reader, modelId: string, of: { facts: Facts; from: Date; to: Date }) {
  const { facts, from, to } = of;
  const versions = [...facts.versionOf.values(), ...(facts.latest ? [facts.latest] : [])];
  const ids = [...new Set(versions.map(({ id }) => id))];
  const windows = ids.map(versionId => ({ modelId, versionId, from, to }));
  const counts = await predictionsIn(reader, windows, to);
  return new Map(ids.map((id, i) => [id, counts[i] ?? 0]));
}

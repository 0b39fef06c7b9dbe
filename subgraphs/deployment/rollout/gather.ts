import type { Context } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';
import { load, loadWith } from '@handoff/kit/loader';
import { environmentById } from '../environment/queries.ts';
import { promotionById } from '../promotion/queries.ts';
import type { PromotionRow } from '../promotion/table.ts';
import type { RolloutFacts } from './holding.ts';
import { deploymentsOfPromotion } from './queries.ts';

/** The metric whose values are counts of predictions. */
const predictionMetric = 'predictions';

/** What the graph answers for at most. */
const longestMs = 399 * 86_400_000;

const factsQuery = `query RolloutFacts($version: ID!, $from: DateTime!, $to: DateTime!, $metric: String!) {
  modelVersion(id: $version) {
    id
    metric(name: $metric, from: $from, to: $to, grain: DAY) { points { value n } }
    model { id alerts(state: [FIRING, ACKNOWLEDGED, RECOVERING], first: 100) { nodes {
      title severity environment firedAt deployment { id } } } }
  }
}`;

interface ToldAlert {
  title: string;
  severity: string;
  environment: string | null;
  firedAt: string;
  deployment: { id: string } | null;
}

interface Told {
  modelVersion: {
    metric: { points: { value: number | null; n: number }[] } | null;
    model: { alerts: { nodes: ToldAlert[] } | null };
  } | null;
}

/** Asks the graph how the new version of a rollout does; never inside a transaction. Null: the viewer sees no such promotion. */
export async function gatherRollout(context: Context, promotionId: string): Promise<RolloutFacts | null> {
  const row = await load(context, promotionById, promotionId);
  if (!row) return null;
  const own = (await loadWith(context, deploymentsOfPromotion, { key: promotionId, args: ['id'] })) ?? [];
  const { step, stepStartedAt: since } = row;
  const told = await ask(context, row);
  const points = told?.metric?.points ?? [];
  const environment = await load(context, environmentById, row.environmentId);
  const place = { row, own: own.map(({ id }) => id), environment: environment?.name ?? null };
  return {
    step,
    since,
    alerts: told?.model.alerts?.nodes.filter(alert => concerns(alert, place)).map(({ title }) => title) ?? null,
    predictions: points.length === 0 ? null : points.reduce((sum, { value, n }) => sum + (value ?? 0) * n, 0),
  };
}

async function ask({ graph }: Context, row: PromotionRow): Promise<Told['modelVersion']> {
  const to = Date.now();
  const from = Math.max(to - longestMs, Math.min(to - 1000, row.stepStartedAt?.getTime() ?? to));
  const [begin, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  const variables = { version: row.versionId, metric: predictionMetric, from: begin, to: end };
  const answer = await graph.request<Told>(factsQuery, variables);
  if (answer.kind !== 'Data') throw errorOf(answer);
  return answer.data.modelVersion;
}

interface Place {
  row: PromotionRow;
  /** Ids of what runs because of the promotion. */
  own: readonly string[];
  environment: string | null;
}

/** An alert about no deployment in particular is the new version's when it fired after its rollout had begun. */
function concerns(alert: ToldAlert, { row, own, environment }: Place): boolean {
  if (alert.severity !== 'CRITICAL') return false;
  if (alert.deployment) return own.includes(alert.deployment.id);
  const here = alert.environment === null || alert.environment === environment;
  return here && row.rolloutStartedAt !== null && new Date(alert.firedAt) >= row.rolloutStartedAt;
}

import type { ModelHealthView } from '../../answers/health.ts';
import type { Shown } from '../../cards/blocks.ts';
import { healthCard, type Measured } from '../../cards/health.ts';
import { plain } from '../../cards/say.ts';
import { type Command, written } from '../../grammar.ts';
import type { Ask } from '../../graph.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';

const dayMs = 24 * 60 * 60_000;

/** `health`: how a model is, where it runs, and what was measured of it over the last day. */
export async function showHealth({ ask, share }: Asker, command: Extract<Command, { verb: 'health' }>): Promise<Shown> {
  const meant = await modelNamed(ask, command.model);
  if (meant.kind === 'Unclear') return unclear(meant);
  const { model } = await ask('ReadHealth', { id: meant.model.id });
  if (!model) return plain('This model cannot be read just now. Please try again in a minute.');
  const measured = await measuredOf(ask, model);
  return healthCard(model, { measured, share, alerts: written({ verb: 'alerts', model: model.name }) });
}

/** The first metric that is watched, of the version that serves in production, or wherever it serves. */
async function measuredOf(ask: Ask, { live, monitors }: ModelHealthView): Promise<Measured | null> {
  const serving = (live ?? []).filter(({ kind }) => kind === 'PRIMARY');
  const running = serving.find(({ environment }) => environment.production) ?? serving[0];
  const watched = monitors?.find(
    ({ metric, enabled, environment }) =>
      metric !== null && enabled && (environment ?? running?.environment.name) === running?.environment.name,
  );
  if (!running?.version || !watched?.metric) return null;
  const now = Date.now();
  const [from, to] = [now - dayMs, now].map(at => new Date(at).toISOString());
  const variables = { id: running.version.id, name: watched.metric, from: from ?? '', to: to ?? '' };
  const { modelVersion } = await ask('ReadSeries', variables);
  return modelVersion?.metric ? { series: modelVersion.metric, threshold: watched.threshold } : null;
}

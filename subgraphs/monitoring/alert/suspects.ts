import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { watchedOf } from '../monitor/queries.ts';
import { sharedWith } from '../upstream/queries.ts';
import { type Alert, isTrouble } from './alert.ts';
import { causesOf, type Suspect } from './cause.ts';
import { alerts } from './table.ts';

/** An alert, as far as it is grouped. */
export type Known = Pick<Alert, 'id' | 'modelId' | 'monitorId' | 'fingerprint' | 'firedAt' | 'causeId'>;

/**
 * What explains alerts that fire just now, by the ids of these; they need not be kept yet. Others that fire at the same
 * time in another process are not known: they are grouped a moment later. Three statements at most.
 */
export async function causesFor(tx: Tx, firing: readonly Known[]): Promise<Map<string, string>> {
  const found = firing.filter(({ monitorId }) => monitorId !== null);
  if (found.length === 0) return new Map();
  const causes = causesOf(await suspectsAround(tx, found));
  return new Map(found.flatMap(({ id }) => (causes.has(id) ? [[id, causes.get(id) as string]] : [])));
}

/** The alerts that fire, these too, of all models that read what the models of these read. */
export async function suspectsAround(reader: Reader, around: readonly Known[]): Promise<Suspect[]> {
  const shared = await sharedWith(reader, distinct(around.map(({ modelId }) => modelId)));
  if (shared.length === 0) return [];
  const kept = await firingOf(reader, distinct(shared.map(({ modelId }) => modelId)));
  const telling = [...kept, ...around].filter(alert => !isTrouble(alert));
  const known = new Map(telling.map(alert => [alert.id, alert]));
  const watched = await watchedOf(reader, distinct([...known.values()].flatMap(({ monitorId }) => monitorId ?? [])));
  const definitions = new Map<string, string>();
  for (const { modelId, feature, definitionId } of shared) definitions.set(keyOf(modelId, feature), definitionId);
  return [...known.values()].map(({ id, modelId, monitorId, firedAt, causeId }) => {
    const { kind = null, metric = null, feature = null } = watched.get(monitorId ?? '') ?? {};
    const definitionId = feature === null ? null : (definitions.get(keyOf(modelId, feature)) ?? null);
    return { id, modelId, kind, metric, firedAt, causeId, definitionId };
  });
}

function keyOf(modelId: string, feature: string): string {
  return JSON.stringify([modelId, feature]);
}

/** Texts, each once, in their order. */
export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted();
}

/** A condition on an alert `a`: it fires. */
export const firing = "a.state NOT IN ('PENDING', 'RESOLVED')";

/** The alerts of models that fire and that a monitor found. */
export function firingOf(reader: Reader, modelIds: readonly string[]): Promise<Known[]> {
  const wanted = columns(alerts, 'a', ['id', 'modelId', 'monitorId', 'fingerprint', 'firedAt', 'causeId']);
  const sql = `SELECT ${wanted} FROM monitoring.alert a
    WHERE a.model_id = ANY($1::text[]) AND a.monitor_id IS NOT NULL AND ${firing}`;
  return rows(reader, sql, [modelIds]);
}

/**
 * The names of the shared features that the alerts of a model come from, by the ids of these: those of which other models
 * show signs, too.
 */
export async function upstreamOfAlerts(reader: Reader, modelId: string): Promise<Map<string, string>> {
  const suspects = await suspectsAround(reader, await firingOf(reader, [modelId]));
  const causes = causesOf(suspects);
  const rootOf = ({ id }: Suspect) => causes.get(id) ?? id;
  const models = new Map<string, Set<string>>();
  for (const suspect of suspects) {
    models.set(rootOf(suspect), (models.get(rootOf(suspect)) ?? new Set()).add(suspect.modelId));
  }
  const names = new Map((await sharedWith(reader, [modelId])).map(each => [each.definitionId, each.definition]));
  const definitions = new Map(suspects.map(({ id, definitionId }) => [id, names.get(definitionId ?? '')]));
  return new Map(
    suspects.flatMap(suspect => {
      const name = definitions.get(rootOf(suspect));
      const isShared = (models.get(rootOf(suspect))?.size ?? 0) > 1;
      return suspect.modelId === modelId && isShared && name !== undefined ? [[suspect.id, name]] : [];
    }),
  );
}

import { type Reader, rows } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';

/** Of what predictions are looked for: a model, from an instant on. */
export interface PredictingRequest {
  modelId: string;
  /** Null: any. */
  environment: string | null;
  from: Date;
}

/** A version that predicted, in one place. */
export interface Predicting {
  /** Of the request among those that were made. */
  place: number;
  versionId: string;
  /** Empty: recorded for the version itself, and so is the next. */
  deploymentId: string;
  environment: string;
}

/** Something that predicted, with the request that it answers. */
export interface Answering<T> {
  thing: Predicting;
  request: T;
}

/** What predicted of models since then, version by version and deployment by deployment. One statement for all. */
export async function predictingOf<T extends PredictingRequest>(
  reader: Reader,
  requests: readonly T[],
): Promise<Answering<T>[]> {
  const asked = requests.map(({ modelId, environment, from }, place) => ({ place, modelId, environment, from }));
  const things = await rows<Predicting>(reader, sql, [jsonText(asked)]);
  return things.flatMap(thing => {
    const request = requests[thing.place];
    return request ? [{ thing, request }] : [];
  });
}

/** A question as it is put of one thing that predicted. */
export type Wanted<T> = Omit<T, 'modelId'> & Omit<Predicting, 'place'>;

/** Answers questions about models, one answer for each thing that predicted: read: of all of them at once. */
export async function answersTo<T extends PredictingRequest, Read, Answer>(
  reader: Reader,
  questions: readonly T[],
  of: { read(wanted: Wanted<T>[]): Promise<readonly Read[]>; answer(question: T, read: Read): Answer },
): Promise<(Predicting & Answer)[]> {
  const asked = await predictingOf(reader, questions);
  const wanted = asked.map(({ thing: { place: _, ...thing }, request: { modelId: __, ...request } }) => ({
    ...request,
    ...thing,
  }));
  const found = await of.read(wanted);
  return asked.flatMap(({ thing, request }, i) => {
    const read = found[i];
    return read === undefined ? [] : [{ ...thing, ...of.answer(request, read) }];
  });
}

const sql = kept(`
  SELECT r.place, s.version_id AS "versionId", s.deployment_id AS "deploymentId", s.environment
  FROM jsonb_to_recordset($1::jsonb) AS r(place int, "modelId" text, environment text, "from" timestamptz)
  JOIN monitoring.metric_series s ON s.model_id = r."modelId" AND s.name = 'predictions'
    AND s.last_at >= r."from" AND (r.environment IS NULL OR s.environment = r.environment)
  ORDER BY r.place, s.version_id, s.deployment_id`);

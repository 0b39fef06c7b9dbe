import type { KnownVersion, Office } from './office.ts';

const observeSource = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) {
  accepted rejected { reason } problem { message } } }`;
const labelSource = `mutation ($input: RecordLabelsInput!) { recordLabels(input: $input) {
  accepted rejected { reason } problem { message } } }`;

/** What is sent of rows: for each row its place among them makes a value. */
export interface Sent {
  /** Of the first row; the others follow a second apart. */
  from: Date;
  count: number;
  numbers?: Record<string, (i: number) => number | null>;
  texts?: Record<string, (i: number) => string | null>;
  prediction?: (i: number) => number;
  score?: (i: number) => number;
  /** Rows are told apart by it and their place; left out: no labels are awaited. */
  ids?: string;
  deploymentId?: string;
}

let batches = 0;

/** Records rows of a version, or of a deployment of it, as the engineer. */
export async function observe(office: Office, version: KnownVersion, sent: Sent): Promise<void> {
  const each = <T>(value: (i: number) => T) => Array.from({ length: sent.count }, (_, i) => value(i));
  const { deploymentId, ids, numbers = {}, texts = {}, prediction, score } = sent;
  const input = {
    ...(deploymentId ? { deploymentId } : { versionId: version.id }),
    batchId: `observed ${batches++}`,
    at: each(i => new Date(sent.from.getTime() + 1000 * i).toISOString()),
    columns: [
      ...Object.entries(numbers).map(([name, value]) => ({ name, numbers: each(value) })),
      ...Object.entries(texts).map(([name, value]) => ({ name, texts: each(value) })),
    ],
    ...(prediction && { prediction: { name: 'prediction', numbers: each(prediction) } }),
    ...(score && { score: each(score) }),
    ...(ids && { predictionIds: each(i => `${ids}${i}`) }),
  };
  const answer = await office.ask<Record<string, { accepted: number }>>(office.engineer, observeSource, { input });
  if (answer.recordObservations?.accepted !== sent.count) throw new Error(JSON.stringify(answer));
}

/** Records the labels of rows that were sent with ids, as the engineer. */
export async function label(
  office: Office,
  version: KnownVersion,
  { ids, count, at, number }: { ids: string; count: number; at: Date; number: (i: number) => number },
): Promise<void> {
  const labels = Array.from({ length: count }, (_, i) => ({
    ...{ predictionId: `${ids}${i}`, number: number(i), at: at.toISOString() },
  }));
  const input = { versionId: version.id, batchId: `labelled ${batches++}`, labels };
  const answer = await office.ask<Record<string, { accepted: number }>>(office.engineer, labelSource, { input });
  if (answer.recordLabels?.accepted !== count) throw new Error(JSON.stringify(answer));
}

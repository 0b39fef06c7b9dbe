import type { GraphAnswer, GraphClient } from '@handoff/kit/graph-client';
import type { Parcel } from './batch.ts';
import { type Outcome, type ResultLine, refused } from './outcome.ts';

const document = `mutation ImportModels($input: ImportModelsInput!) {
  importModels(input: $input) {
    results {
      path
      externalId
      outcome
      number
      kept
      model { id name }
      version { id }
      problem { __typename message }
    }
    problem { __typename message }
  }
}`;

interface ImportModels {
  importModels: {
    results: readonly GraphResult[];
    problem: { __typename: string; message: string } | null;
  } | null;
}

interface GraphResult {
  path: string;
  externalId: string;
  outcome: Outcome;
  number: string | null;
  kept: readonly string[];
  model: { id: string; name: string } | null;
  version: { id: string } | null;
  problem: { __typename: string; message: string } | null;
}

export interface SendOptions {
  client: GraphClient;
  dryRun: boolean;
  signal?: AbortSignal;
}

/** lines: what became of the parcels that got an answer; stopped: why no more can be sent, null when it can. */
export interface Sent {
  lines: ResultLine[];
  stopped: string | null;
}

/** Refusals that a single record can be the reason of: half of the batch may go in, so it is tried in halves. */
const oneMayBeToBlame: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'TOO_COSTLY', 'HTTP_413', 'PAYLOAD_TOO_LARGE']);

/** Sends one batch. Where the graph refuses it as a whole for what is in it, the bad record is found by halving. */
export async function send(parcels: readonly Parcel[], options: SendOptions): Promise<Sent> {
  const { client, dryRun, signal } = options;
  const records = parcels.map(({ record }) => record);
  const answer = await client.request<ImportModels>(document, { input: { records, dryRun } }, { signal });
  const failure = failureOf(answer);
  if (failure === null && answer.kind === 'Data') return { lines: linesOf(parcels, answer.data), stopped: null };
  if (!failure || !oneMayBeToBlame.has(failure.code))
    return { lines: [], stopped: failure?.message ?? 'No answer came.' };
  const [parcel] = parcels;
  if (parcels.length === 1 && parcel) return { lines: [refusedParcel(parcel, failure.message)], stopped: null };
  return sendHalves(parcels, options);
}

async function sendHalves(parcels: readonly Parcel[], options: SendOptions): Promise<Sent> {
  const middle = Math.ceil(parcels.length / 2);
  const head = await send(parcels.slice(0, middle), options);
  if (head.stopped !== null) return head;
  const tail = await send(parcels.slice(middle), options);
  return { lines: [...head.lines, ...tail.lines], stopped: tail.stopped };
}

interface Failure {
  code: string;
  message: string;
}

function failureOf(answer: GraphAnswer<ImportModels>): Failure | null {
  if (answer.kind === 'Unreachable') return { code: 'UNREACHABLE', message: answer.message };
  if (answer.kind === 'Refused') return answer;
  const payload = answer.data.importModels;
  if (!payload) return answer.errors[0] ?? { code: 'UNAVAILABLE', message: 'The registry gave no answer: try again.' };
  return payload.problem && { code: payload.problem.__typename, message: payload.problem.message };
}

function refusedParcel({ path, record }: Parcel, problem: string): ResultLine {
  return { ...refused(path, record.source.externalId, problem), name: record.name };
}

/** The results as lines of the files they came from; a record that the graph did not answer for counts as rejected. */
function linesOf(parcels: readonly Parcel[], { importModels }: ImportModels): ResultLine[] {
  const results = importModels?.results ?? [];
  const answered = new Set<number>();
  const lines = results.flatMap(result => {
    const [, record = '', version] = /^records\[(\d+)\](?:\.versions\[(\d+)\])?/.exec(result.path) ?? [];
    const parcel = record === '' ? undefined : parcels[Number(record)];
    if (!parcel) return [];
    answered.add(Number(record));
    const again = version === undefined && !parcel.first && result.outcome !== 'REJECTED';
    return again ? [] : [lineOf(parcel, result, version)];
  });
  const silent = parcels.filter((_, i) => !answered.has(i));
  return [
    ...lines,
    ...silent.map(parcel => refusedParcel(parcel, 'The graph did not say what became of it: try again.')),
  ];
}

function lineOf({ path, record }: Parcel, result: GraphResult, version: string | undefined): ResultLine {
  const at = version === undefined ? undefined : record.versions[Number(version)];
  return {
    kind: version === undefined ? 'record' : 'version',
    path,
    externalId: result.externalId,
    name: result.model?.name ?? record.name,
    version: result.number ?? (at?.numbered === false ? null : (at?.version ?? null)),
    ...(at?.numbered === false ? { numbered: false } : {}),
    outcome: result.outcome,
    kept: result.kept,
    problem: result.problem?.message ?? null,
    modelId: result.model?.id ?? null,
    versionId: result.version?.id ?? null,
  };
}

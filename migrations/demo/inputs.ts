import { sha256 } from '@handoff/kit/canonical';
import type { CostData, DatasetData, ModelData, VersionData } from './shape.ts';

const dayMs = 24 * 3600 * 1000;

/** The first day of the month that lies so many months before an instant, at midnight UTC, as RFC 3339. */
export function monthBefore(now: Date, months: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString();
}

function datasetInput(now: Date, { months: [from, to], ...told }: DatasetData) {
  return { ...told, digest: sha256(told.uri), from: monthBefore(now, from), to: monthBefore(now, to) };
}

function trainingData(now: Date, { training, validation, test }: VersionData) {
  const uses = [
    { purpose: 'TRAINING', told: training },
    { purpose: 'VALIDATION', told: validation },
    { purpose: 'TEST', told: test },
  ];
  return uses.flatMap(({ purpose, told }) => (told ? [{ purpose, dataset: datasetInput(now, told) }] : []));
}

/** What a version is made of, as registerVersion takes it. */
export function contentInput(now: Date, version: VersionData) {
  const { algorithm, framework, features, labels, assumptions, evaluations, documents, changeNote } = version;
  return {
    algorithm,
    framework,
    hyperparameters: Object.entries(version.hyperparameters).map(([name, value]) => ({ name, value })),
    features,
    labels,
    assumptions,
    trainingData: trainingData(now, version),
    evaluations,
    artifacts: version.artifacts.map(artifact => ({ ...artifact, sha256: sha256(artifact.uri) })),
    documents: documents ?? [],
    changeNote,
  };
}

const places = {
  MLFLOW: 'https://mlflow.demo.example/#/models',
  HUGGING_FACE: 'https://models.demo.example',
  GITHUB: 'https://git.demo.example/models',
} as const;

/** Where a version was registered from, with the run and commit of its training. */
export function sourceInput({ name, source }: ModelData, version: string) {
  if (!source) return null;
  const hash = sha256(`${name} ${version}`);
  return {
    system: source,
    externalId: `${name}/${version}`,
    url: `${places[source]}/${name}/versions/${version}`,
    runId: source === 'MLFLOW' ? hash.slice(0, 32) : null,
    commit: hash.slice(24, 64),
  };
}

/** Days in half the week cost less: fewer people shop at the beginning of it. */
const weekday = [1.12, 0.94, 0.93, 0.95, 0.98, 1.04, 1.1];

/** One amount a day and item for the 61 whole days before an instant. */
export function costInputs(now: Date, { items, currency }: CostData) {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  return items.flatMap(({ item, environment, perDay, growthPerDay }) =>
    Array.from({ length: 61 }, (_, day) => {
      const from = new Date(today - (61 - day) * dayMs);
      const amount = perDay * (1 + growthPerDay * day) * (weekday[from.getUTCDay()] ?? 1);
      const to = new Date(from.getTime() + dayMs).toISOString();
      return { from: from.toISOString(), to, amount: Number(amount.toFixed(2)), currency, environment, item };
    }),
  );
}

import { type Answer, type Asking, asked, type Failure, found } from './asking.ts';
import type { ModelFacts, VersionFacts } from './facts.ts';
import { noModel } from './find.ts';
import { modelQuestion, modelsQuestion, versionsQuestion } from './questions.ts';

interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

type Listed = ModelFacts & { versions: Page<VersionFacts> };

/** How many are asked for at once: models, the newest versions with each, and further versions of one model. */
export interface PageSizes {
  models: number;
  versions: number;
  further: number;
}

/** What stays well below the most that one request may ask for, and what one answer should hold in memory. */
export const pageSizes: PageSizes = { models: 25, versions: 10, further: 100 };

/** What is done with what was read. Waited for: nothing more is read before it is written. */
export interface Reading {
  model(model: ModelFacts): Promise<void>;
  version(model: ModelFacts, version: VersionFacts): Promise<void>;
}

/** Reads all models that the token may see, in order of name, page by page; null when none is left. */
export async function readAll(asking: Asking, reading: Reading, sizes = pageSizes): Promise<Failure | null> {
  let after: string | null = null;
  for (;;) {
    const variables: object = { first: sizes.models, versions: sizes.versions, after };
    const answer = await asked<{ models: Page<Listed> }>(asking, modelsQuestion, variables);
    if (answer.kind === 'Failure') return answer;
    const { nodes, pageInfo }: Page<Listed> = answer.value.models;
    const stopped = await readEach(nodes, asking, { reading, sizes });
    if (stopped) return stopped;
    if (!pageInfo.hasNextPage) return null;
    after = pageInfo.endCursor;
  }
}

/** Reads one model by name or id, with all its versions. */
export async function readOne(
  asking: Asking,
  reading: Reading,
  { model, sizes = pageSizes }: { model: string; sizes?: PageSizes },
): Promise<Failure | null> {
  const answer = await asked<{ model: Listed | null }>(asking, modelQuestion, { model, versions: sizes.versions });
  if (answer.kind === 'Failure') return answer;
  const { model: listed } = answer.value;
  return listed ? readEach([listed], asking, { reading, sizes }) : noModel(asking, model);
}

interface Way {
  reading: Reading;
  sizes: PageSizes;
}

async function readEach(models: readonly Listed[], asking: Asking, way: Way): Promise<Failure | null> {
  for (const { versions, ...model } of models) {
    await way.reading.model(model);
    const stopped = await readVersions(model, versions, { ...way, asking });
    if (stopped) return stopped;
  }
  return null;
}

async function readVersions(
  model: ModelFacts,
  begin: Page<VersionFacts>,
  { asking, reading, sizes }: Way & { asking: Asking },
): Promise<Failure | null> {
  let page = begin;
  for (;;) {
    for (const version of page.nodes) await reading.version(model, version);
    if (!page.pageInfo.hasNextPage) return null;
    const next = await furtherVersions(asking, {
      model: model.id,
      first: sizes.further,
      after: page.pageInfo.endCursor,
    });
    if (next.kind === 'Failure') return next;
    page = next.value;
  }
}

interface Further {
  model: string;
  first: number;
  after: string | null;
}

/** The next page of a model's versions; none when the model went away meanwhile. */
async function furtherVersions(asking: Asking, of: Further): Promise<Answer<Page<VersionFacts>>> {
  const answer = await asked<{ model: { versions: Page<VersionFacts> } | null }>(asking, versionsQuestion, of);
  if (answer.kind === 'Failure') return answer;
  const none = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
  return found(answer.value.model?.versions ?? none);
}

/** That a model reads a shared feature. */
export interface Upstream {
  modelId: string;
  /** As the versions of the model call it. */
  feature: string;
  definitionId: string;
  /** The name of the shared feature. */
  definition: string;
}

/** A version as the graph tells what it reads. */
export interface ToldReads {
  features: { name: string; definition: { id: string; name: string } | null }[];
}

/** The shared features that versions of a model read, each once, in their order. */
export function upstreamOf(modelId: string, versions: readonly ToldReads[]): Upstream[] {
  const found = new Map<string, Upstream>();
  for (const { name, definition } of versions.flatMap(({ features }) => features)) {
    if (!definition) continue;
    const key = JSON.stringify([name, definition.id]);
    found.set(key, { modelId, feature: name, definitionId: definition.id, definition: definition.name });
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

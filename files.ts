/** A file of the project, from the source as well as from the build. */
export const projectFile = (name: string) =>
  new URL(import.meta.url.includes('/dist/') ? `../${name}` : name, import.meta.url);

/** The composed graph, as it is committed. */
export const supergraphFile = projectFile('gateway/supergraph.graphql');

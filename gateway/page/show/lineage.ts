import { type Html, html } from '@handoff/kit/html';
import { modelPath, pathOf } from '../link.ts';
import { type ModelName, versionLink } from '../part/name.ts';
import { empty, section, table } from '../part/table.ts';
import { words } from '../part/words.ts';
import { type Lineage, lineagePicture, type Node } from '../picture/lineage.ts';
import { pageOf } from '../view.ts';

interface LineagePage {
  model: (ModelName & { versions: { totalCount: number; nodes: Made[] } }) | null;
}

interface Made {
  id: string;
  version: string;
  framework: string | null;
  parent: { id: string; version: string } | null;
  trainingData: { purpose: string; dataset: { id: string; name: string; rows: number | null } }[];
  deployments:
    | { id: string; kind: string; state: string; trafficPercent: number; environment: { title: string } }[]
    | null;
}

/** What a model's versions were made from, and where they run. */
export const lineage = pageOf<LineagePage>({
  query: `query Lineage($name: String!) {
  model(name: $name) {
    name title
    versions(first: 12) { totalCount nodes {
      id version framework parent { id version }
      trainingData { purpose dataset { id name rows } }
      deployments { id kind state trafficPercent environment { title } }
    } }
  }
}`,
  variables: ({ params }) => ({ name: params[0] }),
  draw: ({ model }) => model && { title: `${model.title}: lineage`, body: body(model) },
});

function body({ name, title, versions }: NonNullable<LineagePage['model']>): Html {
  const { nodes, totalCount } = versions;
  const cut =
    totalCount > nodes.length ? html`<p class="quiet">The newest ${nodes.length} of ${totalCount} versions.</p>` : '';
  const drawn =
    nodes.length === 0
      ? empty('No version is registered yet, so there is nothing to draw.')
      : html`${lineagePicture(drawing(title, nodes))}${cut}`;
  return html`<div class="head"><p class="crumbs"><a href="/models">Models</a> / <a href="${modelPath(name)}">${title}</a></p><h1>${title}: what it is made from, and where it runs</h1></div>
${section('drawing', 'From data to deployment', drawn)}${section('words', 'The same in words', inWords(nodes))}`;
}

function drawing(title: string, versions: readonly Made[]): Lineage {
  const data = new Map<string, Node>();
  for (const { trainingData } of versions)
    for (const { purpose, dataset } of trainingData)
      if (!data.has(dataset.id))
        data.set(dataset.id, { id: dataset.id, label: dataset.name, sub: words(purpose), href: null });
  const made = versions.map(
    ({ id, version, framework }): Node => ({
      id,
      label: `Version ${version}`,
      sub: framework ?? '',
      href: pathOf('versions', id),
    }),
  );
  const running = versions.flatMap(({ deployments }) =>
    (deployments ?? []).map(
      (each): Node => ({
        ...{ id: each.id, label: each.environment.title, href: null, live: each.state === 'LIVE' },
        sub: `${words(each.state)}, ${words(each.kind).toLowerCase()}, ${each.trafficPercent} %`,
      }),
    ),
  );
  const edges = versions.flatMap(({ id, trainingData, deployments }) => [
    ...trainingData.map(({ dataset }) => [dataset.id, id] as const),
    ...(deployments ?? []).map(each => [id, each.id] as const),
  ]);
  return {
    name: title,
    columns: [
      ['Data sets', [...data.values()]],
      ['Versions', made],
      ['Deployments', running],
    ],
    edges,
  };
}

function inWords(versions: readonly Made[]): Html {
  if (versions.length === 0) return empty('Nothing yet.');
  const rows = versions.map(({ id, version, parent, trainingData, deployments }) => [
    versionLink({ id, version }),
    parent ? versionLink(parent) : '',
    trainingData.map(({ purpose, dataset }) => html`<div>${words(purpose)}: ${dataset.name}</div>`),
    (deployments ?? []).map(
      each => html`<div>${each.environment.title}: ${words(each.state).toLowerCase()}, ${each.trafficPercent} %</div>`,
    ),
  ]);
  return table('Versions', ['Version', 'Follows', 'Made from', 'Runs'], rows);
}

import pg from 'pg';
import { type Figure, figure } from './figures.ts';
import type { Place } from './registry-search.ts';
import { lineageDataset } from './registry-seed.ts';
import { asked, timed } from './rounds.ts';

const rounds = 5;

const lineage = `query ($name: String) { dataset(name: $name) { name
  usedBy(first: 25) { nodes { id version
    deployments { id state
      alerts { nodes { id title
        responsible { id name ... on Person { teams { name } } } } } } } } } }`;

const bareLineage = `SELECT v.id, v.version, d.id, d.state, r.id, r.title, p.name, t.name
  FROM registry.dataset s JOIN registry.dataset_use u ON u.dataset_id = s.id JOIN registry.version v ON v.id = u.version_id
  LEFT JOIN deployment.deployment d ON d.version_id = v.id LEFT JOIN monitoring.alert r ON r.deployment_id = d.id
  LEFT JOIN access.assignment x ON x.model_id = v.model_id AND x.role_key = 'owner' AND x.state = 'ACCEPTED'
  LEFT JOIN access.person p ON p.id = x.assignee_id LEFT JOIN access.team_member b ON b.person_id = p.id
  LEFT JOIN access.team t ON t.id = b.team_id WHERE s.name = $1`;

/** Five hops: from a data set by its versions, their deployments, the alerts of these and who answers, to their teams. */
export async function lineageFigures(place: Place): Promise<Figure[]> {
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  const found = { graph: [] as number[], sql: [] as number[] };
  const through = () => asked(place, lineage, { name: lineageDataset });
  const of = { connections: 1, times: 20 };
  await timed(of, through);
  for (let round = 0; round < rounds; round++) {
    found.graph.push(...(await timed(of, through)));
    found.sql.push(...(await timed(of, () => client.query(bareLineage, [lineageDataset]))));
  }
  await client.end();
  return [
    figure({ bench: 'registry', figure: 'lineage, five hops', samples: found.graph, atMost: 50 }),
    figure({ bench: 'registry', figure: 'the same by bare SQL', samples: found.sql }),
  ];
}

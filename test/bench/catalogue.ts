import type { Client } from 'pg';

/** How many models the query shows. */
export const shown = 10;

const seed = `
  INSERT INTO access.person (id, name, email) SELECT 'per_' || lpad(i::text, 26, '0'), 'Owner ' || i, 'owner' || i || '@bench.example' FROM generate_series(1, ${shown}) i;
  INSERT INTO access.assignment (id, role_key, assignee_id, scope, model_id, state, proposed_by_id, proposed_at, since)
  SELECT 'asg_' || lpad(i::text, 26, '0'), 'owner', 'per_' || lpad(i::text, 26, '0'), 'MODEL', m.id, 'ACCEPTED', 'per_' || lpad(i::text, 26, '0'), now(), now()
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS i FROM access.model) m;
  INSERT INTO deployment.deployment (id, model_id, version_id, environment_id, kind, state, traffic_percent, started_at, ended_at)
  SELECT 'dep_' || lpad((row_number() OVER (ORDER BY v.id, e.rank))::text, 26, '0'), v.model_id, v.id, e.id, 'PRIMARY', 'RETIRED', 0, now(), now()
  FROM registry.version v CROSS JOIN deployment.environment e;
  INSERT INTO monitoring.alert (id, model_id, fingerprint, state, state_since, severity, title, detail, fired_at, last_seen_at, count, escalation, revision)
  SELECT 'alr_' || lpad((row_number() OVER (ORDER BY m.id, k))::text, 26, '0'), m.id, 'bench ' || k, 'FIRING', now(), 'WARNING', 'Latency is high (' || k || ')', 'p95 is above its threshold.', now(), now(), 1, 0, 1
  FROM access.model m CROSS JOIN generate_series(1, 3) k;`;

/** Puts owners, deployments and alerts to the models that were registered. */
export async function seedAround(client: Client): Promise<void> {
  await client.query(seed);
}

/** Three hops: models with their owners and versions, what runs of them, and what is wrong with them. */
export const query = `{ models(first: ${shown}, orderBy: NAME) { nodes {
  id name title riskTier owner { id name }
  latestVersion { id version framework deployments { id state environment { name } } }
  alerts(first: 5) { nodes { id state severity title } } } } }`;

import pg from 'pg';

const models = 1000;

/**
 * Fills a migrated database by SQL: 1,000 models with owner, three versions each, two deployments of the newest one,
 * and five alerts, which people have acknowledged. There are no events, so no part of Handoff reacts to any of it.
 */
export async function seed(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** An id of the right form: prefix and 26 digits. */
function id(prefix: string, number: string): string {
  return `'${prefix}_' || lpad((${number})::text, 26, '0')`;
}

const statements = [
  `INSERT INTO access.person (id, name, email)
   SELECT ${id('per', 'p')}, 'Person ' || p, 'person' || p || '@example.org' FROM generate_series(1, 50) p`,
  `INSERT INTO access.team (id, name, title) SELECT ${id('tea', 't')}, 'team-' || t, 'Team ' || t FROM generate_series(1, 20) t`,
  `INSERT INTO access.model (id, team_id) SELECT ${id('mdl', 'm')}, ${id('tea', '1 + m % 20')} FROM generate_series(1, ${models}) m`,
  `INSERT INTO registry.model (id, name, title, task, risk_tier, description)
   SELECT ${id('mdl', 'm')}, 'model-' || m, 'Model ' || m, 'REGRESSION', 'LIMITED', repeat('What it is for. ', 20)
   FROM generate_series(1, ${models}) m`,
  `INSERT INTO access.assignment
     (id, role_key, assignee_id, scope, model_id, state, proposed_by_id, proposed_at, responded_at, since)
   SELECT ${id('asg', 'm')}, 'owner', ${id('per', '1 + m % 50')}, 'MODEL', ${id('mdl', 'm')}, 'ACCEPTED',
     ${id('per', '1 + m % 50')}, now(), now(), now() FROM generate_series(1, ${models}) m`,
  `INSERT INTO registry.version (id, model_id, version, ordinal, state, digest, framework, created_by_id, created_at)
   SELECT ${id('ver', 'm * 10 + v')}, ${id('mdl', 'm')}, v::text, v, 'READY', repeat('0', 64), 'lightgbm 4.5.0',
     ${id('per', '1 + m % 50')}, now() - make_interval(days => 10 - v)
   FROM generate_series(1, ${models}) m, generate_series(1, 3) v`,
  `INSERT INTO deployment.deployment
     (id, model_id, version_id, environment_id, kind, state, traffic_percent, started_at)
   SELECT ${id('dep', 'm * 10 + e.rank')}, ${id('mdl', 'm')}, ${id('ver', 'm * 10 + 3')}, e.id, 'PRIMARY', 'LIVE', 100, now()
   FROM generate_series(1, ${models}) m, (SELECT id, row_number() OVER (ORDER BY rank DESC) AS rank FROM deployment.environment) e
   WHERE e.rank <= 2`,
  `INSERT INTO monitoring.alert
     (id, model_id, fingerprint, state, state_since, severity, title, detail, fired_at, last_seen_at, count, escalation, revision,
      acknowledged_by_id, acknowledged_at)
   SELECT ${id('alr', 'm * 10 + a')}, ${id('mdl', 'm')}, 'alert-' || a, 'ACKNOWLEDGED', now(), 'WARNING', 'Drift of feature ' || a,
     'It moved.', now(), now(), 1, 0, 1, ${id('per', '1 + (m + a) % 50')}, now() FROM generate_series(1, ${models}) m, generate_series(1, 5) a`,
  'VACUUM ANALYZE',
];

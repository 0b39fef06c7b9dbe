import pg from 'pg';

/** Adds to the 1,000 models of the gateway's bench what reports tell of: texts, traffic, monitors, and a trail. */
export async function seedReports(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const entry = (number: string, columns: string) => `INSERT INTO event.entry
    (id, at, actor_id, via, action, subject_id, model_id, summary, refused, changes, request_id)
  SELECT 'evt_' || lpad((${number})::text, 26, '0'), now() - interval '30 days', ${columns}, false, '[]', 'bench'`;

const statements = [
  `UPDATE registry.model SET purpose = repeat('The business aim behind it. ', 4), limitations = repeat('Where it is weak. ', 6),
     last_validated_at = now() - interval '200 days', validation_due_at = now() + interval '165 days'
   WHERE right(id, 1)::int < 8`,
  `INSERT INTO deployment.traffic (deployment_id, from_at, percent) SELECT id, started_at, 100 FROM deployment.deployment`,
  `INSERT INTO monitoring.monitor (id, model_id, name, kind, origin, window_minutes, for_minutes, keep_firing_minutes,
     minimum_rows, severity, enabled, revision, last_evaluated_at)
   SELECT 'mon_' || substr(m.id, 6) || n, m.id, 'monitor ' || n, 'METRIC', 'PERSON', 60, 5, 5, 100, 'WARNING', true, 1, now()
   FROM access.model m, generate_series(1, 2) n WHERE m.id < 'mdl_00000000000000000000000900'`,
  `${entry('row_number() OVER ()', "'per_00000000000000000000000001', 'GRAPHQL', 'model.registered', m.id, m.id, 'registered it'")} FROM access.model m`,
  `${entry('10000 + row_number() OVER ()', "a.assignee_id, 'SLACK', 'assignment.proposed', a.id, a.model_id, 'asked to own it'")} FROM access.assignment a WHERE a.model_id IS NOT NULL`,
  `${entry('20000 + row_number() OVER ()', "a.assignee_id, 'SLACK', 'assignment.accepted', a.id, a.model_id, 'accepted to own it'")} FROM access.assignment a WHERE a.model_id IS NOT NULL`,
  'VACUUM ANALYZE',
];

import type { Client } from 'pg';
import { chance, prose } from './words.ts';

/** How much the catalogue holds. */
export const sizes = { models: 25_000, versionsEach: 4, longest: 200_000 } as const;

/** What is looked for, and how many models have it. */
export const sought = {
  /** In 80 of those that carry the tag. */
  seldom: { word: 'unicorn', tag: 'env=prod' },
  /** In 1,000 of them. */
  some: { word: 'griffin' },
  /** In 12,500. */
  common: { word: 'customer' },
  /** In all. */
  every: { word: 'model' },
} as const;

/** The model with a great many versions, and the data set that 25 versions were trained on. */
export const longestModel = 'long/history';
export const lineageDataset = 'lineage-data';

const id = (prefix: string, number: string) => `'${prefix}_' || lpad((${number})::text, 26, '0')`;

const teams = `INSERT INTO access.team (id, name, title) SELECT ${id('tea', 'i')}, 'team-' || i, 'Team ' || i FROM generate_series(1, 40) i`;

const models = `
  WITH seed AS (SELECT i, t.text FROM unnest($1::text[]) WITH ORDINALITY t(text, i)), access AS (
    INSERT INTO access.model (id, team_id, visibility)
    SELECT ${id('mdl', 'i')}, ${id('tea', 'i % 40 + 1')}, CASE WHEN i % 10 = 7 THEN 'RESTRICTED' ELSE 'INTERNAL' END FROM seed)
  INSERT INTO registry.model (id, name, title, description, purpose, task, risk_tier, tags)
  SELECT ${id('mdl', 'i')},
    (ARRAY['credit', 'fraud', 'churn', 'pricing', 'demand'])[i % 5 + 1] || '/' || (ARRAY['score', 'forecast', 'ranker'])[i % 3 + 1] || '-' || i,
    'Model ' || i, left(text, 500) || CASE WHEN i % 2 = 0 THEN ' ${sought.common.word}' ELSE '' END
      || CASE WHEN i % 25 = 0 THEN ' ${sought.some.word}' ELSE '' END || CASE WHEN i % 312 = 0 THEN ' ${sought.seldom.word}' ELSE '' END,
    'The aim of number ' || i, (ARRAY['REGRESSION', 'RANKING', 'FORECASTING', 'OTHER'])[i % 4 + 1],
    (ARRAY['MINIMAL', 'LIMITED', 'HIGH', 'CRITICAL'])[i % 4 + 1],
    ARRAY['${sought.seldom.tag}', 'owner=' || i % 40, 'topic-' || i % 200]
  FROM seed`;

const documents = `INSERT INTO registry.document (id, model_id, title, kind, body, updated_at, updated_by_id)
  SELECT ${id('doc', 'i')}, ${id('mdl', 'i')}, 'Model card', 'model-card', t.text, now(), 'svc_bench'
  FROM unnest($1::text[]) WITH ORDINALITY t(text, i)`;

const versions = `INSERT INTO registry.version (id, model_id, version, ordinal, state, digest, algorithm, framework, created_by_id, created_at)
  SELECT ${id('ver', 'i * 10 + n')}, ${id('mdl', 'i')}, n, n, 'READY', repeat('a', 64),
    (ARRAY['gradient boosted trees', 'logistic regression', 'transformer'])[i % 3 + 1], 'xgboost 2.1', 'svc_bench', now() + n * interval '1 second'
  FROM generate_series(1, ${sizes.models}) i, generate_series(1, ${sizes.versionsEach}) n`;

const features = `INSERT INTO registry.feature (version_id, position, name, dtype, required, sensitive, transformations)
  SELECT ${id('ver', 'i * 10 + n')}, f, 'feature_' || f || '_' || (i * 7 + f) % 3000, 'double', true, false, '{}'
  FROM generate_series(1, ${sizes.models}) i, generate_series(1, ${sizes.versionsEach}) n, generate_series(1, 6) f`;

const long = `
  WITH access AS (INSERT INTO access.model (id, visibility) VALUES (${id('mdl', '99999')}, 'INTERNAL')), model AS (
    INSERT INTO registry.model (id, name, title, task, risk_tier) VALUES (${id('mdl', '99999')}, '${longestModel}', 'Long', 'OTHER', 'MINIMAL'))
  INSERT INTO registry.version (id, model_id, version, ordinal, state, digest, created_by_id, created_at)
  SELECT ${id('ver', '9000000 + i')}, ${id('mdl', '99999')}, i, i, 'READY', repeat('b', 64), 'svc_bench', now() - interval '1 day' + i * interval '1 ms'
  FROM generate_series(1, ${sizes.longest}) i`;

const lineage = `
  WITH data AS (INSERT INTO registry.dataset (id, name) VALUES (${id('dts', '1')}, '${lineageDataset}')), used AS (
    INSERT INTO registry.dataset_use (version_id, position, dataset_id, purpose)
    SELECT ${id('ver', 'i * 10 + 4')}, 0, ${id('dts', '1')}, 'TRAINING' FROM generate_series(1, 250, 10) i), people AS (
    INSERT INTO access.person (id, name, email) SELECT ${id('per', 'i')}, 'Person ' || i, 'p' || i || '@bench.example' FROM generate_series(1, 250, 10) i), members AS (
    INSERT INTO access.team_member (team_id, person_id) SELECT ${id('tea', 'i % 40 + 1')}, ${id('per', 'i')} FROM generate_series(1, 250, 10) i), owners AS (
    INSERT INTO access.assignment (id, role_key, assignee_id, scope, model_id, state, proposed_by_id, proposed_at, since)
    SELECT ${id('asg', 'i')}, 'owner', ${id('per', 'i')}, 'MODEL', ${id('mdl', 'i')}, 'ACCEPTED', ${id('per', 'i')}, now(), now() FROM generate_series(1, 250, 10) i), running AS (
    INSERT INTO deployment.deployment (id, model_id, version_id, environment_id, kind, state, traffic_percent, started_at)
    SELECT ${id('dep', 'i')}, ${id('mdl', 'i')}, ${id('ver', 'i * 10 + 4')}, e.id, 'PRIMARY', 'LIVE', 100, now()
    FROM generate_series(1, 250, 10) i, (SELECT id FROM deployment.environment ORDER BY rank DESC LIMIT 1) e)
  INSERT INTO monitoring.alert (id, model_id, deployment_id, fingerprint, state, state_since, severity, title, detail, fired_at, last_seen_at, count, escalation, revision)
  SELECT ${id('alr', 'i')}, ${id('mdl', 'i')}, ${id('dep', 'i')}, 'bench', 'FIRING', now(), 'WARNING', 'Latency is high', 'p95 is above its threshold.', now(), now(), 1, 0, 1
  FROM generate_series(1, 250, 10) i`;

/**
 * Fills a database that is migrated and empty. Answers how long the models and their texts took, in milliseconds: plain
 * SQL in one transaction, with what search keeps of them.
 */
export async function seedRegistry(client: Client): Promise<number> {
  const ms = await seedModels(client);
  for (const statement of [versions, features, long, lineage]) await client.query(statement);
  await client.query('VACUUM ANALYZE');
  return ms;
}

/** The models with their texts and versions alone. */
export async function seedModelsWithVersions(client: Client): Promise<void> {
  await seedModels(client);
  await client.query(versions);
  await client.query('VACUUM ANALYZE');
}

async function seedModels(client: Client): Promise<number> {
  const random = chance(11);
  const texts = Array.from({ length: sizes.models }, () => prose(random, 300));
  const began = performance.now();
  await client.query('BEGIN');
  await client.query(teams);
  await client.query(models, [texts]);
  await client.query(documents, [texts]);
  await client.query('COMMIT');
  return performance.now() - began;
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hours and days of what was measured, beside the minutes, so that a long time is read from few rows. */
export class MetricGrains0029000000000 implements MigrationInterface {
  name = 'MetricGrains0029000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const { table, part, digits } of coarse) {
      await runner.query(`
        CREATE TABLE monitoring.${table} (LIKE monitoring.metric_bucket INCLUDING ALL) PARTITION BY RANGE (at);
        DO $$ DECLARE start timestamptz; BEGIN
          FOR start IN SELECT DISTINCT date_trunc('${part}', b.at, 'UTC') FROM monitoring.metric_bucket b LOOP
            EXECUTE format('CREATE TABLE monitoring.${table}_%s PARTITION OF monitoring.${table} FOR VALUES FROM (%L) TO (%L)',
              left(to_char(start AT TIME ZONE 'UTC', 'YYYYMMDD'), ${digits}), start,
              (start AT TIME ZONE 'UTC' + interval '1 ${part}') AT TIME ZONE 'UTC');
          END LOOP;
        END $$`);
    }
    for (const { table, grain } of coarse) await runner.query(addedUp(table, grain));
    await runner.query(`
      -- Where the deployment is that it was recorded of; empty: recorded for the version itself.
      ALTER TABLE monitoring.metric_series ADD COLUMN environment text COLLATE "C" NOT NULL DEFAULT '';
      UPDATE monitoring.metric_series s SET environment = b.environment
        FROM (SELECT DISTINCT ON (version_id, deployment_id, name) version_id, deployment_id, name, environment
          FROM monitoring.metric_day ORDER BY version_id, deployment_id, name, at DESC) b
        WHERE b.version_id = s.version_id AND b.deployment_id = s.deployment_id AND b.name = s.name`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE monitoring.metric_series DROP COLUMN environment;
      DROP TABLE monitoring.metric_day, monitoring.metric_hour`);
  }
}

/** Hours have a partition for each month, days for each year, in UTC. */
const coarse = [
  { table: 'metric_hour', grain: 'hour', part: 'month', digits: 6 },
  { table: 'metric_day', grain: 'day', part: 'year', digits: 4 },
] as const;

// Sketches that follow each other are read as their sum.
function addedUp(table: string, grain: string): string {
  return `INSERT INTO monitoring.${table} (version_id, deployment_id, environment, name, slice, at, model_id, n, sum,
      sum_of_squares, min, max, unit, sketch)
    SELECT b.version_id, b.deployment_id, b.environment, b.name, b.slice, date_trunc('${grain}', b.at, 'UTC'),
      max(b.model_id), sum(b.n), sum(b.sum), sum(b.sum_of_squares), min(b.min), max(b.max), max(b.unit),
      string_agg(b.sketch, ''::bytea)
    FROM monitoring.metric_bucket b GROUP BY 1, 2, 3, 4, 5, 6`;
}

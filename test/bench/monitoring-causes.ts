import { system } from '@handoff/kit/actor';
import { type Db, openDatabase, rows, write } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { migrations } from '@handoff/migrations/list';
import { keepChanges, opened } from '@handoff/monitoring/alert/change';
import { monitoringTables } from '@handoff/monitoring/subgraph';
import { type Figure, figure } from './figures.ts';
import { withDatabase } from './own-database.ts';

const sizes = { models: 1_000, atOnce: 100 } as const;

/** How long it takes that alerts fire on a shared feature which a thousand models read, and find what explains them. */
export function benchCauses(): Promise<Figure[]> {
  return withDatabase(async ({ url }) => {
    await migrate(url, migrations);
    const db = await openDatabase({ url, tables: monitoringTables });
    try {
      await fill(db);
      const samples: number[] = [];
      for (let from = 0; from < sizes.models; from += sizes.atOnce) samples.push(await storm(db, from));
      await check(db);
      const name = `${sizes.atOnce} alerts that fire at once on a feature that ${sizes.models} models read`;
      return [figure({ bench: 'monitoring', figure: name, samples })];
    } finally {
      await db.destroy();
    }
  });
}

async function fill(db: Db): Promise<void> {
  await rows(db, `INSERT INTO access.model (id) SELECT 'mdl_' || i FROM generate_series(0, $1::int - 1) i`, [
    sizes.models,
  ]);
  await rows(
    db,
    `INSERT INTO monitoring.upstream (model_id, feature, definition_id, definition)
     SELECT 'mdl_' || i, 'income', 'ftr_1', 'salary' FROM generate_series(0, $1::int - 1) i`,
    [sizes.models],
  );
  await rows(
    db,
    `INSERT INTO monitoring.monitor (id, model_id, name, kind, origin, feature, window_minutes, for_minutes,
       keep_firing_minutes, minimum_rows, severity, enabled, revision, saved_at)
     SELECT 'mon_' || i, 'mdl_' || i, 'Income', 'DRIFT', 'PERSON', 'income', 60, 0, 0, 1, 'WARNING', true, 1, now()
     FROM generate_series(0, $1::int - 1) i`,
    [sizes.models],
  );
}

/** So many of them fire in one transaction, as one round of evaluations has them; in milliseconds. */
async function storm(db: Db, from: number): Promise<number> {
  const now = new Date();
  const changes = Array.from({ length: sizes.atOnce }, (_, i) => {
    const [modelId, monitorId] = [`mdl_${from + i}`, `mon_${from + i}`];
    const news = {
      ...{ modelId, monitorId, deploymentId: null, environment: null, fingerprint: monitorId },
      ...({ severity: 'WARNING', title: 'Income', detail: 'It moved.' } as const),
    };
    return opened({ news, pending: false, now, last: null });
  });
  const began = performance.now();
  await write(db, tx => keepChanges(tx, system('monitoring'), changes));
  return performance.now() - began;
}

async function check(db: Db): Promise<void> {
  const [found] = await rows<{ told: number; explained: number }>(
    db,
    `SELECT (SELECT count(*) FROM event.notification) AS told,
       count(*) FILTER (WHERE cause_id IS NOT NULL) AS explained FROM monitoring.alert`,
  );
  if (found?.told !== 1 || found.explained !== sizes.models - 1) throw new Error('The storm was not one alert.');
}

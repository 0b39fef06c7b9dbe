import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReach } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import { type Db, openDatabase, rows } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { chainStart, follow, isBroken } from '@handoff/kit/event/chain';
import { sealDue } from '@handoff/kit/event/seal';
import type { EntryRow } from '@handoff/kit/event/table';
import { sealedEntries, verifyTrail } from '@handoff/kit/event/verify';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import { migrations } from '@handoff/migrations/list';
import { type Figure, figure } from './figures.ts';
import { percentile } from './rounds.ts';

const sizes = { trail: 100_000, altered: 10_000, alterations: 1_000, assignments: 10_000, theirs: 100 } as const;

/** The audit trail: what one alteration of any value does to it, and how long verifying takes; and what access costs. */
export async function benchAudit(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const database = await startEmbedded({ home, log: silentLog(), durable: false });
  try {
    await migrate(database.url, migrations);
    const db = await openDatabase({ url: database.url, tables: [] });
    try {
      return [...(await trailFigures(db)), await accessFigure(db)];
    } finally {
      await db.destroy();
    }
  } finally {
    await database.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function trailFigures(db: Db): Promise<Figure[]> {
  await rows(
    db,
    `INSERT INTO event.entry (id, at, actor_id, via, action, subject_id, model_id, summary, refused, changes, detail, request_id)
     SELECT 'evt_' || lpad(i::text, 26, '0'), now() - make_interval(secs => $1 - i), 'per_' || i % 50, 'GRAPHQL', 'model.changed',
       'mdl_' || i % 500, 'mdl_' || i % 500, 'changed the title of model ' || i, false,
       jsonb_build_array(jsonb_build_object('name', 'title', 'change', 'CHANGED', 'before', 'old ' || i, 'after', 'new ' || i)),
       jsonb_build_object('revision', i), 'req-' || i FROM generate_series(1, $1) i`,
    [sizes.trail],
  );
  while ((await sealDue(db)) > 0);
  const samples: number[] = [];
  for (let run = 0; run < 5; run++) {
    const began = performance.now();
    const { checked, broken } = await verifyTrail(db);
    samples.push((performance.now() - began) / 1000);
    if (broken || checked !== sizes.trail) throw new Error(`The trail was not verified: ${JSON.stringify(broken)}`);
  }
  const name = `verify ${sizes.trail.toLocaleString('en')} entries`;
  return [figure({ bench: 'audit', figure: name, unit: 's', digits: 2, samples, atMost: 5 }), await alterations(db)];
}

/** Each alteration is one value of one entry, chosen at random; found is one that is named by its number. */
async function alterations(db: Db): Promise<Figure> {
  const trail = await first(db, sizes.altered);
  const states = trail.map(({ seq, previousHash }) => ({ seq: (seq ?? 0) - 1, hash: previousHash ?? chainStart.hash }));
  let found = 0;
  for (let i = 0; i < sizes.alterations; i++) {
    const place = Math.floor(Math.random() * trail.length);
    const entry = trail[place];
    const before = states[place];
    if (!entry || !before) continue;
    // All before it is whole, and was followed above: the chain goes on from there.
    const result = follow(before, [altered(entry, i), ...trail.slice(place + 1, place + 3)]);
    if (isBroken(result) && result.seq === place + 1) found += 1;
  }
  return figure({
    bench: 'audit',
    figure: `alterations not found, of ${sizes.alterations} in ${sizes.altered.toLocaleString('en')} entries`,
    unit: 'alterations',
    samples: [sizes.alterations - found],
    atMost: 0,
  });
}

function altered(entry: EntryRow, which: number): EntryRow {
  const names = Object.keys(entry) as (keyof EntryRow)[];
  const name = names[which % names.length] ?? 'summary';
  const value: unknown = entry[name];
  const other = value instanceof Date ? new Date(value.getTime() + 1) : typeof value === 'number' ? value + 1 : null;
  return { ...entry, [name]: other ?? (value === null ? 'x' : randomBytes(8).toString('hex')) };
}

async function first(db: Db, count: number): Promise<EntryRow[]> {
  const found: EntryRow[] = [];
  for await (const batch of sealedEntries(db.manager, 0)) {
    found.push(...batch);
    if (found.length >= count) break;
  }
  const trail = found.slice(0, count);
  if (isBroken(follow(chainStart, trail))) throw new Error('The trail is not whole before it is altered.');
  return trail;
}

/** Reading how far somebody's roles reach, and judging one model: what each request and each command adds. */
async function accessFigure(db: Db): Promise<Figure> {
  await rows(
    db,
    `WITH people AS (INSERT INTO access.person (id, name, email)
        SELECT 'per_' || i, 'P ' || i, 'p' || i || '@bench.example' FROM generate_series(1, $1::int / $2::int) i),
      models AS (INSERT INTO access.model (id) SELECT 'mdl_' || i FROM generate_series(1, $1::int) i)
     INSERT INTO access.assignment (id, role_key, assignee_id, scope, model_id, state, proposed_by_id, proposed_at, since)
     SELECT 'asg_' || i, 'ml-engineer', 'per_' || 1 + i % ($1::int / $2::int), 'MODEL', 'mdl_' || i, 'ACCEPTED', 'per_1', now(), now()
     FROM generate_series(1, $1::int) i`,
    [sizes.assignments, sizes.theirs],
  );
  await rows(db, 'ANALYZE');
  const actor: Actor = { kind: 'person', id: 'per_1', name: 'P', via: 'GRAPHQL', requestId: 'bench', limitedTo: null };
  const model = { id: `mdl_${sizes.assignments}`, teamId: null, visibility: 'INTERNAL' as const };
  const took: number[] = [];
  for (let i = 0; i < 1_000; i++) {
    const began = performance.now();
    if (!permissionsOn(await readReach(db, actor), model).has('READ')) throw new Error('Somebody may not read.');
    took.push(performance.now() - began);
  }
  const warm = took.slice(100);
  const name = `permission check at ${sizes.assignments.toLocaleString('en')} assignments, ${sizes.theirs} of them theirs, median`;
  return figure({ bench: 'audit', figure: name, unit: 'ms', digits: 3, samples: [percentile(warm, 50)], atMost: 1 });
}

import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { columns } from '@handoff/kit/database/columns';
import { rows, type Tx } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { append } from '@handoff/kit/event/append';
import type { ValueChange } from '@handoff/kit/event/table';
import { z } from 'zod';
import { checked, listOf, maybe, orNull, words } from '../model/check.ts';
import { signedBy } from '../model/guard.ts';
import { type AvailabilityRow, availabilities, availabilityText } from './availability.ts';

const feature = z.object({
  name: words(500),
  available: z.boolean(),
  dtype: maybe(200),
  freshnessMinutes: orNull(z.int('is no whole number of minutes.').min(0, 'is negative: give 0 or more.')),
  source: maybe(2000),
});

const schema = z.object({
  environment: words(200),
  features: listOf(feature, 1000)
    .refine(list => list.length > 0, 'names no feature: give one at least.')
    .superRefine((list, context) => {
      const seen = new Set<string>();
      list.forEach(({ name }, i) => {
        if (seen.has(name))
          context.addIssue({ code: 'custom', path: [i, 'name'], message: `is "${name}" again: name each once.` });
        seen.add(name);
      });
    }),
});
type Report = z.output<typeof schema>;

export interface ReportAvailability extends z.input<typeof schema> {
  idempotencyKey?: string | null;
}

/** Takes down what production can read in an environment. Needs INGEST everywhere: it is true of all models alike. */
export const reportAvailability: Command<ReportAvailability> = {
  name: 'reportAvailability',
  async run(tx, actor, input) {
    const { value: report, problem } = checked(schema, input);
    if (problem) return problem;
    const { environment } = report;
    const refused = await mayReport(tx, actor, environment);
    if (refused) return refused;
    const changes = await keep(tx, actor, report);
    const count = report.features.length.toLocaleString('en');
    await append(tx, actor, {
      action: 'availability.reported',
      subjectId: environment,
      modelId: null,
      summary: `reported which of ${count} features can be read in ${environment}`,
      changes,
      detail: { environment, features: changes.map(({ name }) => name) },
    });
    return done(environment);
  },
};

async function mayReport(tx: Tx, actor: Actor, environment: string): Promise<Refusal | null> {
  if (mayEverywhere(await readReach(tx, actor), 'INGEST')) return null;
  const message = 'Only who may send measurements of all models, such as a feature store, may report what can be read.';
  const about = { subjectId: environment, modelId: null };
  return { kind: 'NotAllowed', rule: 'ingest', message, whoCan: await whoCan(tx, 'INGEST', null), about };
}

const standingSql = `SELECT ${columns(availabilities, 'b')} FROM registry.availability b
  WHERE b.environment = $1 AND b.name = ANY($2::text[]) ORDER BY b.name FOR UPDATE`;

const keepSql = `INSERT INTO registry.availability
    (name, environment, available, dtype, freshness_minutes, source, reported_at, reported_by_id)
  SELECT t.name, $2, t.available, t.dtype, t."freshnessMinutes", t.source, now(), $3 FROM jsonb_to_recordset($1::jsonb)
    AS t(name text, available boolean, dtype text, "freshnessMinutes" int, source text) ORDER BY t.name
  ON CONFLICT (name, environment) DO UPDATE SET available = excluded.available, dtype = excluded.dtype,
    freshness_minutes = excluded.freshness_minutes, source = excluded.source, reported_at = excluded.reported_at,
    reported_by_id = excluded.reported_by_id`;

/** Keeps a report with two statements; what differs from the one before comes back. */
async function keep(tx: Tx, actor: Actor, { environment, features }: Report): Promise<ValueChange[]> {
  const standing = await rows<AvailabilityRow>(tx, standingSql, [environment, features.map(({ name }) => name)]);
  const before = new Map(standing.map(row => [row.name, availabilityText(row)]));
  await rows(tx, keepSql, [jsonText(features), environment, signedBy(actor)]);
  return features.flatMap(row => {
    const was = before.get(row.name) ?? null;
    const is = availabilityText(row);
    if (was === is) return [];
    return [{ name: row.name, change: was === null ? 'ADDED' : 'CHANGED', before: was, after: is } as const];
  });
}

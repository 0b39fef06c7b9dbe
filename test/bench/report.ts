import pg from 'pg';
import { type Figure, figure } from './figures.ts';
import { seed } from './gateway/seed.ts';
import { inHouse } from './in-house.ts';
import type { Place } from './registry-search.ts';
import { seedReports } from './report-seed.ts';
import { asked } from './rounds.ts';

const rounds = 7;

const reports = [
  { kind: 'SR_11_7_INVENTORY', format: 'HTML', of: 'inventory of 1,000 models, as HTML', atMost: 3 },
  { kind: 'SR_11_7_INVENTORY', format: 'CSV', of: 'inventory of 1,000 models, as CSV', atMost: 3 },
  { kind: 'ACCESS_REVIEW', format: 'HTML', of: 'access review of 1,000 roles, as HTML', atMost: 3 },
  { kind: 'DECISION_LOG', format: 'HTML', of: 'decision log of 2,000 decisions, as HTML', atMost: 3 },
];

const question = `query ($kind: ReportKind!, $format: ReportFormat!) {
  report(kind: $kind, format: $format) { content digest coverage gaps { missing } } }`;

/** Reports over 1,000 models with owners, live versions, monitors and a trail. */
export function benchReport(): Promise<Figure[]> {
  return inHouse(async place => {
    await seed(place.databaseUrl);
    await seedReports(place.databaseUrl);
    await sealed(place);
    const figures: Figure[] = [];
    for (const each of reports) figures.push(await measured(place, each));
    return figures;
  });
}

async function measured(place: Place, { kind, format, of, atMost }: (typeof reports)[number]): Promise<Figure> {
  const samples: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    const { report } = await asked<{ report: { content: string } | null }>(place, question, { kind, format });
    if (!report || report.content.length < 50_000) throw new Error(`The ${of} holds less than it should.`);
    // The first one finds everything cold.
    if (round > 0) samples.push((performance.now() - began) / 1000);
  }
  return figure({ bench: 'report', figure: of, unit: 's', digits: 2, samples, atMost });
}

/** Resolves when all entries have their number. */
async function sealed({ databaseUrl }: Place): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let left = 1; left > 0; await new Promise(resolve => setTimeout(resolve, 100))) {
      const found = await client.query<{ left: number }>(
        'SELECT count(*)::int AS left FROM event.entry WHERE seq IS NULL',
      );
      left = found.rows[0]?.left ?? 0;
    }
  } finally {
    await client.end();
  }
}

import pg from 'pg';
import { type Figure, figure } from './figures.ts';
import { inHouse } from './in-house.ts';
import { importFigures } from './registry-import.ts';
import { lineageFigures } from './registry-lineage.ts';
import { pageFigures } from './registry-pages.ts';
import { type Place, searchFigures } from './registry-search.ts';
import { seedRegistry } from './registry-seed.ts';

/**
 * Search, pages and lineage over 25,000 models with 100,000 versions, and one with 200,000 more; and the import of
 * 25,000 model cards into an empty catalogue. Each beside the bare SQL of the same answer.
 */
export async function benchRegistry(): Promise<Figure[]> {
  const brought = await inHouse(importFigures);
  const read = await inHouse(async place => {
    const plain = (await seeded(place)) / 1000;
    const bare = figure({ bench: 'registry', figure: 'the same amount by bare SQL', unit: 's', samples: [plain] });
    return [bare, ...(await searchFigures(place)), ...(await pageFigures(place)), ...(await lineageFigures(place))];
  });
  return [...brought, ...read];
}

async function seeded({ databaseUrl }: Place): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await seedRegistry(client);
  } finally {
    await client.end();
  }
}

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const folders = {
  kit: 'subgraphs/kit',
  registry: 'subgraphs/registry',
  deployment: 'subgraphs/deployment',
  monitoring: 'subgraphs/monitoring',
  gateway: 'gateway',
  bot: 'bot',
  migrations: 'migrations',
  bench: 'test/bench',
  reference: 'test/reference',
};

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export
export default defineConfig({
  resolve: {
    alias: [
      // One copy of graphql: otherwise its instanceof checks meet two realms.
      { find: /^graphql$/, replacement: path('node_modules/graphql/index.js') },
      { find: /^handoff\/house$/, replacement: path('house.ts') },
      ...Object.entries(folders).map(([name, folder]) => ({
        find: new RegExp(`^@handoff/${name}/(.*)$`),
        replacement: `${path(folder)}/$1.ts`,
      })),
    ],
  },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['test/global.ts'],
    // What hangs is ended; what is only slow, on a machine that has much else to do, is waited for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // One more than this needs cores: much of the time is waiting for leases, paces and processes that start.
    maxWorkers: 3,
    // Each process loads each module once; docs/decisions/0010-tests-share-processes.md says why that is safe.
    isolate: false,
  },
});

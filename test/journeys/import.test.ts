import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typed } from '../chat.ts';
import { ended, handoff } from '../command.ts';
import { asked, slackModes, type TestHouse, testHouse } from '../house.ts';

const noor = { userId: 'U07NOOR', channel: 'C03OPERATIONS' };
const shared = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const missing = !existsSync(shared);

interface Line {
  kind?: string;
  path?: string;
  version?: string | null;
  outcome?: string;
  problem?: string | null;
}

const wine = `flavors:
  python_function:
    loader_module: mlflow.sklearn
  sklearn:
    sklearn_version: 1.5.2
mlflow_version: 2.13.1
model_uuid: 5a0b9c1d2e3f40518263748596a7b8c9
signature:
  inputs: '[{"type": "double", "name": "acidity", "required": true}, {"type": "long", "name": "year", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
utc_time_created: '2026-06-05 01:53:53.910623'
`;

describe.each(slackModes)('over %s', mode => {
  let house: TestHouse;
  let folder: string;
  beforeAll(async () => {
    house = await testHouse(mode);
    folder = await mkdtemp(join(tmpdir(), 'handoff-import-'));
    await writeFile(join(folder, 'Cellar Wine.yaml'), wine);
    await writeFile(join(folder, 'broken.yaml'), 'flavors: {python_function: {}}\nsignature: [unclosed\n');
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(
    source: string,
    where: string,
    ...more: string[]
  ): Promise<{ code: number | null; lines: Line[] }> {
    const { code, stdout, stderr } = await ended(
      handoff(['import', source, where, '--json', ...more], {
        HANDOFF_URL: house.url,
        HANDOFF_TOKEN: house.adminToken,
      }),
    );
    if (stdout === '') throw new Error(stderr);
    return {
      code,
      lines: stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Line),
    };
  }
  const outcomes = (lines: Line[]) => [...new Set(lines.flatMap(line => line.outcome ?? []))].sort();

  it('imports what is sound, rejects the rest with file and reason, and changes nothing the second time', async () => {
    const first = await run('mlmodel', folder);
    expect(first.code).toBe(1);
    expect(first.lines.find(line => line.outcome === 'REJECTED')).toMatchObject({
      path: expect.stringContaining('broken.yaml'),
      problem: expect.stringMatching(/^Line 3, column 1: /),
    });
    expect(outcomes(first.lines)).toEqual(['CREATED', 'REJECTED']);
    const head = await asked<{ auditTrail: { nodes: { at: string }[] } }>(
      house.admin,
      '{ auditTrail(action: "model.imported") { nodes { at } } }',
    );
    expect(outcomes((await run('mlmodel', folder)).lines)).toEqual(['REJECTED', 'UNCHANGED']);
    expect(await asked(house.admin, '{ auditTrail(action: "model.imported") { nodes { at } } }')).toEqual(head);
  });

  it('finds and looks up what was imported, in the graph and in Slack, with nothing invented', async () => {
    const { model } = await asked<{ model: Record<string, unknown> }>(
      house.admin,
      `{ model(name: "cellar-wine") { name task riskTier team { name } description unowned sources { system externalId }
        latestVersion { version framework trainedBy { name } features { name dtype required } labels { dtype shape } } } }`,
    );
    expect(model).toMatchObject({
      task: 'OTHER',
      riskTier: 'UNCLASSIFIED',
      team: null,
      description: null,
      unowned: true,
      sources: [{ system: 'MLMODEL', externalId: '5a0b9c1d2e3f40518263748596a7b8c9' }],
      latestVersion: {
        framework: 'sklearn 1.5.2',
        trainedBy: null,
        features: [
          { name: 'acidity', dtype: 'double', required: true },
          { name: 'year', dtype: 'long', required: false },
        ],
        labels: [{ dtype: expect.stringContaining('float64'), shape: [-1] }],
      },
    });
    expect(await typed(house.slack, noor, '/handoff find cellar')).toContain('cellar-wine');
    expect(await typed(house.slack, noor, '/handoff model cellar-wine')).toContain('cellar-wine');
  });

  it('makes a version of a model card that changed, and says before which number it will have', async () => {
    const cards = join(folder, 'cards', 'cellar-card');
    await mkdir(cards, { recursive: true });
    const outcome = async (library: string, ...more: string[]) => {
      await writeFile(join(cards, 'README.md'), `---\nlibrary_name: ${library}\n---\n# Cellar`);
      const { code, lines } = await run('hugging-face', join(folder, 'cards'), ...more);
      const versions = lines.filter(({ kind }) => kind === 'version').map(one => `${one.outcome} ${one.version}`);
      return [code, ...versions].join(' ');
    };
    expect(await outcome('sklearn')).toBe('0 CREATED 1');
    expect(await outcome('xgboost', '--dry-run')).toBe('0 CREATED 2');
    expect(await outcome('xgboost')).toBe('0 CREATED 2');
    expect(await outcome('xgboost')).toBe('0 UNCHANGED 2');
    expect(await outcome('sklearn')).toBe('0 UNCHANGED 1');
    const source = '{ model(name: "cellar-card") { versions { nodes { version framework parent { version } } } } }';
    expect(await asked(house.admin, source)).toEqual({
      model: {
        versions: {
          nodes: [
            { version: '2', framework: 'xgboost', parent: { version: '1' } },
            { version: '1', framework: 'sklearn', parent: null },
          ],
        },
      },
    });
  });

  it.skipIf(missing).each(['mlmodel', 'modelcards'])(
    'takes the real files of %s in whole (skipped without them)',
    async kind => {
      const source = kind === 'mlmodel' ? 'mlmodel' : 'hugging-face';
      const first = await run(source, join(shared, kind));
      expect(outcomes(first.lines)).toEqual(['CREATED']);
      expect(first.code).toBe(0);
      expect(outcomes((await run(source, join(shared, kind))).lines)).toEqual(['UNCHANGED']);
    },
  );
});

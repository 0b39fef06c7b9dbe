import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const dashboard = JSON.parse(read('docs/deploy/grafana.json')) as Dashboard;
const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

interface Dashboard {
  panels: { title: string; targets?: { expr: string; legendFormat: string }[] }[];
  templating: { list: { name: string; query: string | { query: string } }[] };
}

let house: TestHouse;
/** What the one process tells of itself, after it was asked something: the labels of each figure. */
let told: Map<string, Set<string>>;

beforeAll(async () => {
  house = await testHouse('socket');
  await asked(house.admin, '{ models(first: 1) { totalCount } }');
  await house.admin.request('{ nothing }');
  told = await until(async () => {
    const figures = figuresIn(await (await fetch(`${house.url}/metrics`)).text());
    expect(figures.get('handoff_delivery_due')).toContain('consumer');
    return figures;
  });
});
afterAll(() => house.stop());

function figuresIn(text: string): Map<string, Set<string>> {
  const figures = new Map<string, Set<string>>();
  for (const line of text.split('\n').filter(each => /^[a-z]/.test(each))) {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    const known = figures.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    figures.set(name, known);
  }
  return figures;
}

/** Figures that a text names, by how all of ours begin. */
const namesIn = (text: string) => [...new Set(text.match(/\b(?:handoff|process|nodejs)_[a-z0-9_]+/g))];

it('asks for figures that there are, by labels that they have', () => {
  expect(queries.length).toBeGreaterThan(15);
  for (const query of queries) {
    const names = namesIn(query);
    expect({ query, unknown: names.filter(name => !told.has(name)) }).toEqual({ query, unknown: [] });
    // Prometheus itself adds which process a figure is of.
    const labels = new Set(['instance', ...names.flatMap(name => [...(told.get(name) ?? [])])]);
    const asks = [...query.matchAll(/(\w+)=~?"/g), ...query.matchAll(/by \(([^)]*)\)/g)];
    const named = asks.flatMap(([, list = '']) => list.split(', '));
    expect({ query, unknown: named.filter(label => !labels.has(label)) }).toEqual({ query, unknown: [] });
  }
});

it('shows every figure of Handoff’s own, and none of another name is told of in the docs', () => {
  const shown = new Set(namesIn(queries.join('\n')));
  const own = [...told.keys()].filter(name => name.startsWith('handoff_'));
  const parts = (name: string) => [name, name.replace(/_(sum|count)$/, '_bucket')];
  expect(own.filter(name => !parts(name).some(each => shown.has(each)))).toEqual([]);
  const documented = namesIn(read('docs/operate.md')).filter(name => /^(handoff|process|nodejs)_/.test(name));
  expect(documented.filter(name => !told.has(name) && !told.has(`${name}_bucket`))).toEqual([]);
});

it('names its variables, and labels what it draws by what the query keeps', () => {
  const variables = new Set(dashboard.templating.list.map(({ name }) => name));
  const used = JSON.stringify(dashboard.panels).match(/\$\{?(?!__)(\w+)/g) ?? [];
  expect(used.map(each => each.replace(/\W/g, '')).filter(name => !variables.has(name))).toEqual([]);
  for (const { targets = [] } of dashboard.panels)
    for (const { expr, legendFormat } of targets) {
      const kept = [...(/by \(([^)]*)\)/.exec(expr)?.[1] ?? 'instance').split(', ')];
      const drawn = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      expect({ expr, unknown: drawn.filter(label => !kept.includes(label ?? '')) }).toEqual({ expr, unknown: [] });
    }
});

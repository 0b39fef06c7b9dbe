import { describe, expect, it } from 'vitest';
import { assignments, grants } from './demo/assignments.ts';
import { auc, dataset, mean, share } from './demo/build.ts';
import { costInputs, monthBefore, sourceInput } from './demo/inputs.ts';
import { costs, models } from './demo/models.ts';
import { people, strangers, teams } from './demo/people.ts';
import { demoChannels, demoPeople, demoViewer, seedDemo } from './seed.ts';
import type { SeedGraph } from './seeding.ts';

const versions = models.flatMap(model =>
  model.versions.map((version, i) => ({ name: `${model.name} ${i + 1}`, version })),
);
const on = dataset('cases/test', 1000, { months: [2, 1], about: 'Cases.' });

describe('intervals', () => {
  it('are Wilson’s for shares, also at the edges', () => {
    expect(share('recall', { hits: 50, n: 100, on })).toMatchObject({ value: 0.5, lower: 0.4038, upper: 0.5962 });
    expect(share('recall', { hits: 0, n: 20, on })).toMatchObject({ value: 0, lower: 0, upper: 0.1611 });
  });

  it('are normal for means', () => {
    expect(mean('mae', { value: 10, deviation: 5, n: 400, on })).toMatchObject({ lower: 9.51, upper: 10.49 });
  });

  it('are those of Hanley and McNeil for areas under the curve', () => {
    expect(auc({ value: 0.893, positives: 51, negatives: 58, on })).toMatchObject({
      lower: 0.8293,
      upper: 0.9567,
      n: 109,
    });
  });
});

describe('the data', () => {
  it('has its dozen models, each once, and each tells what it is for', () => {
    expect(new Set(models.map(model => model.name)).size).toBe(12);
    for (const { description, purpose, limitations, objectives } of models) {
      for (const text of [description, purpose, limitations]) expect(text).toMatch(/^\p{Lu}.{40,}\.$/u);
      expect(objectives.length).toBeGreaterThan(0);
    }
  });

  it.each(versions)('$name rests on figures that its data sets can carry', ({ version }) => {
    const used = new Map(
      [version.training, version.validation, version.test].flatMap(data => (data ? [[data.name, data]] : [])),
    );
    for (const { metric, value, valueText, lower, upper, n, dataset: name } of version.evaluations) {
      const data = used.get(name ?? '');
      expect(data, `${metric} names a data set of the version`).toBeDefined();
      expect(n ?? 0).toBeLessThanOrEqual(data?.rows ?? 0);
      expect(value === undefined).toBe(valueText !== undefined);
      if (value === undefined) continue;
      expect(lower).toBeLessThan(value);
      expect(upper).toBeGreaterThan(value);
    }
  });

  it('points aliases and parents at versions that are there', () => {
    for (const { versions: list, aliases } of models) {
      for (const version of Object.values(aliases)) expect(list[version - 1]).toBeDefined();
      for (const [i, { parent }] of list.entries()) expect(parent ?? 0).toBeLessThan(i + 1);
    }
  });

  it('gives one type to each shared feature, and several models read the same one', () => {
    const uses = models.flatMap(({ name, versions: list }) =>
      list.flatMap(({ features }) =>
        features.flatMap(({ definition, dtype }) => (definition ? [{ definition, dtype, name }] : [])),
      ),
    );
    for (const { definition, dtype, name } of uses)
      expect(dtype, `${definition} in ${name}`).toBe(uses.find(use => use.definition === definition)?.dtype);
    expect(new Set(uses.filter(use => use.definition === 'customer.account_age_days').map(use => use.name)).size).toBe(
      4,
    );
  });

  it('lets the data scientist of each model accept that role before anything is registered', () => {
    for (const { name, keeper } of models) {
      const held = assignments.find(
        each => each.model === name && each.role === 'data-scientist' && each.who === keeper,
      );
      expect(held?.answer, name).toBe('accepted');
    }
  });

  it('has owners for all but delivery-time', () => {
    const owned = new Set(
      assignments.filter(each => each.role === 'owner' && each.answer === 'accepted').map(each => each.model),
    );
    expect(models.map(model => model.name).filter(name => !owned.has(name))).toEqual(['delivery-time']);
  });

  it('gives every person something to do, and uses addresses that nobody has', () => {
    const busy = new Set([...assignments, ...grants].map(each => each.who));
    expect(Object.keys(people).filter(key => !busy.has(key as keyof typeof people))).toEqual([]);
    for (const { email } of demoPeople) expect(email).toMatch(/@(demo|agency)\.example$/);
    expect(demoPeople.map(person => person.email)).toContain(demoViewer);
  });

  it('has a channel for each team, without strangers and guests', () => {
    expect(demoChannels.map(channel => channel.name)).toEqual(['general', ...Object.keys(teams)]);
    const guests = strangers.filter(person => 'guest' in person).map(person => person.slackUserId);
    expect(demoChannels.flatMap(channel => channel.members).filter(id => guests.includes(id as 'U13DANA'))).toEqual([]);
  });
});

describe('what is given to the graph', () => {
  const now = new Date('2026-03-15T10:30:00Z');

  it('counts months back over the turn of the year', () => {
    expect(monthBefore(now, 3)).toBe('2025-12-01T00:00:00.000Z');
    expect(monthBefore(now, 0)).toBe('2026-03-01T00:00:00.000Z');
  });

  it('has the costs of 61 whole days before now', () => {
    for (const cost of costs) {
      const lines = costInputs(now, cost);
      expect(lines).toHaveLength(61 * cost.items.length);
      expect(lines[0]?.from).toBe('2026-01-13T00:00:00.000Z');
      expect(lines.at(-1)?.to).toBe('2026-03-15T00:00:00.000Z');
    }
  });

  it('names a source of its own for each version', () => {
    const sources = models.flatMap(model =>
      model.versions.map((_, i) => sourceInput(model, String(i + 1))?.externalId),
    );
    expect(new Set(sources).size).toBe(sources.length);
  });

  it('says which mutation failed, for what and why', async () => {
    const answers = [
      { person: null },
      { answer: { problem: { __typename: 'Conflict', message: 'That e-mail is taken.' } } },
    ];
    const graph: SeedGraph = { run: async <T>() => answers.shift() as T };
    await expect(seedDemo(graph)).rejects.toThrow('savePerson of Ana Lima failed: Conflict: That e-mail is taken.');
  });
});

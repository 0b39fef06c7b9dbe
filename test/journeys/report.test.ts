import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directCard } from '../chat.ts';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { type Asking, changed, peopleOf } from '../people.ts';

const kinds = ['MODEL_CARD', 'EU_AI_ACT_ANNEX_IV', 'CYCLONEDX_ML_BOM', 'SR_11_7_INVENTORY', 'ACCESS_REVIEW'] as const;
const formats = ['MARKDOWN', 'HTML', 'JSON', 'CSV'] as const;

interface Made {
  content: string;
  digest: string;
  coverage: number;
  gaps: { point: string; whoCanFill: { name: string }[]; assigned: { to: { name: string } } | null }[];
}

const question = `query ($kind: ReportKind!, $format: ReportFormat!, $model: String, $from: DateTime, $to: DateTime) {
  report(kind: $kind, format: $format, model: $model, from: $from, to: $to) {
    content digest coverage gaps { point whoCanFill { name } assigned { to { name } } }
  }
}`;

describe.each(['socket', 'split'] as const)('reports over %s', mode => {
  let house: TestHouse;
  let people: Record<'grace' | 'priya' | 'helena' | 'noor' | 'tomasz', Asking> & { close(): Promise<void> };
  beforeAll(async () => {
    house = await testHouse(mode);
    people = await peopleOf(house, ['grace', 'priya', 'helena', 'noor', 'tomasz']);
  });
  afterAll(async () => {
    await people?.close();
    await house?.stop();
  });

  const report = async ({ graph }: Asking, variables: object) =>
    (await asked<{ report: Made | null }>(graph, question, { format: 'JSON', ...variables })).report;

  it('an auditor has every kind in every format, with one digest', async () => {
    for (const kind of [...kinds, 'DECISION_LOG']) {
      const model = kinds.slice(0, 3).some(one => one === kind) ? 'churn' : null;
      const made = await Promise.all(formats.map(format => report(people.grace, { kind, format, model })));
      expect(new Set(made.map(each => each?.digest)).size, kind).toBe(1);
      for (const each of made) expect(each?.content, kind).toContain(each?.digest);
    }
  });

  it('cites entries that are in the trail and say what is cited', async () => {
    const made = await report(people.grace, { kind: 'DECISION_LOG' });
    const { sections } = JSON.parse(made?.content ?? '') as { sections: { title: string; blocks: Block[] }[] };
    const rows = sections.find(({ title }) => title === 'All decisions in order')?.blocks[0]?.rows ?? [];
    const { auditTrail } = await asked<{ auditTrail: { nodes: { seq: number; summary: string }[] } }>(
      people.grace.graph,
      '{ auditTrail(action: "assignment.accepted", first: 100) { nodes { seq summary } } }',
    );
    const summaries = new Map(auditTrail.nodes.map(({ seq, summary }) => [seq, summary]));
    const found = rows.filter(({ entries }) => summaries.has(entries[0] ?? 0));
    for (const row of found) expect(row.what).toContain(summaries.get(row.entries[0] ?? 0));
    expect(found).toHaveLength(auditTrail.nodes.length);
    expect(found.length).toBeGreaterThan(15);
  });

  it('holds what each reader may have a report on, and nothing restricted that they may not see', async () => {
    const names = async (who: Asking) => {
      const made = await report(who, { kind: 'SR_11_7_INVENTORY' });
      const { sections } = JSON.parse(made?.content ?? '{"sections":[]}') as { sections: { blocks: Block[] }[] };
      return sections.flatMap(({ blocks }) => blocks[0]?.rows ?? []).map(({ model }) => /^[\w-]+/.exec(model)?.[0]);
    };
    expect(await names(people.priya)).toEqual(['churn', 'price-elasticity']);
    expect(await names(people.helena)).toEqual(['card-fraud', 'credit-default', 'invoice-fields', 'payment-anomaly']);
    expect(await names(people.grace)).toHaveLength(12);
    expect(await names(people.noor)).toEqual([]);
    const hidden = await Promise.all(
      [...kinds, 'DECISION_LOG'].map(kind => report(people.priya, { kind, model: 'credit-default' })),
    );
    expect(hidden.every(made => made === null)).toBe(true);
    for (const kind of ['SR_11_7_INVENTORY', 'ACCESS_REVIEW', 'DECISION_LOG'])
      expect((await report(people.priya, { kind }))?.content).not.toContain('credit-default');
  });

  it('makes some of many that are asked for at once, and refuses the others at once', async () => {
    const asks = Array.from({ length: 40 }, () =>
      people.grace.graph.request<{ report: Made | null }>(question, { kind: 'SR_11_7_INVENTORY', format: 'HTML' }),
    );
    const ends = (await Promise.all(asks)).map(answer => {
      if (answer.kind !== 'Data') return answer.message;
      return answer.data.report ? 'made' : answer.errors[0]?.code;
    });
    expect(new Set(ends)).toEqual(new Set(['made', 'RATE_LIMITED']));
    expect(await report(people.grace, { kind: 'SR_11_7_INVENTORY' })).not.toBeNull();
  });

  it('asks whoever can fill a gap, who is told in Slack, and the next report says so', async () => {
    const wanted = { kind: 'EU_AI_ACT_ANNEX_IV', model: 'card-fraud' };
    const before = await report(people.helena, wanted);
    const gap = before?.gaps.find(({ point }) => point === 'document:risk-management');
    expect(gap?.whoCanFill.map(({ name }) => name)).toContain('Tomasz Nowak');
    const input = { model: 'card-fraud', point: 'document:risk-management', toId: people.tomasz.id };
    const assign = 'assignGap { gap { id } }';
    const { gap: made } = await changed<{ gap: { id: string } }>(people.helena.graph, assign, input);
    const card = await until(() => directCard(house.slack, 'U03TOMASZ', made.id));
    expect(card.text).toContain('Helena Novak asks Tomasz Nowak to fill a gap of Card fraud (card-fraud)');
    const after = await report(people.helena, wanted);
    const assigned = after?.gaps.filter(each => each.assigned).map(each => [each.point, each.assigned?.to.name]);
    expect(assigned).toEqual([['document:risk-management', 'Tomasz Nowak']]);
    expect(after?.digest).not.toBe(before?.digest);
    await changed(people.tomasz.graph, 'writeDocument', {
      ...{ model: 'card-fraud', title: 'Risks', kind: 'risk-management', body: 'How they are found.' },
    });
    const filled = await report(people.helena, wanted);
    expect(filled?.gaps.map(({ point }) => point)).not.toContain('document:risk-management');
    expect(filled?.coverage).toBeGreaterThan(before?.coverage ?? 1);
  });
});

interface Block {
  rows?: { entries: number[]; what: string; model: string }[];
}

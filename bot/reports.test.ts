import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportView } from './answers/report.ts';
import { reportActions, reportCard } from './cards/report.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { expectFit, nasty, nastyName } from './testing/cards.ts';
import { churnReport } from './testing/graph-reports.ts';

describe.each(modes)('reports over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  const ask = async (text: string) => {
    await house.after(() => house.slack.command('UANA', 'CML', `/handoff ${text}`));
    const shown = house.seenBy('UANA');
    if (!shown) throw new Error('nothing was answered');
    return shown;
  };

  test('say how much is told, what is missing and who can tell it, and where they are read', async () => {
    const { text, blocks } = await ask('report model-card churn');
    expect(text).toBe(
      'Model card of Churn prediction (churn): 82 % of what it looks for is told; 2 points are missing.',
    );
    const words = JSON.stringify(blocks);
    expect(words).toContain('*Purpose:* What it must not be used for is not told. Who can: Ben Okafor.');
    expect(words).toContain('*Watching:* Nothing watches it. Ana Costa was asked.');
    expect(words).toContain('/reports/read?kind=MODEL_CARD&amp;format=HTML&amp;model=churn|Open the report>');
  });

  test('one of all models asks nobody for anything', async () => {
    const words = JSON.stringify((await ask('report inventory')).blocks);
    expect(words).toContain('*Nothing watches it.* Churn prediction');
    expect(words).not.toContain(reportActions.askFor);
  });

  test('what is not there, or not for the asker, is said with what it takes', async () => {
    expect((await ask('report model-card churn version:99')).text).toMatch(/REPORT_READ/);
    expect((await ask('report model-card nothing')).text).toMatch(/There is no model “nothing”/);
  });

  test('somebody is asked for what is missing', async () => {
    const card = await ask('report model-card churn');
    await house.after(() => house.slack.click('UANA', card, reportActions.askFor));
    const view = [...house.slack.workspace.views.values()].at(-1)?.view;
    if (!view) throw new Error('no form was opened');
    const sent = { point: 'limitations', principal: 'per_ben' };
    const late = await house.slack.submit('UANA', view.id, { ...sent, due: '2020-01-01' });
    expect(late.payload).toMatchObject({ errors: { due: 'Choose a day to come.' } });
    const missing = await house.slack.submit('UANA', view.id, { principal: 'per_ben' });
    expect(missing.payload).toMatchObject({ errors: { point: 'Choose what is missing.' } });
    const values = { ...sent, due: '2099-01-31', note: 'Before the audit.' };
    await house.after(() => house.slack.submit('UANA', view.id, values));
    expect(house.seenBy('UANA')?.text).toBe('Ben Okafor was asked: What it must not be used for is not told.');
    const asked = house.graph.state.seen.filter(({ operation }) => operation === 'AssignGap').at(-1);
    expect(asked).toMatchObject({
      actingFor: 'per_ana',
      variables: { input: { model: 'mdl_churn', dueAt: '2099-01-31T23:59:59Z', note: 'Before the audit.' } },
    });
  });

  test('who cannot tell it is refused by the graph, to who asked alone', async () => {
    const card = await ask('report model-card churn');
    await house.after(() => house.slack.click('UANA', card, reportActions.askFor));
    const viewId = [...house.slack.workspace.views.keys()].at(-1) ?? '';
    house.graph.state.refuse = {
      ...{ __typename: 'NotAllowed', message: 'Ben Okafor cannot fill it.', rule: 'able-to-fill', whoCan: [] },
    };
    const values = { point: 'limitations', principal: 'per_ben' };
    await house.after(() => house.slack.submit('UANA', viewId, values));
    house.graph.state.refuse = null;
    expect(house.seenBy('UANA')?.text).toBe('Ben Okafor cannot fill it. Rule: able-to-fill.');
  });
});

const model = fc.record({ id: fc.constant('mdl_1'), name: nasty, title: nasty });
const reports: fc.Arbitrary<ReportView> = fc.record({
  digest: nasty,
  generatedAt: fc.constant('2026-11-21T04:15:00Z'),
  coverage: fc.double({ min: 0, max: 1, noNaN: true }),
  gaps: fc.array(
    fc.record({
      ...{ section: nasty, point: nasty, missing: nasty, model: fc.option(model) },
      whoCanFill: fc.array(nastyName, { maxLength: 10 }),
      assigned: fc.option(fc.record({ id: fc.constant('gap_1'), to: fc.option(nastyName) })),
    }),
    { maxLength: 120 },
  ),
});

test('any report fits into Slack', () => {
  fc.assert(
    fc.property(reports, model, fc.option(nasty), (report, of, version) => {
      const extras = { share: 'report model-card x', publicUrl: 'http://127.0.0.1:4000' };
      expectFit(reportCard(report, { kind: 'model-card', model: of, version, typed: 'report model-card x' }, extras));
      expectFit(
        reportCard(report, { kind: 'inventory', model: null, version: null, typed: 'report inventory' }, extras),
      );
    }),
    { numRuns: 40 },
  );
});

test('what is not whole is never told as whole', () => {
  const asked = { kind: 'inventory', model: null, version: null, typed: 'report inventory' } as const;
  const none = { share: null, publicUrl: null };
  expect(reportCard({ ...churnReport, coverage: 0.999 }, asked, none).text).toMatch(/99 %/);
  expect(reportCard({ ...churnReport, coverage: 1, gaps: [] }, asked, none).text).toMatch(/100 %.*nothing is missing/);
});

import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, it } from 'vitest';
import { pointByKey } from './gap.ts';
import { annexIv } from './kind/annex-iv.ts';
import { mlBom } from './kind/ml-bom.ts';
import { modelCard } from './kind/model-card.ts';
import { rendered } from './render/rendered.ts';
import { type Draft, gapsOf } from './report.ts';
import { bareSubject, fullSubject, promotionWith, someone } from './testing/subject.ts';
import { stamp, wholeReport } from './testing/whole.ts';

const keys = (draft: Draft) => [...new Set(gapsOf(draft).map(({ point }) => point.key))];
/** Every kind of document that Annex IV looks for. */
const papers = keys(annexIv(bareSubject())).flatMap(key => (key.startsWith('document:') ? [key.slice(9)] : []));

describe('technical documentation after Annex IV', () => {
  it('has all points of the annex, in its order', () => {
    const numbers = annexIv(bareSubject()).sections.map(({ number }) => number);
    const parts = (point: number, letters: string) => [...letters].map(letter => `${point}(${letter})`);
    expect(numbers).toEqual([...parts(1, 'abcdefgh'), ...parts(2, 'abcdefgh'), ...[3, 4, 5, 6, 7, 8, 9].map(String)]);
  });

  it('makes nothing up: of a bare model it tells its name and when it was registered, and the rest is missing', () => {
    const draft = annexIv(bareSubject());
    const facts = draft.sections
      .flatMap(({ blocks }) => blocks)
      .flatMap(block => ('facts' in block ? block.facts : []));
    expect(facts.map(({ name }) => name)).toEqual(['Name', 'Registered on']);
    for (const { number, gaps } of draft.sections) expect(gaps.length, `${number}`).toBeGreaterThan(0);
    expect(draft.points.told).toBeLessThan(3);
  });

  it('misses nothing where all is told', () => {
    const draft = annexIv(fullSubject('x', papers));
    expect(keys(draft)).toEqual([]);
    expect(draft.points.told).toBe(draft.points.asked);
    expect(draft.sections.every(({ blocks, sources }) => blocks.length > 0 && sources.length > 0)).toBe(true);
  });

  it('takes a document of the kind that is asked for, however it is written', () => {
    expect(keys(annexIv(fullSubject('x', ['Risk management'])))).not.toContain('document:risk-management');
    expect(keys(annexIv(fullSubject('x', ['risk'])))).toContain('document:risk-management');
  });
});

describe('what is missing', () => {
  it('is found again by its key, in every report of a model', () => {
    const drafts = [annexIv, modelCard, mlBom].map(build => build(bareSubject()));
    const points = drafts.flatMap(draft => gapsOf(draft).map(({ point }) => point));
    for (const point of points) expect(pointByKey(point.key)).toEqual(point);
    expect(points.length).toBeGreaterThan(30);
    for (const key of ['', 'toString', 'document:', 'document:toString', 'purposes', '__proto__'])
      expect(pointByKey(key)).toBeNull();
  });

  const { model, version } = fullSubject('x', papers);
  if (!version) throw new Error('all is known of it');
  type Patch = { model?: Partial<typeof model>; version?: Partial<typeof version> };
  /** A list in which every element has other fields. */
  const all = <T extends object>(list: readonly T[], fields: Partial<T>) => list.map(one => ({ ...one, ...fields }));
  const unplaced = version.trainingData.map(({ dataset, ...use }) => ({
    ...use,
    dataset: { ...dataset, uri: null, digest: null },
  }));

  it.each<[string, Patch]>([
    ['purpose', { model: { purpose: null } }],
    ['limitations', { model: { limitations: null } }],
    ['risk-tier', { model: { riskTier: 'UNCLASSIFIED' } }],
    ['objectives', { model: { objectives: [] } }],
    ['team', { model: { team: null } }],
    ['monitors', { model: { monitors: all(model.monitors ?? [], { enabled: false }) } }],
    ['hosting', { model: { hostingDecisions: [] } }],
    ['requirements', { model: { requirements: null } }],
    ['validation', { model: { lastValidatedAt: null } }],
    ['validation-due', { model: { validationDueAt: null } }],
    ['validation-overdue', { model: { validationDueAt: '2026-11-20T00:00:00Z' } }],
    ['owner', { model: { assignments: model.assignments.filter(({ role }) => role.key !== 'owner') } }],
    ['trained-by', { version: { trainedBy: null } }],
    ['training-data', { version: { trainingData: version.trainingData.slice(1) } }],
    ['data-provenance', { version: { trainingData: unplaced } }],
    ['input-descriptions', { version: { features: all(version.features, { description: null }) } }],
    ['slices', { version: { evaluations: all(version.evaluations, { slice: null }) } }],
    ['assumptions-checked', { version: { assumptions: all(version.assumptions, { status: 'OPEN' }) } }],
    ['assumptions-broken', { version: { assumptions: all(version.assumptions, { status: 'BROKEN' }) } }],
    ['handover', { version: { handovers: all(version.handovers, { stands: false }) } }],
    ['artifacts', { version: { artifacts: all(version.artifacts, { sha256: null }) } }],
  ])('%s is missing where it is not told, and nothing else is', (key, patch) => {
    const subject = fullSubject('x', papers);
    const changed = { model: { ...model, ...patch.model }, version: { ...version, ...patch.version } };
    expect(keys(annexIv({ ...subject, ...changed }))).toEqual([key]);
  });
});

describe('what is told', () => {
  const card = (subject = fullSubject('x', ['usage'])) => rendered(wholeReport(modelCard(subject)), stamp, 'MARKDOWN');

  it('cites the entries by which it was decided', () => {
    const text = card();
    for (const line of [
      /Name\*\*: churn \(#1\)/,
      /Version\*\*: x \(#2\)/,
      /owner .*#3/,
      /e{64} \| \\#4 \|/,
      /\| x \| \\#5 \|/,
    ])
      expect(text).toMatch(line);
    expect(text).toMatch(/usage .*#6/);
  });

  it('tells of approvals that no longer stand, and of checks that were waived and by whom', () => {
    const subject = fullSubject('x');
    const [approval] = promotionWith('x').approvals;
    const approvals = approval ? [{ ...approval, stands: false }] : [];
    subject.model.promotions = { totalCount: 60, nodes: [promotionWith('x', { approvals })] };
    const text = card(subject);
    expect(text).toContain('Mei approved as data-scientist on 2026-11-20, on evidence that changed since');
    expect(text).toContain('1 of 2 passed; Reviewed: waived by Rosa: x');
    expect(text).toContain('59 earlier promotions are in the catalogue.');
  });

  it('says how many versions it does not list', () => {
    const subject = fullSubject('x');
    subject.model.versions.totalCount = 131;
    const text = rendered(wholeReport(annexIv(subject)), stamp, 'MARKDOWN');
    expect(text).toContain('130 earlier versions are in the catalogue.');
  });

  it('shows a team that holds a role as who holds it', () => {
    const subject = fullSubject('x');
    subject.model.assignments = subject.model.assignments.map(each => ({
      ...each,
      assignee: someone('Platform', 'Team'),
    }));
    expect(card(subject)).toContain('| owner | Platform | Accountable |');
  });
});

it('the bill of materials is valid CycloneDX 1.6', async () => {
  const text = rendered(wholeReport(mlBom(fullSubject('https://example.org/x'))), stamp, 'JSON');
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(text)).toBeNull();
});

import type { Cites } from '../cites.ts';
import type { AssignmentFacts, ListedModel } from '../facts.ts';
import { type GapPoint, pointOf } from '../gap.ts';
import { day, fact, plain, type Sought, sought, tableOf } from '../part/evidence.ts';
import type { Cell, Draft, Fact, Gap, Table } from '../report.ts';
import { citing } from './about.ts';

export interface InventoryFacts {
  models: readonly ListedModel[];
  cites: Cites;
  now: Date;
}

/** Inventory of models after SR 11-7, OCC 2011-12: what each is for, who answers, where it stands, what is missing. Pure. */
export function inventory({ models, cites, now }: InventoryFacts): Draft {
  const table = tableOf(
    null,
    heads,
    models.map(model => cellsOf(model, cites)),
  );
  const looked = models.map(model => ({ model, points: pointsOf(model, now) }));
  const gaps = looked.flatMap(({ model, points }) => gapsOf(model, points));
  const asked = looked.reduce((sum, { points }) => sum + points.length, 0);
  return {
    kind: 'SR_11_7_INVENTORY',
    title: 'Inventory of models after SR 11-7',
    about: summary(models, now),
    notes: [
      'The columns follow what the guidance on model risk management SR 11-7 (OCC 2011-12) asks of an inventory: purpose, owner, risk tier, status, limitations, validation, monitoring. Retired models are listed, and nothing is asked of them any more.',
      citing,
    ],
    sections: [section('Models', [table], gaps)],
    points: { asked, told: asked - gaps.length },
    record: table,
    machine: null,
  };
}

function section(title: string, blocks: readonly Table[], gaps: readonly Gap[]) {
  const sources = ['models', 'assignments', 'deployments', 'monitors', 'validations'];
  return { chapter: null, number: null, title, asks: null, blocks, sources, gaps };
}

const heads = [
  ...['Model', 'Purpose', 'Owner', 'Team', 'Risk tier', 'Status', 'Limitations'],
  ...['Last validated', 'Next due', 'Monitors', 'Health', 'Entries'],
];

function cellsOf(model: ListedModel, cites: Cites): Cell[] {
  const { assignments, riskTier, monitors, health } = model;
  const watching = (monitors ?? []).filter(({ enabled }) => enabled);
  return [
    ...[model.title === model.name ? model.name : `${model.name} (${model.title})`, model.purpose],
    ...[ownerOf(assignments)?.assignee.name ?? null, model.team?.title ?? null],
    ...[riskTier === 'UNCLASSIFIED' ? null : plain(riskTier), statusOf(model), model.limitations],
    ...[day(model.lastValidatedAt), day(model.validationDueAt)],
    ...[watching.length === 0 ? null : String(watching.length), health && plain(health.status)],
    { entries: cited(model, cites) },
  ];
}

function ownerOf(assignments: readonly AssignmentFacts[]): AssignmentFacts | undefined {
  return assignments.find(({ role }) => role.key === 'owner');
}

/** Where a model stands, in words. */
export function statusOf({ archivedAt, live, latestVersion }: ListedModel): string {
  if (archivedAt !== null) return 'Retired';
  const serving = (live ?? []).filter(({ state }) => state === 'LIVE');
  const first = serving.find(({ environment }) => environment?.production) ?? serving[0];
  if (first)
    return `Live in ${first.environment?.name ?? 'some environment'}, version ${first.version?.version ?? '?'}`;
  return latestVersion ? `Not live, newest version ${latestVersion.version}` : 'Registered, without a version';
}

function cited({ id, assignments, live }: ListedModel, cites: Cites): number[] {
  const owner = ownerOf(assignments);
  const promotions = (live ?? []).flatMap(({ promotion }) => (promotion ? [promotion.id] : []));
  const all = [
    ...cites.of(id, 'model.registered', 'model.imported', 'model.validated', 'model.archived'),
    ...(owner ? cites.of(owner.id, 'assignment.accepted', 'assignment.granted') : []),
    ...promotions.flatMap(promotion => cites.of(promotion, 'promotion.approved', 'promotion.live')),
  ];
  return [...new Set(all)].sort((a, b) => a - b);
}

/** What an inventory looks for in a model; nothing in a retired one, and monitoring only in one that is live. */
function pointsOf(model: ListedModel, now: Date): Sought[] {
  if (model.archivedAt !== null) return [];
  const due = model.validationDueAt === null ? null : new Date(model.validationDueAt);
  const always = sought([
    [model.purpose !== null, pointOf('purpose')],
    [ownerOf(model.assignments) !== undefined, pointOf('owner')],
    [model.riskTier !== 'UNCLASSIFIED', pointOf('risk-tier')],
    [model.limitations !== null, pointOf('limitations')],
    [model.lastValidatedAt !== null, pointOf('validation')],
    due !== null && due < now ? [false, pointOf('validation-overdue')] : [due !== null, pointOf('validation-due')],
  ]);
  const watched = (model.monitors ?? []).some(({ enabled }) => enabled);
  return isLive(model) ? [...always, { told: watched, point: pointOf('monitors') }] : always;
}

function isLive({ live }: ListedModel): boolean {
  return (live ?? []).some(({ state }) => state === 'LIVE');
}

function gapsOf({ id, name }: ListedModel, points: readonly Sought[]): Gap[] {
  const open: GapPoint[] = points.filter(({ told }) => !told).map(({ point }) => point);
  return open.map(point => ({ section: 'Models', model: { id, name }, point }));
}

function summary(models: readonly ListedModel[], now: Date): Fact[] {
  const used = models.filter(({ archivedAt }) => archivedAt === null);
  const count = (of: (model: ListedModel) => boolean) => String(used.filter(of).length);
  const overdue = ({ validationDueAt }: ListedModel) => validationDueAt !== null && new Date(validationDueAt) < now;
  return [
    fact('Models', `${models.length}, of them ${models.length - used.length} retired`),
    fact('Live', count(isLive)),
    ...(['CRITICAL', 'HIGH', 'LIMITED', 'MINIMAL', 'UNCLASSIFIED'] as const).map(tier =>
      fact(
        tier === 'UNCLASSIFIED' ? 'Risk not judged' : `Risk ${tier.toLowerCase()}`,
        count(model => model.riskTier === tier),
      ),
    ),
    fact(
      'Without an owner',
      count(({ assignments }) => ownerOf(assignments) === undefined),
    ),
    fact('Validation overdue', count(overdue)),
  ];
}

import { pointOf } from '../gap.ts';
import {
  bound,
  day,
  fact,
  factsBlock,
  moreBlock,
  type Part,
  paperHeads,
  paperRows,
  plain,
  sought,
  tableBlock,
} from './evidence.ts';

/** What it is called, what it does, and how much harm it can do. */
export const identity: Part = ({ model, cites }) => ({
  sources: ['model'],
  blocks: factsBlock([
    fact('Name', model.name, cites.of(model.id, 'model.registered', 'model.imported')),
    fact('Title', model.title === model.name ? null : model.title),
    fact('Description', model.description),
    fact('Task', model.task === 'OTHER' ? null : plain(model.task)),
    fact('Risk tier', model.riskTier === 'UNCLASSIFIED' ? null : plain(model.riskTier)),
    fact('Tags', model.tags.join(', ')),
    fact('Registered on', day(model.createdAt)),
    fact('Put away on', day(model.archivedAt), cites.of(model.id, 'model.archived')),
  ]),
  sought: sought([
    [model.task !== 'OTHER', pointOf('task')],
    [model.riskTier !== 'UNCLASSIFIED', pointOf('risk-tier')],
  ]),
});

export const purpose: Part = ({ model }) => ({
  sources: ['model'],
  blocks: factsBlock([fact('Purpose', model.purpose)]),
  sought: sought([[model.purpose !== null, pointOf('purpose')]]),
});

export const limitations: Part = ({ model }) => ({
  sources: ['model'],
  blocks: factsBlock([fact('Limitations', model.limitations)]),
  sought: sought([[model.limitations !== null, pointOf('limitations')]]),
});

export const objectives: Part = ({ model }) => ({
  sources: ['model'],
  blocks: tableBlock(
    'What good means',
    ['Metric', 'Target', 'Why'],
    model.objectives.map(({ metric, comparator, target, unit, rationale }) => [
      ...[metric, bound(comparator, target, unit), rationale],
    ]),
  ),
  sought: sought([[model.objectives.length > 0, pointOf('objectives')]]),
});

/** The team that provides it, and who owns it. */
export const provider: Part = ({ model, cites }) => {
  const owner = model.assignments.find(({ role }) => role.key === 'owner');
  return {
    sources: ['model', 'assignments'],
    blocks: factsBlock([
      fact('Team', model.team?.title ?? null),
      fact('Owner', owner?.assignee.name ?? null, owner ? cites.of(owner.id) : []),
    ]),
    sought: sought([
      [model.team !== null, pointOf('team')],
      [owner !== undefined, pointOf('owner')],
    ]),
  };
};

/** Who answers for it, for what, and since when. */
export const people: Part = ({ model, cites }) => {
  const holds = (key: string) => model.assignments.some(({ role }) => role.key === key);
  const rows = model.assignments.map(({ id, role, assignee, scope, scopeOfWork, since, proposedBy }) => [
    ...[role.title, assignee.name, role.raci && plain(role.raci)],
    ...[scope === 'TEAM' ? "all of the team's models" : 'this model', scopeOfWork, day(since), proposedBy.name],
    { entries: cites.of(id) },
  ]);
  const heads = ['Role', 'Who', 'RACI', 'For', 'Work', 'Since', 'Proposed by', 'Entries'];
  return {
    sources: ['assignments'],
    blocks: tableBlock('Who answers for it', heads, rows),
    sought: sought([
      [holds('owner'), pointOf('owner')],
      [holds('data-scientist'), pointOf('data-scientist')],
      [holds('ml-engineer'), pointOf('ml-engineer')],
      [holds('risk'), pointOf('risk')],
    ]),
  };
};

/** When it was last validated, by whom, with which result, and when it is due again. */
export const validation: Part = ({ model, version, cites, now }) => {
  const validated = [model.id, ...(version ? [version.id] : [])].flatMap(id => cites.entries(id, 'model.validated'));
  const rows = validated.map(({ actor, detail, seq }) => [
    ...[day(String(detail?.validatedAt ?? '')), actor, String(detail?.summary ?? '')],
    { entries: seq === null ? [] : [Number(seq)] },
  ]);
  const overdue = model.validationDueAt !== null && new Date(model.validationDueAt) < now;
  return {
    sources: ['validations'],
    blocks: [
      ...factsBlock([
        fact('Last validated on', day(model.lastValidatedAt)),
        fact('Next due on', day(model.validationDueAt)),
      ]),
      ...tableBlock('Recorded validations', ['On', 'Recorded by', 'Result', 'Entries'], rows),
    ],
    sought: sought([
      [model.lastValidatedAt !== null, pointOf('validation')],
      [model.validationDueAt !== null, pointOf('validation-due')],
      [!overdue, pointOf('validation-overdue')],
    ]),
  };
};

/** The versions there were, newest first, and what changed with each. */
export const changes: Part = ({ model, version, cites }) => {
  const { nodes } = model.versions;
  const rows = nodes.map(each => [
    ...[each.version, plain(each.state), day(each.createdAt), each.createdBy?.name ?? null],
    ...[each.trainedBy?.name ?? null, each.changeNote, { entries: cites.of(each.id) }],
  ]);
  const heads = ['Version', 'State', 'Registered on', 'By', 'Trained by', 'What changed', 'Entries'];
  return {
    sources: ['versions'],
    blocks: [...tableBlock('Versions', heads, rows), ...moreBlock(model.versions, 'versions')],
    sought: sought([
      [version !== null, pointOf('version')],
      [version === null || version.changeNote !== null, pointOf('change-note')],
    ]),
  };
};

/** All documents about it and its version. */
export const documents: Part = subject => ({
  sources: ['documents'],
  blocks: tableBlock('Documents', paperHeads, paperRows(subject)),
  sought: [],
});

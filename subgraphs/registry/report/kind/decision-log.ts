import type { Cites } from '../cites.ts';
import type { EntryFacts, ListedPromotion } from '../facts.ts';
import { day, fact, plain, tableOf } from '../part/evidence.ts';
import { approvalsText, checksText } from '../part/operation.ts';
import type { Cell, Draft, Table } from '../report.ts';
import { citing } from './about.ts';

export interface DecisionFacts {
  /** What was decided in the period, oldest first, refused tries among it. */
  entries: readonly EntryFacts[];
  /** The promotions that any of it is about. */
  promotions: readonly ListedPromotion[];
  /** Names of the models, by id. */
  models: ReadonlyMap<string, string>;
  cites: Cites;
  from: Date | null;
  to: Date | null;
}

/** Who decided what in a period, on which evidence, and what was refused. Pure. */
export function decisionLog(facts: DecisionFacts): Draft {
  const { entries, promotions, from, to } = facts;
  const waived = entries.filter(({ action }) => action === 'promotion.check_waived');
  const refused = entries.filter(entry => entry.refused);
  const record = entryTable(facts, entries);
  return {
    kind: 'DECISION_LOG',
    title: 'Decision log',
    about: [
      fact('From', from ? from.toISOString() : 'the beginning'),
      fact('To', to ? to.toISOString() : 'the moment it was made'),
      fact('Decisions', String(entries.length - refused.length)),
      fact('Refused', String(refused.length)),
      fact('Promotions concerned', String(promotions.length)),
    ],
    notes: [
      'It tells of promotions, hosting and requirements, handovers, validations, assignments, roles, policies, freezes, experiments, and of what was put away, as the audit trail has them; and of everything that was refused by a rule. An approval names the evidence it saw by its digest; it counts only while the evidence is that.',
      citing,
    ],
    sections: [
      section('Promotions', [promotionTable(facts)], ['promotions', 'trail']),
      section('Checks that were waived', [{ ...entryTable(facts, waived), none: 'None was waived.' }], ['trail']),
      section('What was refused', [{ ...entryTable(facts, refused), none: 'Nothing was refused.' }], ['trail']),
      section('All decisions in order', [record], ['trail']),
    ],
    points: { asked: 0, told: 0 },
    record,
    machine: null,
  };
}

function section(title: string, blocks: readonly Table[], sources: readonly string[]) {
  return { chapter: null, number: null, title, asks: null, blocks, sources, gaps: [] };
}

const heads = [
  ...['Model', 'Version', 'To', 'Asked by', 'On', 'Why', 'State', 'Decided by', 'Four eyes', 'Checks'],
  ...['Evidence', 'Entries'],
];

function promotionTable({ promotions, cites }: DecisionFacts): Table {
  const rows = promotions.map((each): Cell[] => [
    ...[each.model?.name ?? null, each.version?.version ?? null, each.environment?.name ?? null],
    ...[each.requestedBy?.name ?? null, day(each.requestedAt), each.reason, plain(each.state)],
    ...[approvalsText(each.approvals), fourEyesText(each), checksText(each.checks), each.evidenceDigest],
    { entries: cites.of(each.id) },
  ]);
  return { ...tableOf(null, heads, rows), none: 'None was asked for or decided.' };
}

/** Whether somebody else than who asked approved it, where that is required. */
function fourEyesText({ policy, approvals, requestedBy }: ListedPromotion): string {
  const yes = approvals.filter(({ decision, stands }) => decision === 'APPROVE' && stands);
  const others = yes.some(({ by }) => by !== null && by.id !== requestedBy?.id);
  if (yes.length === 0) return policy.fourEyes ? 'required; nobody approved it' : 'not required';
  const kept = others ? 'somebody else approved it' : 'only who asked approved it';
  return `${policy.fourEyes ? 'required' : 'not required'}; ${kept}`;
}

function entryTable({ models }: DecisionFacts, entries: readonly EntryFacts[]): Table {
  const rows = entries.map((entry): Cell[] => [
    ...[entry.at.toISOString(), entry.actor ?? 'Handoff itself', entry.action],
    entry.modelId === null ? null : (models.get(entry.modelId) ?? entry.modelId),
    `${entry.actor ?? 'Handoff'} ${entry.summary}`,
    noteOf(entry),
    entry.refused ? 'yes' : 'no',
    { entries: entry.seq === null ? [] : [Number(entry.seq)] },
  ]);
  const columns = ['At', 'Who', 'Action', 'Model', 'What', 'Reason', 'Refused', 'Entries'];
  return { ...tableOf(null, columns, rows), none: 'Nothing was decided.' };
}

/** What was said with it, or the rule that refused it. */
function noteOf({ detail, refused }: EntryFacts): string | null {
  const said = refused ? detail?.rule : (detail?.note ?? detail?.reason ?? detail?.summary);
  return typeof said === 'string' ? said : null;
}

import { inUtc } from '@handoff/kit/text';

/** What registry knows of a model that its duties are judged by. */
export interface DutyFacts {
  /** Null: it is in use. RFC 3339, as all times here. */
  archivedAt: string | null;
  unowned: boolean;
  riskTier: string;
  /** Null: no day was set. */
  validationDueAt: string | null;
  /** Those that serve in production; before any does, the newest. */
  versions: DutyVersion[];
}

interface DutyVersion {
  id: string;
  version: string;
  card: { missing: string[] };
  assumptions: { text: string; status: string }[];
}

export const dutyNames = ['validation', 'card', 'owner', 'assumptions'] as const;
export type DutyName = (typeof dutyNames)[number];

/** Whether a duty is not met, and how that is told. */
interface Judged {
  amiss: boolean;
  title: string;
  sentence: string;
}

/** Each duty, judged by what is known of a model. Of one that was put away nothing is owed. Pure. */
export const duties: Readonly<Record<DutyName, (facts: DutyFacts, now: Date) => Judged>> = {
  validation: ({ archivedAt, validationDueAt }, now) => {
    const due = validationDueAt === null ? null : new Date(validationDueAt);
    return {
      amiss: archivedAt === null && due !== null && due < now,
      title: 'The validation is overdue',
      sentence: `It was to be validated again by ${due === null ? 'no day' : inUtc(due)}, and no validation was recorded since: validate it, and record that.`,
    };
  },
  card: ({ archivedAt, riskTier, versions }) => {
    const incomplete = versions.filter(({ card }) => card.missing.length > 0);
    const missing = [...new Set(incomplete.flatMap(({ card }) => card.missing))];
    return {
      amiss: archivedAt === null && incomplete.length > 0,
      title: 'The model card is incomplete',
      sentence: `What the risk tier ${riskTier} asks for is missing from the card of version ${named(incomplete)}: ${missing.join(', ')}. Write it down.`,
    };
  },
  owner: ({ archivedAt, unowned }) => ({
    amiss: archivedAt === null && unowned,
    title: 'Nobody owns this model',
    sentence: 'Nobody accepted to own it, so nobody is accountable for it: ask somebody.',
  }),
  assumptions: ({ archivedAt, versions }) => {
    const broken = versions.filter(({ assumptions }) => assumptions.some(({ status }) => status === 'BROKEN'));
    const texts = broken.flatMap(({ assumptions }) => assumptions.filter(({ status }) => status === 'BROKEN'));
    return {
      amiss: archivedAt === null && broken.length > 0,
      title: 'An assumption is broken',
      sentence: `Version ${named(broken)} rests on what was found not to hold: ${texts.map(({ text }) => `“${text}”`).join(', ')}. Decide whether it may go on serving.`,
    };
  },
};

function named(versions: readonly DutyVersion[]): string {
  return versions.map(({ version }) => version).join(', ');
}

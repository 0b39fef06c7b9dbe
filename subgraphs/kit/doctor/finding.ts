import type { Db } from '../database/database.ts';
import type { MigrationClass } from '../database/migrate.ts';
import type { Settings } from '../settings.ts';

/** What was found of one thing. fine: as it should be; look: it works, and somebody should look; wrong: it does not; passed: there was nothing to check. */
export interface Finding {
  about: string;
  state: 'fine' | 'look' | 'wrong' | 'passed';
  /** A sentence or more; of what is not fine with the mend. */
  says: string;
}

/** What checks look at. */
export interface Room {
  settings: Settings;
  /** Null: it cannot be reached, or there is none yet; that is told already. */
  db: Db | null;
  migrations: readonly MigrationClass[];
}

/** Looks at one part of what Handoff stands on. What it throws is a finding too. */
export interface Check {
  about: string;
  find(room: Room): Promise<Omit<Finding, 'about'>[]>;
}

const patienceMs = 15_000;

/** Carries out a check; one that fails, or takes more than 15 s, says so. */
export async function findingsOf({ about, find }: Check, room: Room): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it took more than 15 s')), patienceMs);
  });
  try {
    return (await Promise.race([find(room), late])).map(found => ({ about, ...found }));
  } catch (error) {
    return [{ about, state: 'wrong', says: `It could not be checked: ${(error as Error).message}.` }];
  } finally {
    clearTimeout(timer);
  }
}

const marks = { fine: '✓', look: '!', wrong: '✗', passed: '–' } as const;

/** A line for each finding, and one that sums them up. Pure. */
export function inWords(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.map(({ about, state, says }) => `${marks[state]} ${about.padEnd(width)}  ${says}`);
  const [wrong, look] = (['wrong', 'look'] as const).map(state => findings.filter(each => each.state === state).length);
  const sum = wrong ? `${wrong} wrong` : 'Nothing is wrong';
  return `${[...lines, `${sum}${look ? `, ${look} to look at` : ''}.`].join('\n')}\n`;
}

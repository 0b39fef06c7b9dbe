import type { Counts, ImportSummary, Outcome, ResultLine } from './outcome.ts';
import { Progress } from './progress.ts';
import { printable, type Screen } from './screen.ts';

/** What becomes of an import, as it goes on. */
export interface Report {
  /** One more model was read. */
  read(): void;
  /** Something that a person should know meanwhile. */
  note(message: string): void;
  line(line: ResultLine): void;
  end(summary: ImportSummary): void;
}

/** One JSON object a line: each record and version, then the summary. */
export function jsonReport(screen: Screen): Report {
  const { out } = screen;
  const progress = new Progress(screen);
  return {
    read: () => progress.read(),
    note: message => progress.note(message),
    line: line => {
      progress.line(line);
      out(`${JSON.stringify(line)}\n`);
    },
    end: ({ records, versions, ...rest }) => {
      progress.clear();
      out(`${JSON.stringify({ kind: 'summary', ...records, versions, ...rest })}\n`);
    },
  };
}

/** For people: what was rejected or left alone, line by line, then the counts. */
export function humanReport(screen: Screen): Report {
  const { out } = screen;
  const progress = new Progress(screen);
  const say = (said: string | null) => {
    if (said === null) return;
    progress.clear();
    out(`${said}\n`);
  };
  return {
    read: () => progress.read(),
    note: message => progress.note(message),
    line: line => {
      progress.line(line);
      say(sentence(line));
    },
    end: summary => {
      progress.clear();
      say(closing(summary));
    },
  };
}

function sentence(line: ResultLine): string | null {
  const { outcome, path, version, problem, kept } = line;
  const place = printable(version === null ? path : `${path}, version ${version}`);
  if (outcome === 'REJECTED') return `Rejected ${place}: ${printable(problem ?? 'no reason was given.')}`;
  if (isRenumbered(line)) return `New version ${printable(version ?? '')}: ${printable(path)}`;
  return kept.length > 0 ? `Kept what people changed in ${place}: ${printable(kept.join(', '))}` : null;
}

/** Whether a number was given to it that nobody knows from its source: the first of a model is always 1. */
function isRenumbered({ outcome, numbered, version }: ResultLine): boolean {
  return outcome === 'CREATED' && numbered === false && version !== '1';
}

/** Null when it ended before anything came of it: why it did is said elsewhere. */
function closing({ records, versions, dryRun, seconds, stopped }: ImportSummary): string | null {
  const all = Object.values(records).reduce((sum, n) => sum + n, 0);
  if (all === 0) return stopped === null ? 'Nothing was found to import there.' : null;
  const tried = dryRun ? ' Nothing was changed: this was a dry run.' : '';
  return `Models: ${counted(records)}. Versions: ${counted(versions)}. ${seconds.toFixed(1)} s.${tried}`;
}

function counted(counts: Counts): string {
  const words: Lowercase<Outcome>[] = ['created', 'updated', 'unchanged', 'rejected'];
  return words.map(word => `${number(counts[word])} ${word}`).join(', ');
}

function number(value: number): string {
  return value.toLocaleString('en');
}

import type { Counts, ImportSummary, Outcome, ResultLine } from './outcome.ts';

/** Where the report goes: out is for results, err for progress. */
export interface Screen {
  out(text: string): void;
  err(text: string): void;
  /** Whether err is a terminal, which can redraw a line. */
  terminal: boolean;
}

export interface Report {
  line(line: ResultLine): void;
  end(summary: ImportSummary): void;
}

/** One JSON object a line: each record and version, then the summary. */
export function jsonReport({ out }: Screen): Report {
  return {
    line: line => out(`${JSON.stringify(line)}\n`),
    end: ({ records, versions, ...rest }) =>
      out(`${JSON.stringify({ kind: 'summary', ...records, versions, ...rest })}\n`),
  };
}

/** For people: what was rejected or left alone, line by line, then the counts; progress on a terminal. */
export function humanReport({ out, err, terminal }: Screen): Report {
  let seen = 0;
  const clear = () => terminal && err('\r\u001b[K');
  return {
    line: line => {
      if (line.kind === 'record') seen++;
      const said = sentence(line);
      if (said) {
        clear();
        out(`${said}\n`);
      }
      if (terminal && seen % 20 === 0) err(`\r${number(seen)} models so far`);
    },
    end: summary => {
      clear();
      const said = closing(summary);
      if (said) out(`${said}\n`);
    },
  };
}

function sentence({ outcome, path, version, problem, kept }: ResultLine): string | null {
  const place = printable(version === null ? path : `${path}, version ${version}`);
  if (outcome === 'REJECTED') return `Rejected ${place}: ${printable(problem ?? 'no reason was given.')}`;
  return kept.length > 0 ? `Kept what people changed in ${place}: ${printable(kept.join(', '))}` : null;
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

/** Without control characters: file names and messages must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

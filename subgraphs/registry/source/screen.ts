/** Where the report goes: out is for results, err for progress. */
export interface Screen {
  out(text: string): void;
  err(text: string): void;
  /** Whether err is a terminal, which can redraw a line. */
  terminal: boolean;
  /** Milliseconds of a clock that never goes back; left out: the machine's. */
  now?(): number;
}

/** Without control characters: file names and messages must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

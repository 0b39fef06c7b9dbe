/** What the command touches of its process. */
export interface ExportIo {
  env: Readonly<Record<string, string | undefined>>;
  /** Resolves when whoever reads has room for more. */
  out(text: string): Promise<void>;
  err(text: string): void;
  /** Whether err is a terminal, which can redraw a line. */
  terminal: boolean;
  /** Notes the code that the process ends with. */
  exit(code: number): void;
  /** Ends the process now: the command line made no sense, or help was all that was asked for. */
  quit(code: number): never;
  /** A signal that is aborted when somebody stops the command; asked for when the work begins. */
  stop(): AbortSignal;
}

/** This process. Whoever reads its output may go away: then the rest is for nobody, and it ends at once. */
export function processIo(): ExportIo {
  return {
    env: process.env,
    out,
    err: text => process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
    exit: code => {
      process.exitCode = code;
    },
    quit: code => process.exit(code),
    stop: () => {
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
      process.stdout.once('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
      return stop.signal;
    },
  };
}

function out(text: string): Promise<void> {
  return new Promise(resolve => process.stdout.write(text, () => resolve()));
}

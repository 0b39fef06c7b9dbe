import type { Command } from 'commander';

/** What a command said on both outputs, and the code that it ended with; -1 while it has not. */
export interface Said {
  out: string;
  err: string;
  code: number;
}

/**
 * Runs a command as a shell would, without one: make gets all that it speaks with. environment: its variables; more:
 * whatever else should be different. Ctrl-C never comes, and no output is a terminal, unless `more` says so.
 */
export async function shell<Io extends { env: object }>(
  make: (io?: Io) => Command,
  args: readonly string[],
  more: NoInfer<Partial<Io> & Pick<Io, 'env'>>,
): Promise<Said> {
  const said: Said = { out: '', err: '', code: -1 };
  const io = {
    out: async (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    terminal: false,
    exit: (code: number) => {
      said.code = code;
    },
    quit: (code: number) => {
      said.code = code;
      throw new Error('quit');
    },
    stop: () => new AbortController().signal,
    ...more,
  };
  await make(io as unknown as Io)
    .parseAsync(args, { from: 'user' })
    .catch((error: Error) => {
      if (error.message !== 'quit') throw error;
    });
  return said;
}

/** What a check found, in a sentence. */
export interface Finding {
  passed: boolean;
  detail: string;
  /** The person or team that it waits for, when it is one in particular. */
  turnToId?: string;
}

export function pass(detail: string): Finding {
  return { passed: true, detail };
}

export function fail(detail: string): Finding {
  return { passed: false, detail };
}

const listedMost = 5;

/** The first few of a list, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, listedMost).join(', ');
  return names.length > listedMost ? `${shown} and ${names.length - listedMost} more` : shown;
}

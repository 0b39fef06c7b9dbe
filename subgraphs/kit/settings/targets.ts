import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** Whether a text is an IP address or a network such as 10.0.0.0/8. */
export function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6];
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

/** Handoff's own secrets, which no target may be given: whoever sets up targets must not learn them. */
const own = /^(HANDOFF_|SLACK_|OIDC_|DATABASE_URL)/;

export type Given = Readonly<Record<string, string>>;

/** The secrets that targets may use, from their variables or from the files of <NAME>_FILE; adds to problems what is amiss. */
export function targetSecrets(given: Given, problems: string[]): Record<string, string> {
  const names = (given.HANDOFF_TARGET_SECRETS ?? '').split(',').map(name => name.trim());
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = namedSecret(given, { name, in: 'HANDOFF_TARGET_SECRETS' }, problems);
    if (value !== null) found[name] = value;
  }
  return found;
}

/** The secret that a setting names, from its variable or from the file of <NAME>_FILE; null, with a problem, where there is none. */
export function namedSecret(given: Given, of: { name: string; in: string }, problems: string[]): string | null {
  // What is no name at all, the form of the setting refuses.
  if (!/^[A-Z]\w*$/.test(of.name)) return null;
  const value = own.test(of.name) ? null : secretValue(given, of.name);
  if (value) return value;
  problems.push(own.test(of.name) ? keptBack(of) : missing(of));
  return null;
}

function secretValue(given: Given, name: string): string | null {
  const [value, file] = [given[name], given[`${name}_FILE`]];
  if (value !== undefined || file === undefined) return value ?? null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

function keptBack(of: { name: string; in: string }): string {
  return `${of.in} names ${of.name}, which is Handoff's own: give others a secret under another name.`;
}

function missing(of: { name: string; in: string }): string {
  return `${of.in} names ${of.name}, but neither ${of.name} nor a file that ${of.name}_FILE names holds anything: set it, or leave the name out.`;
}

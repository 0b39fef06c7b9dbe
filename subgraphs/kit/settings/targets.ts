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

type Given = Readonly<Record<string, string>>;

/** The secrets that targets may use, from their variables or from the files of <NAME>_FILE; adds to problems what is amiss. */
export function targetSecrets(given: Given, problems: string[]): Record<string, string> {
  const names = (given.HANDOFF_TARGET_SECRETS ?? '').split(',').map(name => name.trim());
  const found: Record<string, string> = {};
  // What is no name at all, the form of the setting refuses.
  for (const name of names.filter(each => /^[A-Z]\w*$/.test(each))) {
    const value = own.test(name) ? null : secretValue(given, name);
    if (value) found[name] = value;
    else problems.push(own.test(name) ? keptBack(name) : missing(name));
  }
  return found;
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

function keptBack(name: string): string {
  return `HANDOFF_TARGET_SECRETS names ${name}, which is Handoff's own: give targets a secret under another name.`;
}

function missing(name: string): string {
  return `HANDOFF_TARGET_SECRETS names ${name}, but neither ${name} nor a file that ${name}_FILE names holds anything: set it, or leave the name out.`;
}

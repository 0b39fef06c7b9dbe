import { newToken } from '@handoff/kit/access/token';
import { alone } from '@handoff/kit/database/alone';
import { type Db, firstRow } from '@handoff/kit/database/database';
import { generatedSecret } from '@handoff/kit/secrets';
import { type ServiceName, serviceRoles, serviceToken } from '@handoff/kit/service-token';
import type { Settings } from '@handoff/kit/settings';
import type { PartSettings } from '@handoff/kit/settings/parts';
import { ensureServiceAccount } from './bootstrap.ts';

/** The accounts that Handoff itself needs, and their tokens. */
export interface Accounts {
  /** The admin's token. */
  admin: string;
  adminId: string;
  /** By it the parts know each other. */
  key: string;
  /** The token of a part of Handoff. */
  of(name: ServiceName): string;
}

/** Makes sure of all accounts, for one process that holds everything; secrets that are not set lie in HANDOFF_HOME. */
export async function ensureAccounts(db: Db, settings: Settings): Promise<Accounts> {
  const key = settings.internalKey ?? (await generatedSecret(settings.home, 'internal-key'));
  const admin = settings.bootstrapToken ?? (await madeToken(settings));
  const adminId = await ensureAdmin(db, admin);
  await ensureParts(db, key);
  return { admin, adminId, key, of: name => serviceToken(key, name) };
}

/** One lock for all processes that might make the first admin; the number is ours alone. */
const adminLock = 7_246_310_955;

/**
 * Makes sure of all accounts, for one process among several on different machines: without HANDOFF_BOOTSTRAP_TOKEN the
 * admin is made once, with a token in the HANDOFF_HOME of whoever came first, and left alone from then on.
 */
export async function ensureSharedAccounts(db: Db, settings: PartSettings): Promise<void> {
  await ensureParts(db, settings.internalKey);
  if (settings.bootstrapToken) await ensureAdmin(db, settings.bootstrapToken);
  else await alone(db, adminLock, () => ensureSomeAdmin(db, settings));
}

async function ensureSomeAdmin(db: Db, settings: Settings): Promise<void> {
  const there = await firstRow(db, "SELECT id FROM access.service_account WHERE name = 'admin'");
  if (!there) await ensureAdmin(db, await madeToken(settings));
}

function madeToken({ home }: Settings): Promise<string> {
  return generatedSecret(home, 'admin-token', () => newToken().text);
}

function ensureAdmin(db: Db, token: string): Promise<string> {
  return ensureServiceAccount(db, { name: 'admin', role: 'admin', token });
}

async function ensureParts(db: Db, key: string): Promise<void> {
  for (const [name, role] of Object.entries(serviceRoles))
    await ensureServiceAccount(db, { name, role, token: serviceToken(key, name as ServiceName) });
}

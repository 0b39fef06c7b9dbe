import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canReach, parsePasswd } from './account.ts';

test('accounts are read from /etc/passwd, without root and broken lines', () => {
  const text =
    'root:x:0:0:root:/root:/bin/sh\n# note\n\npostgres:x:101:104:PostgreSQL,,,:/var/lib/postgresql:/bin/bash\n';
  expect(parsePasswd(text)).toEqual([{ name: 'postgres', uid: 101, gid: 104 }]);
});

test('a folder is out of reach when one above it is closed', async () => {
  const top = await mkdtemp(join(tmpdir(), 'handoff-reach-'));
  const inner = join(top, 'inner');
  await mkdir(inner, { mode: 0o755 });
  const stranger = { name: 'stranger', uid: 64_001, gid: 64_001 };
  expect(await canReach(stranger, inner)).toBe(false);
  await chmod(top, 0o711);
  expect(await canReach(stranger, inner)).toBe(true);
  await rm(top, { recursive: true });
});

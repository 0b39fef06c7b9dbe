import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.ts';

const passedOn = ['PATH', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH'];

// As it comes, glibc gives memory back to the system after each statement and asks for it anew for the next: in a virtual
// machine that is most of what a short statement costs. So a connection keeps up to 16 MB. Other systems read none of this.
const keepMemory = {
  MALLOC_TRIM_THRESHOLD_: '16777216',
  MALLOC_MMAP_THRESHOLD_: '16777216',
  MALLOC_TOP_PAD_: '1048576',
};

/** The environment of PostgreSQL's programs: no PG… setting of the caller leads them astray, and no secret reaches them. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const passed = passedOn.flatMap(name => (process.env[name] ? [[name, process.env[name]] as const] : []));
  return { ...keepMemory, ...Object.fromEntries(passed) };
}

/** Spawn options that run a program as an account (null: as ourselves), in its own folder. */
export function runningAs(account: Account | null, program: string) {
  const ids = account ? { uid: account.uid, gid: account.gid } : {};
  return { ...ids, cwd: dirname(program), env: plainEnvironment() };
}

/** Runs a program to its end and gives its standard output; rejects with what it said when it fails. */
export async function runProgram(account: Account | null, program: string, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, runningAs(account, program));
  return stdout;
}

/** Whether a process with this id exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process may be a PostgreSQL server: process ids are given out again, after a restart of a container at once. */
export async function mayBePostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return status === null || /^\d+ \((postgres|postmaster)\) [^ZX]/.test(status);
}

import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts in: 100 ticks a second on every machine it is built for by default. */
const tickMs = 10;

/** Milliseconds of CPU that a process has used, user and system. NaN where there is no /proc, which is: not on Linux. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid);
  return fields ? (Number(fields[11]) + Number(fields[12])) * tickMs : Number.NaN;
}

/** The same for a process with all that it has started, those that have ended included. */
export function cpuOfFamily(pid: number): number {
  const own = statOf(pid);
  if (!own) return Number.NaN;
  const ended = (Number(own[13]) + Number(own[14])) * tickMs;
  const living = processes().filter(each => Number(statOf(each)?.[1]) === pid);
  return living.reduce((sum, each) => sum + (cpuOf(each) || 0), cpuOf(pid) + ended);
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

/** The fields of /proc/<pid>/stat behind the name: state, parent and so on. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

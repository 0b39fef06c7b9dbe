/** What a running PostgreSQL writes into postmaster.pid in its data folder. */
export interface PidFile {
  pid: number;
  /** Null until the server has chosen its port. */
  port: number | null;
  /** Whether the server says that it takes connections; false while it starts, recovers or stops. */
  ready: boolean;
}

/** Reads the text of a postmaster.pid; null when it is empty or no such file. */
export function parsePidFile(text: string): PidFile | null {
  const lines = text.split('\n').map(line => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const port = Number(lines[3]);
  return { pid, port: Number.isInteger(port) && port > 0 ? port : null, ready: lines[7] === 'ready' };
}

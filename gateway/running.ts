/** Says where Handoff already runs on a port of this machine, and what to do about it; null: something else is there. */
export async function runningAt(port: number): Promise<string | null> {
  const url = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(1000) }).catch(() => null);
  const said = answer?.ok ? ((await answer.json().catch(() => null)) as { live?: boolean } | null) : null;
  if (!said?.live) return null;
  return `Handoff already runs at ${url}: open ${url}/graphql, or start another one on a port of its own: PORT=${port + 1}.`;
}

/** The identity provider could not be asked, or its answer is of no use: nobody's fault at the door. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway';
}

/** No discovery document or key set comes near this many bytes. */
const largest = 512 * 1024;

/**
 * Fetches a JSON object, bounded in time and size; redirects are not followed. Throws ProviderAway, which says what came
 * instead.
 */
export async function fetchJson(url: string, timeoutMs = 5_000): Promise<Record<string, unknown>> {
  const text = await fetchText(url, AbortSignal.timeout(timeoutMs));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, as what is JSON and no object.
  }
  throw new ProviderAway(`${url} answered something that is no JSON object`);
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
    if (response.status === 200) return await bounded(url, response);
    await response.body?.cancel();
    throw new ProviderAway(`${url} answered HTTP ${response.status}`);
  } catch (error) {
    if (error instanceof ProviderAway) throw error;
    throw new ProviderAway(`${url} ${signal.aborted ? 'took too long to answer' : 'cannot be reached'}`, {
      cause: error,
    });
  }
}

async function bounded(url: string, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > largest) throw new ProviderAway(`${url} answered more than ${largest / 1024} kB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

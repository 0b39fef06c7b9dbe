import { Agent, request } from 'node:http';
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import type { Attack } from './attack.ts';
import { faultOf, type Heard, isRefusal } from './judge.ts';

/** Who is attacked, and as whom. */
export interface Target {
  /** Without a slash at the end. */
  url: string;
  token: string;
  /** The session of somebody who is signed in to the pages. */
  cookie?: string;
}

/** What came of many attacks. */
export interface Outcome {
  sent: number;
  /** What should not be, with what was sent; at most a hundred. */
  faults: string[];
  /** Milliseconds until each of the requests that were turned away was, and what it was. */
  refusals: { kind: string; ms: number }[];
  /** How many were answered with each status. */
  statuses: Map<number, number>;
}

/** The schema that a house shows to who is known. */
export async function schemaOf({ url, token }: Target): Promise<GraphQLSchema> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const query = getIntrospectionQuery();
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await answer.json()) as { data: IntrospectionQuery };
  return buildClientSchema(data);
}

export interface Run {
  count: number;
  connections: number;
}

/** Sends so many attacks over so many connections at once and judges every answer. */
export async function run(target: Target, attacks: Iterator<Attack>, { count, connections }: Run): Promise<Outcome> {
  const outcome: Outcome = { sent: 0, faults: [], refusals: [], statuses: new Map() };
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const worker = async () => {
    while (outcome.sent < count) {
      const next = attacks.next();
      if (next.done) return;
      outcome.sent++;
      note(outcome, next.value, await send({ target, agent }, next.value));
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return outcome;
}

function note(outcome: Outcome, attack: Attack, heard: Heard): void {
  const { status, text, ms } = heard;
  outcome.statuses.set(status, (outcome.statuses.get(status) ?? 0) + 1);
  if (isRefusal(heard)) outcome.refusals.push({ kind: attack.kind, ms });
  const fault = faultOf(attack, heard);
  if (fault === null || outcome.faults.length >= 100) return;
  const sent = attack.body instanceof Uint8Array ? `${attack.body.length} bytes` : String(attack.body).slice(0, 400);
  outcome.faults.push(
    `${fault}: ${attack.kind}: ${status} ${text.slice(0, 300)} for ${attack.path.slice(0, 200)} ${sent}`,
  );
}

/**
 * Sends one attack by the plainest means there are, so that nothing of it is put right on the way. A kept connection that
 * the server closed in the same moment says nothing: then it goes out once more.
 */
export async function send(by: { target: Target; agent?: Agent }, attack: Attack): Promise<Heard> {
  return (await sendOnce(by, attack)) ?? (await sendOnce({ target: by.target }, attack)) ?? unheard;
}

const unheard: Heard = { status: 0, text: '', ms: 0 };

/** Null: the connection had been kept, and was cut. */
function sendOnce({ target, agent }: { target: Target; agent?: Agent }, attack: Attack): Promise<Heard | null> {
  const { method, body } = attack;
  const { hostname, port } = new URL(target.url);
  const began = performance.now();
  return new Promise(resolve => {
    const heard = (status: number, text: string) => resolve({ status, text, ms: performance.now() - began });
    const headers = headersOf(target, attack);
    const sent = request({ hostname, port, method, path: attack.path, headers, agent }, answer => {
      const parts: Buffer[] = [];
      answer.on('data', part => parts.push(part as Buffer));
      answer.once('end', () => heard(answer.statusCode ?? 0, Buffer.concat(parts).toString()));
      answer.once('error', () => heard(0, ''));
    });
    sent.once('error', () => (sent.reusedSocket ? resolve(null) : heard(0, '')));
    sent.end(body ?? undefined);
  });
}

function headersOf({ token, cookie }: Target, { as, headers, body, path }: Attack): Record<string, string> {
  const known: Record<string, string> = {};
  if (body !== null) known['content-length'] = String(Buffer.byteLength(body));
  const isPage = !/^\/(graphql|ingest|hooks|scim)/.test(path);
  if (as === 'known' && isPage && cookie) known.cookie = cookie;
  else if (as === 'known') known.authorization = `Bearer ${token}`;
  return { ...known, ...headers };
}

import { AwsV4Signer } from 'aws4fetch';
import { mapping } from '../field.ts';
import { createHttp, type Http } from '../http.ts';
import { jsonOf, list, textOf } from '../json.ts';
import type { ReadOptions } from '../record.ts';
import { word } from '../told.ts';
import { type SagemakerAccess, sagemakerSettings } from './access.ts';

export interface SagemakerClient extends SagemakerAccess {
  http: Http;
}

export type SagemakerAnswer =
  | { kind: 'Value'; value: Record<string, unknown> }
  | { kind: 'Problem'; status: number | null; message: string };

const mostPages = 10_000;

/** A client that tries again when SageMaker throttles, which it says with status 400. */
export function sagemakerClient(access: SagemakerAccess, options: ReadOptions): SagemakerClient {
  const http = createHttp({
    ...options,
    kept: undefined,
    waitOf: (status, _, body) =>
      status === 400 && /"[^"]*(Throttling|TooManyRequests|LimitExceeded)/.test(textOf(body) ?? '') ? 1 : null,
    mend: {
      400: `Check region, name and ${sagemakerSettings}.`,
      403: 'The credentials need sagemaker:List* and sagemaker:Describe*.',
    },
  });
  return { ...access, http };
}

/** Calls one operation; signed with AWS's Signature Version 4. */
export async function call(client: SagemakerClient, operation: string, input: object): Promise<SagemakerAnswer> {
  const { endpoint, http, accessKeyId, secretAccessKey, sessionToken, region } = client;
  const body = JSON.stringify(input);
  const url = `${endpoint}/`;
  const signer = new AwsV4Signer({
    method: 'POST',
    url,
    body,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SageMaker.${operation}` },
    accessKeyId,
    secretAccessKey,
    sessionToken,
    region,
    service: 'sagemaker',
  });
  const { headers } = await signer.sign();
  const { host: _, ...given } = Object.fromEntries(headers as Iterable<[string, string]>);
  const result = jsonOf(await http.request(url, { method: 'POST', headers: given, body, retries: 6 }), url);
  if (result.kind === 'Problem') return { ...result, message: `${operation}: ${result.message}` };
  const value = mapping(result.value);
  return value
    ? { kind: 'Value', value }
    : { kind: 'Problem', status: null, message: `${operation} came to no mapping.` };
}

/** The entries of a list under `key`, page by page; a problem is the last that comes. */
export async function* pages(
  client: SagemakerClient,
  of: { operation: string; key: string },
  input: object,
): AsyncGenerator<Record<string, unknown>[] | Extract<SagemakerAnswer, { kind: 'Problem' }>> {
  let token: string | undefined;
  const seen = new Set<string>();
  for (let i = 0; i < mostPages; i++) {
    const page = await call(client, of.operation, token === undefined ? input : { ...input, NextToken: token });
    if (page.kind === 'Problem') return yield page;
    yield list(page.value[of.key]).map(entry => mapping(entry) ?? {});
    token = word(page.value.NextToken);
    if (token === undefined || seen.has(token)) return;
    seen.add(token);
  }
}

import { known } from '../field.ts';
import type { ReadOptions } from '../record.ts';

/** Who signs, for which region, and where SageMaker answers. */
export interface SagemakerAccess {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  region: string;
  /** Without a slash at its end. */
  endpoint: string;
  /** One group; null: all. */
  only: string | null;
}

export const sagemakerSettings =
  'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN where there is one, AWS_REGION';
const mend = '"aws configure export-credentials --format env" prints those of a profile or role.';

/** `where` is a model package group, or * for all; a sentence with the mend when something is missing. */
export function sagemakerAccess(where: string, { api, region, env = {} }: ReadOptions = {}): SagemakerAccess | string {
  if (where !== '*' && !/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(where))
    return `"${where}" is no model package group: give its name, or "*" for all.`;
  const accessKeyId = env.AWS_ACCESS_KEY_ID?.trim();
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY?.trim();
  if (!accessKeyId || !secretAccessKey)
    return `${accessKeyId ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID'} is missing: ${mend}`;
  const place = region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  if (!place || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(place))
    return `${place ? `"${place}" is no region` : 'There is no region'}: give --region, such as eu-west-1, or set AWS_REGION.`;
  const endpoint =
    typeof api === 'string' ? api : env.AWS_ENDPOINT_URL_SAGEMAKER || env.AWS_ENDPOINT_URL || usual(place);
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    return `--api takes an address like https://api.sagemaker.eu-west-1.amazonaws.com, not "${endpoint}".`;
  return known({
    accessKeyId,
    secretAccessKey,
    sessionToken: env.AWS_SESSION_TOKEN?.trim() || undefined,
    region: place,
    endpoint: endpoint.replace(/\/+$/, ''),
    only: where === '*' ? null : where,
  });
}

function usual(region: string): string {
  return `https://api.sagemaker.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

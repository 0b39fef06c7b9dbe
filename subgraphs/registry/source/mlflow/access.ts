import type { ReadOptions } from '../record.ts';

/** Where an MLflow server is and how it is told who asks. */
export interface MlflowAccess {
  /** Without a slash at its end and without credentials. */
  base: string;
  authorization?: string;
}

export const mlflowSettings = 'MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN';

/**
 * Takes address and credentials apart, in the order of MLflow's own clients: a user name with its password, else a
 * token; those in the address are taken too. A sentence with the mend when they make no sense.
 */
export function mlflowAccess(where: string, { env = {} }: Pick<ReadOptions, 'env'> = {}): MlflowAccess | string {
  const base = addressOf(where);
  if (typeof base === 'string') return base;
  const user = env.MLFLOW_TRACKING_USERNAME || decodeURIComponent(base.username);
  const password = env.MLFLOW_TRACKING_PASSWORD || decodeURIComponent(base.password);
  const token = env.MLFLOW_TRACKING_TOKEN?.trim();
  if (Boolean(user) !== Boolean(password))
    return `${user ? 'MLFLOW_TRACKING_PASSWORD' : 'MLFLOW_TRACKING_USERNAME'} is missing: set both, or neither.`;
  const address = `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
  if (user) return { base: address, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  if (token && !/^[\x21-\x7e]+$/.test(token))
    return 'MLFLOW_TRACKING_TOKEN holds a space or a letter that no token has: copy it again.';
  return token ? { base: address, authorization: `Bearer ${token}` } : { base: address };
}

/** An address of a server, or a sentence that says why it is none. */
export function addressOf(where: string): URL | string {
  const url = URL.canParse(where) ? new URL(where) : null;
  if (url && /^https?:$/.test(url.protocol)) return url;
  return `"${where}" is no address of a server: write it like https://mlflow.example.com.`;
}

/** Something of the catalogue that a link leads to. */
export interface Linked {
  kind: 'model' | 'version' | 'promotion' | 'alert';
  /** The name of a model, else an id. */
  key: string;
}

const kinds = { models: 'model', versions: 'version', promotions: 'promotion', alerts: 'alert' } as const;
const ids = { version: 'ver_', promotion: 'pro_', alert: 'alr_' } as const;

/** What an address of ours leads to; null for one of another place, or of a page about nothing in particular. */
export function linkedBy(address: string, publicUrl: string): Linked | null {
  if (!URL.canParse(address)) return null;
  const [url, ours] = [new URL(address), new URL(publicUrl)];
  if (url.host !== ours.host || !['http:', 'https:'].includes(url.protocol)) return null;
  const base = ours.pathname.replace(/\/$/, '');
  if (!url.pathname.startsWith(`${base}/`)) return null;
  const [folder = '', ...rest] = url.pathname.slice(base.length + 1).split('/');
  const kind = Object.hasOwn(kinds, folder) ? kinds[folder as keyof typeof kinds] : undefined;
  const key = decoded(rest.join('/').replace(/\/$/, ''));
  if (!kind || key === '' || key.length > 300) return null;
  if (kind !== 'model' && !key.startsWith(ids[kind])) return null;
  return { kind, key };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

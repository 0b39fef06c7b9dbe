/** The address of a model's page; a slash in its name stays one. */
export function modelPath(name: string): string {
  return `/models/${wayOf(name)}`;
}

/** The address where a thing of the graph has its page, by the kind of thing. */
export function pathOf(kind: Kind, id: string) {
  return `/${kind}/${encodeURIComponent(id)}`;
}

type Kind = 'versions' | 'promotions' | 'experiments' | 'alerts' | 'advice' | 'people' | 'teams';

/** The address of a page where something of a model is done. */
export function doPath(what: 'assign' | 'hosting' | 'new-experiment', model: string): string {
  return `/${what}/${wayOf(model)}`;
}

/** The address of two versions of a model side by side. */
export function comparePath(model: string, left: string, right: string): string {
  return `/compare/${wayOf(model)}?${new URLSearchParams({ left, right })}`;
}

/** The address of the drawing of what a model is made from and where it runs. */
export function lineagePath(name: string): string {
  return `/lineage/${wayOf(name)}`;
}

/** The same address with parameters changed; null takes one away. */
export function changedSearch(url: URL, changes: Readonly<Record<string, string | null>>): string {
  const search = new URLSearchParams(url.searchParams);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) search.delete(name);
    else search.set(name, value);
  }
  const text = search.toString();
  return text === '' ? url.pathname : `${url.pathname}?${text}`;
}

/** An address that a person may be sent back to: a path of this site and nothing else. */
export function safeReturn(path: string | null): string {
  const fits = path !== null && /^\/(?![/\\])[^\\\s]*$/.test(path) && path.length <= 2000;
  return fits && !path.startsWith('/auth') ? path : '/';
}

function wayOf(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

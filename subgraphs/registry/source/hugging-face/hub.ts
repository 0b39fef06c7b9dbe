import { ahead } from '../ahead.ts';
import { known, mapping, text } from '../field.ts';
import { createHttp, type Http } from '../http.ts';
import { type JsonResult, jsonOf, list, textOf } from '../json.ts';
import { nextPage } from '../link.ts';
import { modelName, unnameable } from '../name.ts';
import { PageWatch } from '../page-watch.ts';
import { sentence } from '../place.ts';
import type { ImportItem, ImportRecord, ReadOptions, SourceRef } from '../record.ts';
import { tagged, word } from '../told.ts';
import { readCard } from './card.ts';
import { taskOf } from './task.ts';

export const hubSettings = 'HF_TOKEN, for what is not public';
const usual = 'https://huggingface.co';

/** Where the Hub is and what is wanted of it: an author's models, or one model. */
interface HubAccess {
  api: string;
  author: string;
  /** author/name; null: all of the author's. */
  model: string | null;
  authorization?: string;
}

/** Why a place on the Hub makes no sense, with the mend; null when it does. */
export function checkHub(where: string, options: ReadOptions): string | null {
  const access = hubAccess(where, options);
  return typeof access === 'string' ? access : null;
}

function hubAccess(where: string, { api, env = {} }: ReadOptions): HubAccess | string {
  const base = typeof api === 'string' ? api : env.HF_ENDPOINT || usual;
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    return `--api takes an address like ${usual}, not "${base}".`;
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(where))
    return `"${where}" is no author and no model of the Hub: write acme or acme/churn.`;
  const token = env.HF_TOKEN?.trim();
  if (token && !/^[\x21-\x7e]+$/.test(token))
    return 'HF_TOKEN holds a space or a letter that no token has: copy it again.';
  const [author = '', name] = where.split('/');
  const model = name === undefined ? null : where;
  return known({ api: base.replace(/\/+$/, ''), author, model, authorization: token ? `Bearer ${token}` : undefined });
}

/** One model as the Hub lists it. */
interface Listed {
  id: string;
  sha: string;
  told: Record<string, unknown>;
}

interface Hub extends HubAccess {
  http: Http;
}

/**
 * Models of the Hub over its HTTP interface: what the list tells, and the model card at the same commit. The commit is
 * the version, so that a change is a new version and everything else changes nothing.
 */
export async function* readHub(where: string, options: ReadOptions): AsyncGenerator<ImportItem> {
  const access = hubAccess(where, options);
  if (typeof access === 'string') return yield { stopped: access };
  const { authorization } = access;
  const http = createHttp({
    ...options,
    headers: authorization ? { authorization } : {},
    mend: {
      401: 'Check the name; what is private or gated needs HF_TOKEN.',
      403: 'Ask for access on its page on the Hub, and set HF_TOKEN.',
      404: 'Check the name.',
      429: 'Set HF_TOKEN: with a token the Hub answers more often.',
    },
  });
  try {
    yield* itemsOf({ ...access, http }, options);
  } finally {
    await http.close();
  }
}

async function* itemsOf(hub: Hub, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  let stopped: string | null = null;
  let isEmpty = true;
  async function* models(): AsyncGenerator<Listed> {
    for await (const page of hub.model === null ? pages(hub) : single(hub, hub.model)) {
      if (typeof page === 'string') stopped = page;
      else for (const model of page) yield model;
    }
  }
  for await (const item of ahead(models(), model => itemOf(hub, model), { width: 4, signal })) {
    isEmpty = false;
    yield item;
  }
  if (isEmpty && stopped === null) stopped = `The Hub tells of no model of ${hub.author}: check the name.`;
  if (stopped !== null) yield { stopped };
}

async function* single(hub: Hub, id: string): AsyncGenerator<Listed[] | string> {
  const url = `${hub.api}/api/models/${id}`;
  const answer = jsonOf(await hub.http.request(url), url);
  yield answer.kind === 'Problem' ? answer.message : listed([answer.value]);
}

async function* pages({ http, api, author }: Hub): AsyncGenerator<Listed[] | string> {
  const watch = new PageWatch({ pages: 10_000 });
  const first = `${api}/api/models?${new URLSearchParams({ author, full: 'true', limit: '100' })}`;
  for (let url: string | null = first; url !== null; ) {
    const answer: JsonResult = jsonOf(await http.request(url), `${api}/api/models`);
    if (answer.kind === 'Problem') return yield answer.message;
    const found = list(answer.value);
    const tooMuch = watch.tooMuch(found, answer.bytes);
    if (tooMuch) return yield `${api}/api/models ${tooMuch}`;
    yield listed(found);
    url = nextPage(answer.headers.link, api);
  }
}

function listed(models: readonly unknown[]): Listed[] {
  return models.flatMap(entry => {
    const told = mapping(entry) ?? {};
    const [id, sha] = [word(told.id) ?? word(told.modelId), word(told.sha)];
    return id === undefined || sha === undefined || told.disabled === true ? [] : [{ id, sha, told }];
  });
}

async function itemOf(hub: Hub, { id, sha, told }: Listed): Promise<ImportItem> {
  const path = `${hub.api}/${id}`;
  const refused = (problem: string): ImportItem => ({ path, externalId: id, problem });
  const answer = await hub.http.request(`${path}/raw/${sha}/README.md`);
  if (answer.kind === 'Problem' && answer.status !== 404) return refused(answer.message);
  const card = answer.kind === 'Answer' ? textOf(answer.body) : '';
  if (card === null) return refused('Its README.md is no UTF-8 text.');
  const record = recordOf({ id, sha, told }, card);
  return 'problem' in record
    ? refused(sentence(record.problem))
    : { path, record: { ...record, ...sourceOf(record, { path, id, sha, told }) } };
}

/** From the card where it begins as one, else from the list alone; a README without a front matter is a document. */
function recordOf({ id, told }: Listed, card: string): ImportRecord | { problem: string } {
  if (/^\s*---/.test(card)) {
    const read = readCard(card, { calledBy: id, externalId: id });
    return read.kind === 'Problem' ? { problem: read.message } : read.record;
  }
  const name = modelName(id);
  if (name === null) return { problem: unnameable(id) };
  const task = text(told.pipeline_tag);
  const { tags, documents } = tagged(
    list(told.tags).flatMap(tag => (word(tag) ? [[word(tag) ?? '', ''] as const] : [])),
  );
  const body = card.trim();
  return known({
    source: { system: 'HUGGING_FACE' as const, externalId: id },
    name,
    task: taskOf(task ? [task] : []),
    riskTier: 'UNCLASSIFIED' as const,
    tags,
    documents: [...(body ? [{ title: 'Model card', kind: 'model-card', body }] : []), ...documents],
    versions: [{ version: '1', content: known({ framework: text(told.library_name) }) }],
  });
}

function sourceOf(
  { versions }: ImportRecord,
  { path, id, sha, told }: Listed & { path: string },
): Pick<ImportRecord, 'source' | 'versions'> {
  const source: SourceRef = { system: 'HUGGING_FACE', externalId: id, url: path, commit: sha };
  const version = sha.slice(0, 12);
  const own = { ...source, externalId: `${id}@${version}`, url: `${path}/tree/${sha}` };
  const at = new Date(word(told.lastModified) ?? Number.NaN);
  const createdAt = Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  return {
    source,
    versions: versions.map(one => known({ ...one, version, numbered: undefined, source: own, createdAt })),
  };
}

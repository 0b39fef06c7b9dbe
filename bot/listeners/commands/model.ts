import type { ModelDetail, ModelLine } from '../../answers/model.ts';
import { code, type Shown } from '../../cards/blocks.ts';
import { modelCard, modelList, whoCard } from '../../cards/model.ts';
import { plain } from '../../cards/say.ts';
import type { Command } from '../../grammar.ts';
import type { Ask } from '../../graph.ts';
import { safeLine } from '../../text.ts';
import type { Asker } from './asker.ts';

/** What a name meant: one model, or those it may have meant. */
export type Meant = { kind: 'Model'; model: ModelDetail } | { kind: 'Unclear'; named: string; close: ModelLine[] };

/** `model`: what a model is. */
export async function showModel(asker: Asker, command: Extract<Command, { verb: 'model' }>): Promise<Shown> {
  const meant = await modelNamed(asker.ask, command.model);
  return meant.kind === 'Model' ? modelCard(meant.model, asker.share) : unclear(meant);
}

/** `who`: who answers for a model. */
export async function showWho(asker: Asker, command: Extract<Command, { verb: 'who' }>): Promise<Shown> {
  const meant = await modelNamed(asker.ask, command.model);
  return meant.kind === 'Model' ? whoCard(meant.model, asker.share) : unclear(meant);
}

/** The model of this name, id or exact title; without one, what a search finds. */
export async function modelNamed(ask: Ask, named: string): Promise<Meant> {
  const exact = await read(ask, named.startsWith('mdl_') ? { id: named } : { name: named.toLowerCase() });
  if (exact) return { kind: 'Model', model: exact };
  const { models } = await ask('FindModels', { search: named, first: 5 });
  const close = models?.nodes ?? [];
  const titled = close.filter(model => model.title.toLowerCase() === named.toLowerCase());
  const [only] = titled;
  const model = only && titled.length === 1 ? await read(ask, { id: only.id }) : null;
  return model ? { kind: 'Model', model } : { kind: 'Unclear', named, close };
}

/** What somebody hears who named no model. */
export function unclear({ named, close }: Extract<Meant, { kind: 'Unclear' }>): Shown {
  const start = `There is no model “${safeLine(named, 150)}” that you can see.`;
  if (close.length === 0) return plain(`${start} Look for it with \`find\`.`);
  const list = modelList({ totalCount: close.length, nodes: close }, null);
  const names = close.map(model => code(model.name, 128)).join(', ');
  const said = plain(`${start} Did you mean ${names}?`);
  return { text: said.text, blocks: [...said.blocks, ...list.blocks.slice(1)] };
}

async function read(ask: Ask, by: { id?: string; name?: string }): Promise<ModelDetail | null> {
  return (await ask('ReadModel', by)).model;
}

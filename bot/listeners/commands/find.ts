import type { Shown } from '../../cards/blocks.ts';
import { modelList } from '../../cards/model.ts';
import { plain } from '../../cards/say.ts';
import type { Command, Owner } from '../../grammar.ts';
import { namedStranger } from '../../people.ts';
import type { Asker } from './asker.ts';

const shownAtMost = 10;

/** `find`: models by words, tags, owner and tier. */
export async function find(asker: Asker, command: Extract<Command, { verb: 'find' }>): Promise<Shown> {
  const { words, tags, tier } = command;
  const owner = await ownerOf(asker, command.owner);
  if (owner?.kind === 'Stranger') return plain(owner.message);
  const filter = {
    ...(tags.length > 0 && { tags }),
    ...(tier && { riskTier: tier }),
    ...(owner && { owner: owner.id }),
  };
  const variables = { ...(words !== '' && { search: words }), filter, first: shownAtMost };
  const { models } = await asker.ask('FindModels', variables);
  return modelList(models ?? { totalCount: 0, nodes: [] }, asker.share);
}

type Found = { kind: 'Person'; id: string } | { kind: 'Stranger'; message: string };

async function ownerOf({ person, services }: Asker, owner: Owner | null): Promise<Found | null> {
  if (!owner) return null;
  if (owner.kind === 'me') return { kind: 'Person', id: person.personId };
  const identity = await services.people.identify(owner.id);
  return identity.kind === 'Person'
    ? { kind: 'Person', id: identity.personId }
    : { kind: 'Stranger', message: namedStranger(owner.id, identity) };
}

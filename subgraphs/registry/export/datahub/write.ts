import { type Answer, type Asking, found } from '../asking.ts';
import { type Reading, readAll, readOne } from '../catalogue.ts';
import type { Place } from '../place.ts';
import { allOfVersion, modelProposals, onceEach, platformProposals } from './catalogue.ts';
import type { Proposal } from './proposal.ts';

/** How much was written. */
export interface Written {
  models: number;
  versions: number;
  proposals: number;
}

export interface WriteOptions {
  asking: Asking;
  place: Pick<Place, 'write'>;
  /** The one model to write, by name or id; left out: all that the token may see. */
  model?: string;
  onModel?(written: Written): void;
}

/**
 * Writes models as a JSON array of proposals, one on a line, while they are read. Nothing is written before the first
 * model is known; a failure after that leaves the array open.
 */
export async function writeDataHub({ asking, place, model, onModel }: WriteOptions): Promise<Answer<Written>> {
  const written: Written = { models: 0, versions: 0, proposals: 0 };
  const isNew = onceEach();
  const write = async (proposals: readonly Proposal[]) => {
    const begin = written.proposals === 0 ? platformProposals : [];
    const lines = [...begin, ...proposals.filter(isNew)].map(proposal => {
      written.proposals++;
      return `${written.proposals === 1 ? '[\n' : ',\n'}${JSON.stringify(proposal)}`;
    });
    await place.write(lines.join(''));
  };
  const reading: Reading = {
    model: async facts => {
      written.models++;
      onModel?.(written);
      await write(modelProposals(facts));
    },
    version: async (facts, version) => {
      written.versions++;
      await write(allOfVersion(facts, version));
    },
  };
  const stopped = model === undefined ? await readAll(asking, reading) : await readOne(asking, reading, { model });
  if (stopped) return stopped;
  if (written.proposals === 0) await write([]);
  await place.write('\n]\n');
  return found(written);
}

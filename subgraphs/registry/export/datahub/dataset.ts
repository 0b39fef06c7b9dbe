import type { DatasetFacts } from '../facts.ts';
import { told, webAddress } from '../given.ts';
import { customProperties, type Proposal, proposals } from './proposal.ts';
import { datasetUrn, platform } from './urn.ts';

/** A data set as DataHub's dataset. */
export function datasetProposals({ id, name, uri, digest, rows, from, to, description }: DatasetFacts): Proposal[] {
  return proposals(datasetUrn(id), {
    datasetProperties: {
      customProperties: customProperties({ uri, digest, rows: rows === null ? null : String(rows), from, to }),
      ...told({ externalUrl: webAddress(uri), name, description }),
      tags: [],
    },
    dataPlatformInstance: { platform },
    status: { removed: false },
  });
}

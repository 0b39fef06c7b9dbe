import { readFile } from 'node:fs/promises';
import { serveBot } from '@handoff/bot/serve';
import { deploymentPart } from '@handoff/deployment/part';
import { serveGateway } from '@handoff/gateway/serve';
import { silentLog } from '@handoff/kit/log';
import { type PartOptions, type RunningPart, serveSubgraphPart } from '@handoff/kit/serve/part';
import { type PartName, partNames, settingsFor } from '@handoff/kit/settings/parts';
import { type Running, startAll } from '@handoff/kit/started';
import { migrations } from '@handoff/migrations/list';
import { monitoringPart } from '@handoff/monitoring/part';
import { registryPart } from '@handoff/registry/part';
import { hive } from './command.ts';
import { hiveJoin } from './hive/join.ts';
import { settingsOf } from './settings.ts';
import { type PlaceOfParts, plan, untilReady } from './split.ts';

const supergraph = new URL('../gateway/supergraph.graphql', import.meta.url);

const serve: Readonly<Record<PartName, (options: PartOptions) => Promise<RunningPart>>> = {
  registry: options => serveSubgraphPart(registryPart, options),
  deployment: options => serveSubgraphPart(deploymentPart, options),
  monitoring: options => serveSubgraphPart(monitoringPart, options),
  gateway: async options => serveGateway(options, await readFile(supergraph, 'utf8'), await planner()),
  bot: serveBot,
};

/** What plans: Hive Gateway where journeys are to go through it. */
async function planner() {
  return hive === null ? undefined : hiveJoin(hive);
}

/** The five parts, which know nothing of each other but addresses, in this process. */
export interface PartsHere extends Running {
  /** Where the gateway listens, without a slash at the end. */
  url: string;
  adminToken: string;
}

/**
 * Starts the parts as `handoff serve` does, each with connections and an HTTP server of its own, in this process: five
 * processes take nine seconds of a processor more. Resolves when all are ready.
 */
export function startPartsHere(place: PlaceOfParts): Promise<PartsHere> {
  return startAll(async keep => {
    const { adminToken, addressOf, environmentOf } = await plan(place);
    for (const part of partNames) {
      const found = settingsFor(part, settingsOf(environmentOf(part)));
      if ('problems' in found) throw new Error(found.problems.join('\n'));
      keep(await serve[part]({ settings: found.settings, log: silentLog(), migrations }), one => one.stop());
    }
    await Promise.all(partNames.map(part => untilReady(`${addressOf(part)}/readyz`)));
    return { url: addressOf('gateway'), adminToken };
  });
}

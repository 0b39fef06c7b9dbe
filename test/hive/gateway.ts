import { readFile } from 'node:fs/promises';
import { serveGateway } from '@handoff/gateway/serve';
import { openLog } from '@handoff/kit/log';
import { settingsFor } from '@handoff/kit/settings/parts';
import { announce, exitWith, settingsOrExit } from '@handoff/kit/terminal';
import { migrations } from '@handoff/migrations/list';
import { hiveJoin } from './join.ts';

/**
 * `handoff serve gateway` with Hive Gateway behind its door, as a program: the journeys of a house in several processes
 * go through it when HANDOFF_TEST_HIVE names the folder that it was installed in. Settings: those of `serve gateway`.
 */
const [folder = ''] = process.argv.slice(2);
const found = settingsFor('gateway', settingsOrExit());
if ('problems' in found) exitWith(found.problems);
const { settings } = found;
const supergraph = await readFile(new URL('../../../gateway/supergraph.graphql', import.meta.url), 'utf8');
const options = { settings, log: openLog(settings.logLevel), migrations };
const running = await serveGateway(options, supergraph, await hiveJoin(folder));
announce(running, ['Hive Gateway listens behind the door.', `  Address     ${running.url}/graphql`]);

import { Command, InvalidArgumentError } from 'commander';
import { benchAttacks } from './attacks.ts';
import { benchAudit } from './audit.ts';
import { benchBot } from './bot.ts';
import { benchRaces } from './decisions.ts';
import { benchDoor } from './door.ts';
import { benchExperiments } from './experiments.ts';
import { benchFaults } from './faults.ts';
import type { Figure } from './figures.ts';
import { benchGateway } from './gateway.ts';
import { benchKills } from './kills.ts';
import { benchMonitoring } from './monitoring.ts';
import { benchPages } from './pages.ts';
import { benchRegistry } from './registry.ts';
import { benchReport } from './report.ts';
import { benchStart } from './start.ts';

interface Options {
  /** How long the load of `faults` lasts. */
  minutes: number;
}

const benches: Readonly<Record<string, (options: Options) => Promise<Figure[]>>> = {
  start: benchStart,
  door: benchDoor,
  attacks: benchAttacks,
  gateway: benchGateway,
  registry: benchRegistry,
  audit: benchAudit,
  bot: benchBot,
  report: benchReport,
  experiments: benchExperiments,
  monitoring: benchMonitoring,
  pages: benchPages,
  races: benchRaces,
  kills: benchKills,
  faults: ({ minutes }) => benchFaults(minutes),
};

/** The command `handoff bench`: one JSON line per figure. Exit 1 when a figure misses its bound. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure this machine against the figures Handoff promises; one JSON line each')
    .argument('[name]', `which: ${Object.keys(benches).join(', ')}; left out: all`)
    .option('--minutes <count>', 'how long the load of "faults" lasts', minutesOf, 15)
    .addHelpText('after', '\nExamples:\n  handoff bench\n  handoff bench start\n  handoff bench faults --minutes 3')
    .action(async (name: string | undefined, options: Options) => {
      const chosen = name === undefined ? Object.values(benches) : [benches[name]];
      for (const bench of chosen) {
        if (!bench) throw new Error(`There is no bench "${name}": choose ${Object.keys(benches).join(' or ')}.`);
        for (const found of await bench(options)) {
          process.stdout.write(`${JSON.stringify(found)}\n`);
          if (found.met === false) process.exitCode = 1;
        }
      }
    });
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (minutes > 0) return minutes;
  throw new InvalidArgumentError('Give a number of minutes above 0.');
}

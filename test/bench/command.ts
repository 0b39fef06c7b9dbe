import { Command } from 'commander';
import { benchAttacks } from './attacks.ts';
import { benchAudit } from './audit.ts';
import { benchBot } from './bot.ts';
import { benchRaces } from './decisions.ts';
import { benchDoor } from './door.ts';
import { benchExperiments } from './experiments.ts';
import type { Figure } from './figures.ts';
import { benchGateway } from './gateway.ts';
import { benchKills } from './kills.ts';
import { benchMonitoring } from './monitoring.ts';
import { benchPages } from './pages.ts';
import { benchRegistry } from './registry.ts';
import { benchReport } from './report.ts';
import { benchStart } from './start.ts';

const benches: Readonly<Record<string, () => Promise<Figure[]>>> = {
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
};

/** The command `handoff bench`: one JSON line per figure. Exit 1 when a figure misses its bound. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure this machine against the figures Handoff promises; one JSON line each')
    .argument('[name]', `which: ${Object.keys(benches).join(', ')}; left out: all`)
    .addHelpText('after', '\nExamples:\n  handoff bench\n  handoff bench start')
    .action(async (name: string | undefined) => {
      const chosen = name === undefined ? Object.values(benches) : [benches[name]];
      for (const bench of chosen) {
        if (!bench) throw new Error(`There is no bench "${name}": choose ${Object.keys(benches).join(' or ')}.`);
        for (const found of await bench()) {
          process.stdout.write(`${JSON.stringify(found)}\n`);
          if (found.met === false) process.exitCode = 1;
        }
      }
    });
}

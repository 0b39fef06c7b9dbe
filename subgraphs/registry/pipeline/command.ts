import { Command, Option } from 'commander';
import { failure } from '../export/asking.ts';
import { type Flags, withGraph } from '../export/writing.ts';
import { parseDuration } from '../source/duration.ts';
import { gate } from './gate.ts';
import { type PipelineIo, pipelineIo } from './io.ts';
import { promote } from './promote.ts';
import { type PushFlags, push } from './push.ts';

const pushHelp = `
A version is what the graph takes as RegisterVersionInput: {"model": "churn", "content": {"features": […], …}}.
Left out, its number is the next one. The same version again within a day is the same one, and is not registered twice.

Examples:
  $ handoff push version.json
  $ python train.py | handoff push --model churn          one object, or one on each line
  $ handoff push --json < versions.ndjson

Exit codes: 0 all went in, 1 some were rejected, 2 it could not be carried through.`;

/** The command `handoff push`: registers versions from a pipeline. */
export function pushCommand(io: PipelineIo = pipelineIo()): Command {
  return reaching(new Command('push'), io)
    .description('Register versions of models, as JSON from standard input or a file')
    .argument('[file]', 'one JSON object, a list of them, or one on each line; left out: standard input')
    .option('--model <name>', 'of which model they are, where they do not say it')
    .option('--json', 'one line of JSON for each version')
    .addHelpText('after', pushHelp)
    .action((file: string | undefined, flags: Flags & PushFlags) =>
      withGraph(flags, io, async asking => {
        const text = await io.read(file);
        return text.kind === 'Failure' ? text : push(asking, io, { text: text.value, flags });
      }),
    );
}

const gateHelp = `
Examples:
  $ handoff gate churn 7 --to production
  $ handoff gate churn champion --to staging --json

Exit codes: 0 it would pass, 1 there is no such model, version or environment, 2 it could not be asked, 3 it would be held up.`;

/** The command `handoff gate`: the dry run of a promotion. */
export function gateCommand(io: PipelineIo = pipelineIo()): Command {
  return reaching(versioned('gate'), io)
    .description('Say what would stand in the way of a promotion; changes nothing')
    .option('--json', 'as one line of JSON')
    .addHelpText('after', gateHelp)
    .action((model: string, version: string, flags: Flags & { to: string; json?: boolean }) =>
      withGraph(flags, io, asking =>
        gate(asking, io, { wanted: { model, version, environment: flags.to }, json: flags.json }),
      ),
    );
}

const promoteHelp = `
Asks for the promotion, or joins the one that was asked for before. People approve it where they are, in Slack or
anywhere else. The id goes to standard output, how it stands to standard error.

Examples:
  $ handoff promote churn 7 --to production --reason "Trained on May"
  $ handoff promote churn 7 --to production --reason "$CI_COMMIT_MESSAGE" --wait 45m

Exit codes: 0 it is live (without --wait: it was asked for), 1 there is no such model, version or environment,
2 it could not be carried through, 3 it was refused, 4 it still waits.`;

interface PromoteFlags extends Flags {
  to: string;
  reason: string;
  wait?: string | true;
  key?: string;
  json?: boolean;
}

/** The command `handoff promote`: asks for a promotion and waits for it. */
export function promoteCommand(io: PipelineIo = pipelineIo()): Command {
  return reaching(versioned('promote'), io)
    .description('Ask for a version to be promoted, and wait until it is live')
    .requiredOption('--reason <text>', 'why: whoever decides reads it')
    .option('--wait [time]', 'wait until it is live, such as 45m; without a time: 30m')
    .option('--key <text>', 'asked for once per key within a day, such as the id of the run')
    .option('--json', 'as one line of JSON')
    .addHelpText('after', promoteHelp)
    .action((model: string, version: string, flags: PromoteFlags) =>
      withGraph(flags, io, async asking => {
        const { to: environment, reason, key, json } = flags;
        const waitMs = flags.wait === undefined ? null : parseDuration(flags.wait === true ? '30m' : flags.wait);
        if (waitMs === undefined) return failure(`--wait takes a time like 30s, 5m or 1h, not "${flags.wait}".`);
        return promote(asking, io, { model, version, environment, reason, key, json, waitMs });
      }),
    );
}

function versioned(name: string): Command {
  return new Command(name)
    .argument('<model>', 'name or id')
    .argument('<version>', 'number, alias or id')
    .requiredOption('--to <environment>', 'name of the environment');
}

function reaching(command: Command, io: PipelineIo): Command {
  return command
    .configureOutput({ writeOut: text => void io.out(text), writeErr: text => io.err(text) })
    .exitOverride(error => io.quit(error.exitCode === 0 ? 0 : 2))
    .addOption(new Option('--url <url>', 'address of the graph (else HANDOFF_URL, else this machine)'))
    .addOption(new Option('--token <token>', 'token to ask with (better: HANDOFF_TOKEN, which others cannot see)'));
}

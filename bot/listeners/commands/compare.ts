import type { Shown } from '../../cards/blocks.ts';
import { compareCard } from '../../cards/compare.ts';
import { plain } from '../../cards/say.ts';
import type { Command } from '../../grammar.ts';
import type { Asker } from './asker.ts';
import { modelNamed, unclear } from './model.ts';
import { noVersion } from './promote.ts';

/** `compare`: two versions side by side; for one that is not there, those that are. */
export async function compare({ ask, share }: Asker, command: Extract<Command, { verb: 'compare' }>): Promise<Shown> {
  const meant = await modelNamed(ask, command.model);
  if (meant.kind === 'Unclear') return unclear(meant);
  const { id } = meant.model;
  const { left, right } = command;
  const { compareVersions } = await ask('CompareVersions', { model: id, left, right });
  if (compareVersions) return compareCard(meant.model, compareVersions, share);
  const { model } = await ask('ReadVersions', { id });
  if (!model) return plain('This model cannot be read just now. Please try again in a minute.');
  const known = [...model.versions.nodes.map(({ version }) => version), ...model.aliases.map(({ name }) => name)];
  return plain(noVersion(model, known.includes(left) ? right : left));
}

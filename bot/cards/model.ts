import type { Button, KnownBlock } from '@slack/types';
import type { Holder, ModelDetail, ModelLine } from '../answers/model.ts';
import { fitting, safe, safeLine, shorten } from '../text.ts';
import { bold, button, code, controls, groupsThatFit, header, type Shown, section } from './blocks.ts';
import { inWords } from './names.ts';

/** What a share button carries: the look-up to show to the channel, as it was typed. */
export const shareAction = 'share';

/** What a button carries that asks something else: what would be typed. */
export const askAction = 'ask';

/** The look-up as it was typed, when it may be shown to the channel; null where there is none to share with. */
export type Share = string | null;

// Slack takes about 13,200 characters of blocks in all, and a share button holds up to 2,000.
const linesMost = 9500;

/** A list of models that were found. */
export function modelList(found: { totalCount: number; nodes: ModelLine[] }, share: Share): Shown {
  const { totalCount, nodes } = found;
  const lines = groupsThatFit(
    nodes.map(model => [section(modelLine(model))]),
    linesMost,
  ).flat();
  const more = totalCount > lines.length ? ` Here are the first ${lines.length}.` : '';
  const intro = `${count(totalCount, 'model')} found.${more}`;
  const names = nodes
    .slice(0, lines.length)
    .map(model => safeLine(model.name, 128))
    .join(', ');
  return {
    text: nodes.length > 0 ? `${intro} ${names}.` : `${intro} Try fewer or other words.`,
    blocks: [
      section(nodes.length > 0 ? intro : `${intro} Try fewer or other words.`),
      ...lines,
      ...(nodes.length > 0 ? sharing(share) : []),
    ],
  };
}

/** One model in two lines. how: its health in a few words; empty where it was not asked for. */
export function modelLine(model: ModelLine, how = ''): string {
  return `${bold(model.title)}\n${modelFacts(model, how)}`;
}

/** What there is to know of a model in one line, without its title. */
function modelFacts(model: ModelLine, how = ''): string {
  const owner = model.owner ? `owner ${safeLine(model.owner.name)}` : 'nobody owns it yet';
  const version = model.latestVersion ? `version ${safeLine(model.latestVersion.version, 64)}` : 'no version yet';
  const team = model.team ? [safeLine(model.team.title)] : [];
  const tags = model.tags.slice(0, 8).map(tag => code(tag));
  const facts = [
    safeLine(model.name, 128),
    risk(model.riskTier),
    ...(how === '' ? [] : [how]),
    inWords(model.task),
    version,
    ...team,
    owner,
    ...tags,
  ];
  return facts.join(' · ');
}

/** A model with its purpose and the people who answer for it. */
export function modelCard(model: ModelDetail, share: Share): Shown {
  const about = safe(model.purpose ?? model.description ?? '', 1500).trim();
  const blocks: KnownBlock[] = [
    header(model.title),
    section(modelFacts(model)),
    ...(about ? [section(about)] : []),
    section(answering(model)),
    ...sharing(share),
  ];
  const owner = model.owner ? `${safeLine(model.owner.name)} owns it` : 'nobody owns it yet';
  return {
    text: `${safeLine(model.title)} (${safeLine(model.name, 128)}): ${risk(model.riskTier)}, ${owner}.`,
    blocks,
  };
}

/** Who answers for a model, and who is still asked to. */
export function whoCard(model: ModelDetail, share: Share): Shown {
  const people = model.accepted.map(({ role, assignee }) => `${safeLine(role.title)}: ${safeLine(assignee.name)}`);
  const name = `${safeLine(model.title)} (${safeLine(model.name, 128)})`;
  const who = people.length > 0 ? `Who answers for ${name}: ${people.join(', ')}.` : `Nobody answers for ${name} yet.`;
  return {
    text: shorten(model.owner || people.length === 0 ? who : `${who} Nobody owns it yet.`, 3000),
    blocks: [section(`*Who answers for* ${bold(model.title)}\n${answering(model)}`), ...sharing(share)],
  };
}

function answering({ accepted, proposed, owner }: ModelDetail): string {
  const nobody = accepted.length > 0 ? 'Nobody owns it yet.' : 'Nobody answers for it yet.';
  return fitting([
    ...(owner && accepted.length > 0 ? [] : [`${nobody} Ask somebody with \`assign\`.`]),
    ...accepted.map(holder => `• ${holding(holder)}`),
    ...proposed.map(holder => `• ${holding(holder)}, asked and not yet answered`),
  ]);
}

function holding({ role, assignee }: Holder): string {
  return `${safeLine(role.title)}: ${bold(assignee.name)}`;
}

/** The button by which a look-up is shown to the channel, in a row of its own. */
export function sharing(share: Share): KnownBlock[] {
  return controls(shareButtons(share));
}

/** The same to stand beside others; none where there is no channel. */
export function shareButtons(share: Share): Button[] {
  const fits = share !== null && share !== '' && share.length <= 2000;
  return fits ? [button('Show to the channel', { action: shareAction, value: share })] : [];
}

const risks: Record<string, string> = {
  UNCLASSIFIED: 'risk not classified',
  MINIMAL: 'minimal risk',
  LIMITED: 'limited risk',
  HIGH: 'high risk',
  CRITICAL: 'critical risk',
};

/** A risk tier in words. */
export function risk(tier: string): string {
  return risks[tier] ?? inWords(tier);
}

function count(number: number, noun: string): string {
  return number === 0 ? `No ${noun}` : `${number} ${noun}${number === 1 ? '' : 's'}`;
}

import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** What is wrong with what somebody wants a team to be, or null. */
export function teamProblem(input: { name: string; title: string; slackChannel?: string | null }): Problem | null {
  if (!namePattern.test(input.name)) {
    return invalid(
      'name',
      `"${input.name}" is no team name: use lower-case letters, digits and hyphens, such as credit-risk.`,
    );
  }
  return textProblem('title', input.title, 200) ?? channelProblem(input.slackChannel);
}

function channelProblem(channel: string | null | undefined): Problem | null {
  if (channel === null || channel === undefined) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused here
  if (channel.length <= 80 && /^[^\s\u0000-\u001f]+$/.test(channel)) return null;
  return invalid('slackChannel', 'A channel is its id or its name, such as #credit-risk: give one, or null for none.');
}

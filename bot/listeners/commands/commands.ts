import { verbNames } from '../../grammar.ts';

/** A slash command as it is announced to Slack. */
export interface SlashCommand {
  description: string;
  usageHint: string;
}

/** Every slash command the bot answers; the manifest is made from it. */
export const commands: Readonly<Record<string, SlashCommand>> = {
  '/handoff': {
    description: 'Look up models, decide what goes live, handle alerts',
    usageHint: verbNames.join(' | '),
  },
};

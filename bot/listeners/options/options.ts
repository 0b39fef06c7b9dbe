import type { Option } from '@slack/types';

/** The choices each select asks for, by its action_id. None of the bot's forms has such a select yet. */
export const options: Readonly<Record<string, (typed: string) => Promise<Option[]>>> = {};

import type { Block, Option, TextObject } from './block-kit.ts';

/** What an app sends to show a modal or a home tab. */
export interface ViewDraft {
  type: 'modal' | 'home';
  blocks: Block[];
  title?: TextObject;
  submit?: TextObject;
  close?: TextObject;
  callback_id?: string;
  private_metadata?: string;
  external_id?: string;
  notify_on_close?: boolean;
  clear_on_close?: boolean;
}

/** The state of one control of a view, as Slack reports it. */
export type ControlState = { type: string } & Record<string, unknown>;

/** A modal or home tab as Slack keeps and delivers it. */
export interface View extends ViewDraft {
  id: string;
  team_id: string;
  app_id: string;
  app_installed_team_id: string;
  bot_id: string;
  hash: string;
  callback_id: string;
  private_metadata: string;
  external_id: string;
  state: { values: Record<string, Record<string, ControlState>> };
  root_view_id: string;
  previous_view_id: string | null;
}

/** A modal in front of one person, with what they see beside the app's blocks. */
export interface OpenView {
  userId: string;
  view: View;
  /** Complaints by block_id, shown at the inputs. */
  errors: Record<string, string>;
  /** What was typed so far, by block_id and action_id joined with a dot. */
  typed: Record<string, string[]>;
  /** The choices last offered by the app, by action_id. */
  suggestions: Record<string, Option[]>;
}

import { type Html, html, type Part } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { badge } from './badge.ts';
import { type ModelName, modelLink } from './name.ts';
import { words } from './words.ts';

/** An advice as lists show it. */
export interface AdviceLine {
  id: string;
  action: string;
  state: string;
  model: ModelName | null;
  version: { version: string } | null;
}

/** What each action is called where it can be chosen. */
export const adviceActions = {
  RETRAIN: 'Retrain it',
  RE_ENGINEER_FEATURES: 'Work on its features',
  FIX_DATA: 'Mend the data',
  ROLL_BACK: 'Roll it back',
  KEEP: 'Keep it as it is',
} as const;

/** What an advice says should be done, as people say it. */
export function actionWords(action: string): string {
  return Object.hasOwn(adviceActions, action) ? adviceActions[action as keyof typeof adviceActions] : words(action);
}

/** An advice in one line of a list; of: what it is about, where the list is not of one model. */
export function adviceLine({ id, action, state }: Pick<AdviceLine, 'id' | 'action' | 'state'>, of: Part = ''): Html {
  return html`<div class="line"><a data-item href="${pathOf('advice', id)}">${actionWords(action)}</a>${badge(state)}${of}</div>`;
}

/** The model and version that an advice is about. */
export function adviceSubject({ model, version }: AdviceLine): Html {
  return html`<span>${modelLink(model)}${version ? `, version ${version.version}` : ''}</span>`;
}

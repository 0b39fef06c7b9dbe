import { setTimeout as sleep } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Shown } from '../../cards/blocks.ts';
import { type FormName, noticeForm } from '../../cards/notice-form.ts';
import { slackError } from '../../clients.ts';
import { openModal } from './open.ts';

/** What a form can be made of, or what to say because there is none. */
export type Prepared = { kind: 'Form'; view: ModalView } | { kind: 'Said'; shown: Shown };

/** A form may be opened for three seconds after somebody asked; the graph gets half of them. */
const patienceMs = 1_500;

/** A form to be opened once what it shows has been read. */
export interface Opening {
  live: WebClient;
  triggerId: string;
  form: FormName;
  /** What is said while it is read. */
  waiting: string;
  preparing: Promise<Prepared>;
}

/**
 * Opens a form once it is ready; where that takes longer, one that asks to wait, which is filled in later. Answers what
 * to say instead when there is no form, and `late` when none could be opened in time.
 */
export async function openWhenReady(opening: Opening): Promise<'opened' | 'late' | Shown> {
  const { live, triggerId, preparing } = opening;
  const early = await Promise.race([preparing, sleep(patienceMs, null)]);
  if (early?.kind === 'Said') return early.shown;
  const opened = early ? (await openModal(live, triggerId, early.view)) !== null : await fillIn(opening);
  return opened ? 'opened' : 'late';
}

/** Opens a form that asks to wait, and fills it in once the graph has answered; false when it could not be opened. */
async function fillIn({ live, triggerId, form, waiting, preparing }: Opening): Promise<boolean> {
  const [opened, late] = await Promise.allSettled([openModal(live, triggerId, noticeForm(form, waiting)), preparing]);
  if (opened.status === 'rejected') throw opened.reason;
  if (opened.value !== null) {
    const view = late.status === 'fulfilled' ? viewOf(form, late.value) : noticeForm(form, gaveUp);
    await updateModal(live, opened.value, view);
  }
  if (late.status === 'rejected') throw late.reason;
  return opened.value !== null;
}

const gaveUp = 'This cannot be read just now. Close it: you will be told once it can.';

function viewOf(form: FormName, prepared: Prepared): ModalView {
  return prepared.kind === 'Form' ? prepared.view : noticeForm(form, prepared.shown.text);
}

/** Changes an open form; one that somebody closed meanwhile is left alone. */
export async function updateModal(live: WebClient, viewId: string, view: ModalView): Promise<void> {
  try {
    await live.views.update({ view_id: viewId, view });
  } catch (error) {
    if (slackError(error) !== 'not_found') throw error;
  }
}

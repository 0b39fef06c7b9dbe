import { type Html, html } from '@handoff/kit/html';
import { type Placed, wordsOf } from '../block-kit.ts';
import type { OpenView } from '../view.ts';
import type { Workspace } from '../workspace.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import { renderBlocks } from './render-blocks.ts';
import { pressValue } from './render-control.ts';
import { type Context, hiddenWhere, readerFor } from './view-context.ts';
import { addressOf, openIdOf, type Where } from './where.ts';

/** Draws the modal in front of a person: one form, its complaints at the inputs. */
export function renderModal(workspace: Workspace, where: Where, open: OpenView): Html {
  const { view } = open;
  const reader = readerFor(workspace, where.person);
  const context: Context = {
    workspace,
    where,
    reader,
    place: { name: 'view', value: view.id },
    modal: open,
    offered: {},
  };
  const submit = view.submit
    ? html`<button class="button primary" formaction="/chat/submit">${view.submit.text}</button>`
    : '';
  return dialog(
    wordsOf(view.title),
    html`<form method="post" action="/chat/submit">${hiddenWhere(where)}<input type="hidden" name="view" value="${view.id}">
<button class="enter" formaction="/chat/submit" tabindex="-1" aria-hidden="true">Submit</button>
<div class="blocks">${renderBlocks(view.blocks, context)}</div>
<footer><button class="button" formaction="/chat/close" formnovalidate>${wordsOf(view.close) || 'Cancel'}</button>${submit}</footer></form>`,
  );
}

/** What a confirmation is about. */
export interface Question {
  placed: Placed;
  place: { name: 'ts' | 'view'; value: string };
  /** What was chosen, when it is a menu. */
  value: string;
}

/** Draws the question that stands before a press. */
export function renderQuestion(workspace: Workspace, where: Where, question: Question): Html {
  const { confirm } = question.placed.element;
  if (!confirm) return html``;
  const { place, value } = question;
  const strong = confirm.style === 'danger' || question.placed.element.style === 'danger' ? 'danger' : 'primary';
  return dialog(
    confirm.title.text,
    html`<form method="post" action="/chat/act">${hiddenWhere(where)}<input type="hidden" name="${place.name}" value="${place.value}"><input type="hidden" name="chosen" value="${value}"><input type="hidden" name="confirmed" value="1">
<div class="blocks">${renderMrkdwn(confirm.text.text, readerFor(workspace, where.person))}</div>
<footer><a class="button" href="${addressOf(where.person.id, openIdOf(where))}">${wordsOf(confirm.deny) || 'Cancel'}</a>
<button class="button ${strong}" name="press" value="${pressValue(question.placed)}" autofocus>${wordsOf(confirm.confirm) || 'Yes'}</button></footer></form>`,
    html``,
  );
}

function dialog(title: string, inside: Html, focus = html` autofocus`): Html {
  return html`<div class="backdrop"><dialog open aria-modal="true" aria-labelledby="dialog-title"><h2 id="dialog-title" tabindex="-1"${focus}>${title}</h2>${inside}</dialog></div>`;
}

import { type Html, html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { typed, typedNumber } from '../move.ts';
import { badge } from '../part/badge.ts';
import {
  type ChangeOver,
  type CheckLine,
  changeOver,
  changeOverFields,
  checkFields,
  checkList,
  neededApprovals,
} from '../part/checks.ts';
import { type Field, moveForm } from '../part/form.ts';
import { crumbs, doHead } from '../part/head.ts';
import { inRow, type ModelName, named } from '../part/name.ts';
import { choices } from '../part/steps.ts';
import { empty, section } from '../part/table.ts';
import { words } from '../part/words.ts';
import { type Move, pageOf, type View } from '../view.ts';

interface PromotePage {
  modelVersion: Promotable | null;
  environments: Environment[] | null;
}

interface Environment {
  name: string;
  title: string;
  targets: { id: string; name: string }[];
}

interface Promotable {
  id: string;
  version: string;
  state: string;
  model: ModelName & { viewerCan: string[] };
  promotionPreview?: Preview | null;
}

interface Preview {
  wouldBe: string;
  checks: CheckLine[];
  approvals: { role: string; count: number }[];
  whoCanApprove: { id: string; name: string }[] | null;
  comparison: ChangeOver | null;
}

/** Asking for a promotion: what would stand in its way is shown before anything is sent. */
export const promote = pageOf<PromotePage>({
  query: `query Promote($id: ID!, $environment: String!, $chosen: Boolean!) {
  modelVersion(id: $id) {
    id version state model { name title viewerCan }
    promotionPreview(environment: $environment) @include(if: $chosen) {
      wouldBe checks { ${checkFields} } approvals { role count } whoCanApprove { id name }
      comparison { ${changeOverFields} }
    }
  }
  environments { name title targets { id name } }
}`,
  variables: ({ params, search }) => {
    const environment = search.get('environment') ?? '';
    return { id: params[0], environment, chosen: environment !== '' };
  },
  draw: ({ modelVersion: found, environments }, view) =>
    found && {
      title: `Promote ${found.model.title}, version ${found.version}`,
      body: body(found, environments ?? [], view),
    },
  moves: { ask: askMove() },
});

function askMove(): Move {
  return {
    mutation: 'requestPromotion',
    input: (sent, { search }) => ({
      ...{ model: sent.get('model'), version: sent.get('version'), environment: search.get('environment') },
      ...{ reason: typed(sent, 'reason') ?? '', strategy: sent.get('strategy'), steps: stepsOf(sent) },
      targetId: typed(sent, 'target'),
    }),
    done: 'The promotion is asked for. Here stands what is in its way, and who decides.',
    leadsTo: {
      select: 'promotion { id }',
      path: ({ promotion }) => (promotion ? pathOf('promotions', (promotion as { id: string }).id) : null),
    },
  };
}

/** Shares such as "5, 25, 100", each held for as long; null when none were typed. */
function stepsOf(sent: URLSearchParams): object[] | null {
  const shares = (typed(sent, 'steps') ?? '').split(/[\s,;%]+/).filter(each => each !== '');
  if (shares.length === 0) return null;
  const minMinutes = typedNumber(sent, 'minutes') ?? 0;
  return shares.map(share => ({ percent: Number(share), minMinutes }));
}

function body(found: Promotable, environments: readonly Environment[], view: View): Html {
  const { model, version, promotionPreview: preview } = found;
  const title = `Promote ${model.title}, version ${version}`;
  const wanted = environments.find(each => each.name === view.place.search.get('environment'));
  const where = choices(
    'environment',
    environments.map(each => [each.name, each.title]),
    view,
  );
  const head = html`${doHead(crumbs(model, found), title, 'Choose where to. What must hold there is looked at before you ask; nothing is changed until you do.')}<div class="head">${where}</div>`;
  if (!wanted) return html`${head}<div class="panel">${empty('Choose an environment above.')}</div>`;
  if (!preview)
    return html`${head}<div class="panel">${empty('What must hold there cannot be looked at just now.')}</div>`;
  return html`${head}<div class="columns two"><div>
${section('checks', `What must hold in ${wanted.title.toLowerCase()}`, checkList(preview.checks))}
${section('change', 'What changes', preview.comparison ? changeOver(preview.comparison) : empty('It replaces nothing there.'))}</div>
<div class="side">${section('approvals', 'Who has to say yes', approvals(preview))}
${section('ask', 'Ask for it', askForm(found, { wanted, preview }, view))}</div></div>`;
}

function approvals({ approvals: needed, whoCanApprove }: Preview): Html {
  const can =
    whoCanApprove && whoCanApprove.length > 0
      ? html`<p class="quiet">Who can: ${inRow(whoCanApprove.map(who => named(who)))}</p>`
      : '';
  return html`${neededApprovals(needed)}${needed.length > 0 ? can : ''}`;
}

interface Wish {
  wanted: Environment;
  preview: Preview;
}

function askForm({ model, version, state }: Promotable, { wanted, preview }: Wish, view: View): Html {
  if (state === 'ARCHIVED') return empty('This version is put away: bring it back before it is promoted.');
  if (!model.viewerCan.includes('PROMOTION_REQUEST'))
    return empty('You may not ask for it: that takes a role on this model which may, such as developer.');
  const blocked = preview.wouldBe === 'BLOCKED';
  const form = moveForm(
    {
      ...{ move: 'ask', label: blocked ? 'Ask all the same' : 'Ask for it', tone: 'main' },
      hidden: { model: model.name, version },
      fields: [
        { name: 'reason', label: 'Why', kind: 'text', required: true, hint: 'Those who decide read this.' },
        { legend: 'How it goes out', folded: true, fields: rolloutFields(wanted) },
      ],
    },
    view,
  );
  const said = blocked
    ? html`<p>${badge('BLOCKED', 'Would be blocked')} Nobody can approve it until what is in the way is cleared.</p>`
    : html`<p>It would be: ${badge(preview.wouldBe, words(preview.wouldBe).toLowerCase())}</p>`;
  return html`${said}${form}`;
}

function rolloutFields(wanted: Environment): Field[] {
  return [
    { name: 'strategy', label: 'How traffic moves', options: strategies, required: true },
    { name: 'steps', label: 'Steps, in percent', hint: 'Of a canary, such as 5, 25, 100. The last is 100.' },
    { name: 'minutes', label: 'Minutes each step is held', kind: 'number' },
    { name: 'target', label: 'Target', options: targets(wanted) },
  ];
}

const strategies = [
  ['ALL_AT_ONCE', 'all at once'],
  ['CANARY', 'canary: by the steps below'],
  ['SHADOW', 'shadow: it listens first'],
  ['BLUE_GREEN', 'blue and green: it stands ready first'],
] as const;

function targets({ targets: all }: Environment): (readonly [string, string])[] {
  return [['', 'as its hosting was decided'], ...all.map(({ id, name }) => [id, name] as const)];
}

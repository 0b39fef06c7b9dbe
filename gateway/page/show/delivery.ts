import { type Html, html } from '@handoff/kit/html';
import { verdict } from '../part/badge.ts';
import { type ModelName, modelLink } from '../part/name.ts';
import { empty, section, table } from '../part/table.ts';
import { since } from '../part/time.ts';
import { number, words } from '../part/words.ts';
import { pageOf, type View } from '../view.ts';

interface Delivery {
  deliveryHealth: Health[] | null;
  notifications: {
    totalCount: number;
    nodes: {
      id: string;
      kind: string;
      at: string;
      attempt: number;
      lastFailure: string | null;
      model: ModelName | null;
    }[];
  } | null;
}

interface Health {
  consumer: string;
  due: number;
  oldestDueAt: string | null;
  lagSeconds: number;
  dead: number;
  lastClaimAt: string | null;
  deliveredLastHour: number;
  retriedLastHour: number;
  rateLimitedLastHour: number;
}

/** Whether what people must be told reaches them. */
export const delivery = pageOf<Delivery>({
  query: `query Delivery {
  deliveryHealth {
    consumer due oldestDueAt lagSeconds dead lastClaimAt deliveredLastHour retriedLastHour rateLimitedLastHour
  }
  notifications(state: DEAD, first: 25) { totalCount nodes { id kind at attempt lastFailure model { name title } } }
}`,
  variables: () => ({}),
  draw: (data, view) => ({
    title: 'Delivery',
    body: html`<div class="head"><h1>Delivery</h1><p class="lead">Whether what people must be told reaches them.</p></div>
${section('health', 'Who delivers', health(data.deliveryHealth ?? [], view))}${section('dead', 'Given up after ten tries', dead(data.notifications, view))}`,
  }),
});

function health(all: readonly Health[], { now }: View): Html {
  if (all.length === 0)
    return empty('Nothing is known of any delivery that you may see. The bot delivers once Slack is connected.');
  const rows = all.map(each => [
    html`<strong>${each.consumer}</strong>`,
    verdict(each.dead === 0 && each.lagSeconds < 60, ['Keeps up', each.dead > 0 ? 'Gave some up' : 'Behind']),
    number(each.due),
    each.oldestDueAt ? since(each.oldestDueAt, now) : 'none',
    number(each.dead),
    number(each.deliveredLastHour),
    number(each.retriedLastHour),
    number(each.rateLimitedLastHour),
    each.lastClaimAt ? since(each.lastClaimAt, now) : 'never',
  ]);
  const heads = ['Who', 'State', 'Due', 'Oldest', 'Given up', 'Delivered', 'Tried again', 'Slowed down', 'Asked last'];
  return html`${table('Deliveries', heads, rows)}<p class="quiet">Delivered, tried again and slowed down: in the last hour.</p>`;
}

function dead(found: Delivery['notifications'], { now }: View): Html {
  if (!found || found.nodes.length === 0) return empty('Nothing was given up.');
  const rows = found.nodes.map(({ kind, at, attempt, lastFailure, model }) => [
    words(kind.replace('.', ': ')),
    modelLink(model),
    since(at, now),
    number(attempt),
    lastFailure ?? '',
  ]);
  return table('Given up', ['What', 'Model', 'When', 'Tries', 'Why'], rows);
}

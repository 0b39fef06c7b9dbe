import { html } from '@handoff/kit/html';
import { type AlertLine, alertFields, alertLine } from '../part/alert-line.ts';
import { choices, pageLinks } from '../part/steps.ts';
import { list } from '../part/table.ts';
import { count } from '../part/words.ts';
import { pageOf } from '../view.ts';

interface Alerts {
  alerts: {
    totalCount: number;
    nodes: AlertLine[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  } | null;
}

const open = ['PENDING', 'FIRING', 'ACKNOWLEDGED', 'SILENCED', 'RECOVERING'];

/** All alerts that the viewer may see. */
export const alerts = pageOf<Alerts>({
  query: `query Alerts($state: [AlertState!], $severity: Severity, $mine: Boolean, $after: String) {
  alerts(state: $state, severity: $severity, mine: $mine, first: 25, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { ${alertFields} }
  }
}`,
  variables: ({ search }) => {
    const shown = search.get('show') ?? '';
    return {
      state: shown === 'resolved' ? ['RESOLVED'] : shown === 'all' ? null : open,
      severity: shown === 'critical' ? 'CRITICAL' : null,
      mine: shown === 'mine' ? true : null,
      after: search.get('after'),
    };
  },
  draw: ({ alerts: found }, view) =>
    found && {
      title: 'Alerts',
      body: html`<div class="head"><h1>Alerts</h1><p class="quiet">${count(found.totalCount, 'alert')}.</p>
${choices(
  'show',
  [
    ['', 'Open'],
    ['mine', 'Mine'],
    ['critical', 'Critical'],
    ['resolved', 'Resolved'],
    ['all', 'All'],
  ],
  view,
)}</div>
<div class="panel">${list(
        found.nodes.map(each => alertLine(each, view)),
        'No alert here. They come from monitors: of objectives by themselves, others are saved through the graph.',
      )}${pageLinks(found.pageInfo, view)}</div>`,
    },
});

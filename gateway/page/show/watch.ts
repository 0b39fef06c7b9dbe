import { type Html, html } from '@handoff/kit/html';
import { modelPath, pathOf } from '../link.ts';
import { choices } from '../part/steps.ts';
import { empty, section } from '../part/table.ts';
import { words } from '../part/words.ts';
import { linePicture } from '../picture/line.ts';
import { pageOf, type View } from '../view.ts';
import { driftHtml, performanceHtml, qualityHtml } from './watch-body.ts';
import type { Watched, WatchPage } from './watch-data.ts';

const series = 'name unit points { at value }';
const measured = 'name value lower upper objective met';
const quality =
  'n broken fields { field missingShare invalidShare outOfRangeShare unseenShare outlierShare explanation }';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How a version behaves where it runs: drift, the quality of data, performance, and what it serves. */
export const watch = pageOf<WatchPage>({
  query: `query Watch($id: ID!, $from: DateTime!, $to: DateTime!, $groupBy: String) {
  modelVersion(id: $id) {
    id version model { name title }
    drift(from: $from, to: $to) {
      n enoughData drifted reference { kind days weeks version { version } }
      features { feature role missingShare referenceMissingShare psi adjustedP drifted explanation histogram { label reference current } }
    }
    quality(from: $from, to: $to) { ${quality} }
    trainingQuality { ${quality} }
    performance(from: $from, to: $to, groupBy: $groupBy) {
      n labelledShare asOf estimateTrusted metrics { ${measured} } estimated { ${measured} }
      groups { group n metrics { ${measured} } }
      fairness { metric lowest highest difference ratio enoughData }
    }
    predictions: metric(name: "predictions", from: $from, to: $to) { ${series} }
    latency: metric(name: "latency_ms", from: $from, to: $to) { ${series} }
    errors: metric(name: "error_rate", from: $from, to: $to) { ${series} }
  }
}`,
  variables: ({ params, search }) => {
    const days = [1, 30, 90].find(each => String(each) === search.get('days')) ?? 7;
    // Whole hours of a day, and whole days of longer times, what is under way with them: a few sums that are kept make up
    // the time, and the same is asked by everybody who asks within one.
    const unit = days === 1 ? hourMs : dayMs;
    const begun = Math.floor(Date.now() / unit) * unit;
    const at = (ms: number) => new Date(ms).toISOString();
    return { id: params[0], from: at(begun - days * dayMs), to: at(begun + unit), groupBy: search.get('by') || null };
  },
  draw: ({ modelVersion: found }, view) =>
    found && { title: `${found.model.title}, version ${found.version}: how it behaves`, body: body(found, view) },
});

const spans = [
  ['1', 'A day'],
  ['', 'A week'],
  ['30', '30 days'],
  ['90', '90 days'],
] as const;

function body(found: Watched, view: View): Html {
  const { model, version, id, drift, quality: values, trainingQuality, performance } = found;
  return html`<div class="head"><p class="crumbs"><a href="/models">Models</a> / <a href="${modelPath(model.name)}">${model.title}</a> / <a href="${pathOf('versions', id)}">version ${version}</a></p>
<h1>${model.title}, version ${version}: how it behaves</h1>${choices('days', spans, view)}</div>
${section('serves', 'What it serves', serves(found))}${section('drift', 'Drift', driftHtml(drift))}
${section('quality', 'Quality of the values that came', qualityHtml(values))}
${section('performance', 'Performance on the labels that came', performanceHtml(performance), groupForm(view))}
${trainingQuality ? section('training', 'Quality of the rows it was trained on', qualityHtml(trainingQuality)) : ''}`;
}

function serves({ predictions, latency, errors }: Watched): Html {
  const known = [predictions, latency, errors].flatMap(each => (each && each.points.length > 0 ? [each] : []));
  if (known.length === 0)
    return empty(
      html`Nothing was observed in this time. <code>recordObservations</code>, or a stream to <code>/ingest/observations</code>, brings it in.`,
    );
  return html`<div class="pictures">${known.map(each => linePicture({ ...each, name: words(each.name.replace(/_ms$/, '')) }))}</div>`;
}

function groupForm({ place }: View): Html {
  return html`<form class="search"><input name="by" value="${place.search.get('by') ?? ''}" aria-label="Compare groups by a column" placeholder="Compare groups by a column" maxlength="200"><input type="hidden" name="days" value="${place.search.get('days') ?? ''}"><button>Compare</button></form>`;
}

import { type Html, html } from '@handoff/kit/html';
import { modelPath } from '../link.ts';
import { typed } from '../move.ts';
import { badge, verdict } from '../part/badge.ts';
import { moveForm } from '../part/form.ts';
import { type ModelName, type Named, named, versionLink } from '../part/name.ts';
import { empty, facts, section, table } from '../part/table.ts';
import { sentence, since, time } from '../part/time.ts';
import { chance, number, percent, words } from '../part/words.ts';
import { intervals } from '../picture/intervals.ts';
import { pageOf, type View } from '../view.ts';

interface ExperimentPage {
  experiment: ExperimentData | null;
}

interface ExperimentData {
  id: string;
  name: string;
  hypothesis: string;
  state: string;
  metric: string;
  metricKind: string;
  comparator: string;
  method: string;
  alpha: number;
  power: number;
  minimumEffect: number | null;
  plannedSampleSize: number | null;
  startedAt: string | null;
  endedAt: string | null;
  model: (ModelName & { viewerCan: string[] }) | null;
  arms: {
    key: string;
    control: boolean;
    share: number;
    n: number;
    mean: number | null;
    version: { id: string; version: string } | null;
  }[];
  guardrails: { metric: string; comparator: string; margin: number; holds: boolean | null }[];
  result: {
    sampleRatioMismatch: boolean;
    verdict: string;
    explanation: string;
    enoughData: boolean;
    effects: {
      arm: string;
      effect: number;
      relative: number | null;
      lower: number;
      upper: number;
      p: number;
      significant: boolean;
    }[];
  } | null;
  decision: {
    verdict: string;
    rationale: string;
    at: string;
    by: Named;
    chosen: { id: string; version: string } | null;
  } | null;
}

/** An experiment: what was asked, what the data say in words and numbers, and what was decided. */
export const experiment = pageOf<ExperimentPage>({
  query: `query Experiment($id: ID!) {
  experiment(id: $id) {
    id name hypothesis state metric metricKind comparator method alpha power minimumEffect plannedSampleSize startedAt endedAt
    model { name title viewerCan }
    arms { key control share n mean version { id version } }
    guardrails { metric comparator margin holds }
    result { sampleRatioMismatch verdict explanation enoughData effects { arm effect relative lower upper p significant } }
    decision { verdict rationale at by { id name } chosen { id version } }
  }
}`,
  variables: ({ params }) => ({ id: params[0] }),
  draw: ({ experiment: found }, view) => found && { title: found.name, body: body(found, view) },
  moves: {
    start: {
      mutation: 'startExperiment',
      input: (_, { params }) => ({ experimentId: params[0] }),
      done: 'The experiment has begun.',
    },
    stop: {
      mutation: 'stopExperiment',
      input: (sent, { params }) => ({ experimentId: params[0], reason: typed(sent, 'reason') ?? '' }),
      done: 'The experiment is stopped.',
    },
    decide: {
      mutation: 'decideExperiment',
      input: (sent, { params }) => ({
        ...{ experimentId: params[0], verdict: sent.get('verdict'), chosenVersion: typed(sent, 'chosen') },
        rationale: typed(sent, 'rationale') ?? '',
      }),
      done: 'The decision is kept.',
    },
  },
});

function body(found: ExperimentData, view: View): Html {
  const { model, name, hypothesis, state, result, decision } = found;
  return html`<div class="head"><p class="crumbs"><a href="/models">Models</a>${model ? html` / <a href="${modelPath(model.name)}">${model.title}</a>` : ''}</p><h1>${name}</h1><p class="lead">${hypothesis}</p>
<p class="badges">${badge(state)}${result ? badge(result.verdict) : ''}</p></div>${forms(found, view)}
<div class="columns two"><div>${section('result', 'What the data say', resultHtml(found))}${section('arms', 'Arms', arms(found))}
${found.guardrails.length > 0 ? section('guardrails', 'What must not get worse', guardrails(found)) : ''}</div>
<div class="side">${decision ? section('decision', 'Decided', html`<p>${badge(decision.verdict)} ${decision.chosen ? versionLink(decision.chosen) : ''}</p><p>${decision.rationale}</p><p class="quiet">${named(decision.by)}, ${since(decision.at, view.now)}</p>`) : ''}
${section('terms', 'What was agreed before', terms(found))}</div></div>`;
}

function resultHtml({ result, metric, state }: ExperimentData): Html {
  if (!result)
    return empty(state === 'DRAFT' ? 'It has not begun.' : 'There are no data yet: recordExperimentData adds them.');
  const { effects, explanation, sampleRatioMismatch } = result;
  const rows = effects.map(each => [
    html`<strong>${each.arm}</strong>`,
    number(each.effect),
    each.relative === null ? '' : percent(each.relative),
    `${number(each.lower)} to ${number(each.upper)}`,
    chance(each.p),
    verdict(each.significant, ['Clear', 'May be chance']),
  ]);
  const numbers =
    effects.length > 0
      ? html`${intervals(
          `Effect on ${metric}`,
          effects.map(each => ({ name: each.arm, value: each.effect, lower: each.lower, upper: each.upper })),
        )}${table('Effects', ['Arm', 'Effect', 'Relative', 'Interval', 'p', 'How sure'], rows)}`
      : '';
  const mismatch = sampleRatioMismatch
    ? html`<p><strong>The sizes of the arms do not fit their shares, so nothing can be concluded.</strong></p>`
    : '';
  return html`${mismatch}<p>${sentence(explanation)}</p>${numbers}`;
}

function arms({ arms: all, metric }: ExperimentData): Html {
  const rows = all.map(({ key, control, share, n, mean, version }) => [
    html`<strong>${key}</strong>${control ? html` <span class="quiet">control</span>` : ''}`,
    versionLink(version),
    `${number(share)} %`,
    number(n),
    mean === null ? '–' : number(mean),
  ]);
  return table('Arms', ['Arm', 'Version', 'Share', 'Rows', metric], rows);
}

function guardrails({ guardrails: all }: ExperimentData): Html {
  const rows = all.map(({ metric, comparator, margin, holds }) => [
    html`<strong>${metric}</strong>`,
    `${comparator === 'AT_LEAST' ? 'at least' : 'at most'}, within ${number(margin)}`,
    holds === null ? 'not known yet' : verdict(holds, ['Holds', 'Not shown to hold']),
  ]);
  return table('Guardrails', ['Metric', 'Margin', 'Held'], rows);
}

function terms(found: ExperimentData): Html {
  const { metric, metricKind, comparator, method, alpha, power, minimumEffect, plannedSampleSize } = found;
  return facts([
    ['Metric', `${metric} (${words(metricKind).toLowerCase()})`],
    ['Better is', comparator === 'AT_LEAST' ? 'more' : 'less'],
    ['Method', words(method)],
    ['Alpha', number(alpha)],
    ['Power', percent(power)],
    ['Least effect', minimumEffect === null ? null : number(minimumEffect)],
    ['Planned', plannedSampleSize === null ? null : `${number(plannedSampleSize)} rows an arm`],
    ['Began', found.startedAt && time(found.startedAt)],
    ['Ended', found.endedAt && time(found.endedAt)],
  ]);
}

function forms({ state, model, arms: all, result }: ExperimentData, view: View) {
  if (!model?.viewerCan.includes('EXPERIMENT_EDIT') || state === 'DECIDED') return '';
  const start = moveForm({ move: 'start', label: 'Start', tone: 'main' }, view);
  const why = [{ name: 'reason', label: 'Why', required: true }];
  const stop = moveForm({ move: 'stop', label: 'Stop', fields: why, folded: true }, view);
  const versions = all.flatMap(({ version }) =>
    version ? [[version.version, `version ${version.version}`] as const] : [],
  );
  const verdicts = ['WON', 'LOST', 'NO_DIFFERENCE', 'INCONCLUSIVE', 'INVALID'].map(
    each => [each, words(each)] as const,
  );
  const decide = moveForm(
    {
      ...{ move: 'decide', label: 'Decide', tone: 'main', folded: true },
      fields: [
        { name: 'verdict', label: 'Verdict', options: verdicts, value: result?.verdict ?? 'INCONCLUSIVE' },
        { name: 'chosen', label: 'Version to go on with', options: [['', 'none'], ...versions] },
        { name: 'rationale', label: 'Why', kind: 'text', required: true },
      ],
    },
    view,
  );
  const shown = { DRAFT: start, RUNNING: stop, STOPPED: decide }[state] ?? '';
  return html`<section aria-label="What you can do"><div class="moves">${shown}</div></section>`;
}

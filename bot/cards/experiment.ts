import type { ArmView, ExperimentView, Verdict } from '../answers/experiment.ts';
import { fitting, safe, safeLine, told, when } from '../text.ts';
import { bold, context, controls, type Shown, section } from './blocks.ts';
import { figure } from './comparison.ts';
import { experimentButtons } from './experiment-buttons.ts';
import { nameOf } from './names.ts';

/** An experiment as a card: what is compared, what the data say, what was decided, and what can be done. */
export function experimentCard(experiment: ExperimentView): Shown {
  const { name, model, arms, id, startedAt } = experiment;
  const what = model ? `\n${bold(model.title)} (${safeLine(model.name, 128)})` : '';
  const blocks = [
    section(`*Experiment, ${states[experiment.state]}:* ${bold(name)}${what}`),
    section(
      fitting(
        arms.map(arm => armLine(arm, experiment.metric)),
        1500,
      ),
    ),
    section(findings(experiment).join('\n')),
    ...controls(experimentButtons(experiment)),
    context(`${startedAt ? `Begun ${when(startedAt)} · ` : ''}${safeLine(id, 64)}`),
  ];
  return { text: experimentSentence(experiment), blocks };
}

const states: Readonly<Record<ExperimentView['state'], string>> = {
  DRAFT: 'not begun',
  RUNNING: 'running',
  STOPPED: 'stopped',
  DECIDED: 'decided',
};

/** How each verdict reads after “it is”, with what follows from it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  WON: 'won',
  LOST: 'lost: the control stays',
  NO_DIFFERENCE: 'no difference',
  INCONCLUSIVE: 'nothing settled yet',
  INVALID: 'no verdict, because the arms are not of the sizes that were meant',
};

function armLine({ key, control, n, mean, version }: ArmView, metric: string): string {
  const which = version ? `version ${safeLine(version.version, 80)}` : 'a version';
  const value = mean === null ? '' : `, ${safeLine(metric, 80)} ${figure(mean)}`;
  return `• ${safeLine(key, 64)} (${which}${control ? ', the control' : ''}): ${n.toLocaleString('en')} measured${value}`;
}

function findings({ result, guardrails, decision }: ExperimentView): string[] {
  const broken = guardrails.filter(({ holds }) => holds === false).map(({ metric }) => safeLine(metric, 80));
  return [
    ...(decision
      ? [
          `*Decided:* ${verdictWords[decision.verdict]}, by ${nameOf(decision.by)} ${when(decision.at)}. ${safe(decision.rationale, 500)}`,
        ]
      : []),
    ...(result ? [told(result.explanation, 1500)] : ['Nothing was measured yet.']),
    ...(broken.length > 0 ? [`*Guardrail broken:* ${broken.join(', ')}.`] : []),
  ];
}

/** The same in one full sentence of plain, safe text. */
export function experimentSentence({ name, model, state, result, decision }: ExperimentView): string {
  const what = `The experiment ${safeLine(name)}${model ? ` on ${safeLine(model.title)} (${safeLine(model.name, 128)})` : ''}`;
  if (decision) return `${what} was decided by ${nameOf(decision.by)}: ${verdictWords[decision.verdict]}.`;
  const said = result ? `: ${verdictWords[result.verdict]}` : '';
  return `${what} is ${states[state]}${said}.`;
}

/** How it stands, for somebody who came too late. Safe text. */
export function latestOfExperiment(experiment: ExperimentView): string {
  return `Now: ${experimentSentence(experiment)}`;
}

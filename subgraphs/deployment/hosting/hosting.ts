import { conflict, invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import type { Target } from '../environment/target.ts';
import { type Conversion, type ConversionInput, conversionProblem } from './conversion.ts';

/** How a model answers where it is hosted. */
export const servings = ['ONLINE', 'BATCH', 'STREAMING', 'EDGE'] as const;
export type Serving = (typeof servings)[number];

/** A target that was thought of. */
export interface HostingOptionInput {
  targetId: string;
  /** What it would cost each month, in the currency of the model's costs. */
  monthlyCost?: number | null;
  /** Milliseconds that 95 of 100 answers would stay within. */
  p95LatencyMs?: number | null;
  pros?: string | null;
  cons?: string | null;
}

export interface HostingOption extends Required<HostingOptionInput> {
  chosen: boolean;
}

/** Where a model is hosted in an environment, how it serves, and why. Superseded by the next one, never edited. */
export interface HostingDecision {
  id: string;
  modelId: string;
  environmentId: string;
  targetId: string;
  serving: Serving;
  /** The production workflow it plugs into, and how. */
  integration: string | null;
  conversion: Conversion | null;
  options: HostingOption[];
  rationale: string;
  /** Null: the system. */
  decidedById: string | null;
  decidedAt: Date;
  supersededAt: Date | null;
  supersededById: string | null;
}

/** What somebody decides, as it was sent. */
export interface HostingTerms {
  targetId: string;
  serving: Serving;
  integration?: string | null;
  conversion?: ConversionInput | null;
  options?: HostingOptionInput[] | null;
  rationale: string;
}

const mostOptions = 20;
const mostFigure = 1e12;
const longText = 20_000;

/** A text that may be left out; an empty one counts as left out. */
export function textOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text;
}

/** What is wrong with a text that may be left out, or null. */
export function optionalProblem(field: string, text: string | null | undefined, most: number): Problem | null {
  return textOrNull(text) === null ? null : textProblem(field, text ?? '', most);
}

/** What is wrong with a decision that somebody makes, or null; targets: those of its environment. */
export function hostingProblem(terms: HostingTerms, targets: readonly Target[]): Problem | null {
  return (
    targetProblem('targetId', terms.targetId, targets) ??
    textProblem('rationale', terms.rationale, longText) ??
    optionalProblem('integration', terms.integration, longText) ??
    optionsProblem(terms.options ?? [], targets) ??
    (terms.conversion ? conversionProblem(terms.conversion) : null)
  );
}

function targetProblem(field: string, id: string, targets: readonly Target[]): Problem | null {
  if (targets.some(target => target.id === id)) return null;
  const there = targets.map(target => `${target.id} (${target.name})`).join(', ');
  const mend = there === '' ? 'it has none yet: save one first.' : `choose among ${there}.`;
  return invalid(field, `There is no target "${id}" in this environment: ${mend}`);
}

function optionsProblem(options: readonly HostingOptionInput[], targets: readonly Target[]): Problem | null {
  if (options.length > mostOptions) {
    return invalid('options', `There are ${options.length} options: keep the ${mostOptions} that matter.`);
  }
  for (const [index, option] of options.entries()) {
    const path = `options[${index}]`;
    const twice = options.findIndex(({ targetId }) => targetId === option.targetId) < index;
    if (twice) return invalid(`${path}.targetId`, 'This target is among the options already: name it once.');
    const problem = optionProblem(path, option, targets);
    if (problem) return problem;
  }
  return null;
}

function optionProblem(path: string, option: HostingOptionInput, targets: readonly Target[]): Problem | null {
  return (
    targetProblem(`${path}.targetId`, option.targetId, targets) ??
    figureProblem(`${path}.monthlyCost`, option.monthlyCost) ??
    figureProblem(`${path}.p95LatencyMs`, option.p95LatencyMs) ??
    optionalProblem(`${path}.pros`, option.pros, 2_000) ??
    optionalProblem(`${path}.cons`, option.cons, 2_000)
  );
}

function figureProblem(field: string, figure: number | null | undefined): Problem | null {
  if (figure === null || figure === undefined || (figure >= 0 && figure <= mostFigure)) return null;
  return invalid(field, `${figure} makes no sense here: give 0 or more, or leave it out.`);
}

/** All options that were thought of, in the order they were told; the chosen one comes first when it was not among them. */
export function optionsOf({ targetId, options }: Pick<HostingTerms, 'targetId' | 'options'>): HostingOption[] {
  const told = options ?? [];
  const all = told.some(option => option.targetId === targetId) ? told : [{ targetId }, ...told];
  return all.map(option => ({
    targetId: option.targetId,
    monthlyCost: option.monthlyCost ?? null,
    p95LatencyMs: option.p95LatencyMs ?? null,
    pros: textOrNull(option.pros),
    cons: textOrNull(option.cons),
    chosen: option.targetId === targetId,
  }));
}

/**
 * Why a decision cannot take the place of the current one, or null: who names the one to supersede must have seen
 * the current one; who names none supersedes whatever is current.
 */
export function supersedeProblem(seen: string | null, current: HostingDecision | null): Problem | null {
  if (seen === null || seen === current?.id) return null;
  const standing =
    current === null
      ? 'nothing is decided for this model there yet: leave "supersedes" out.'
      : `${current.id} is, since ${current.decidedAt.toISOString()}: look at it, and decide again.`;
  return conflict('STALE_REVISION', `The decision "${seen}" is not the current one: ${standing}`);
}

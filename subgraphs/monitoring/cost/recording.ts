import { type RejectedRow, rowTextProblem } from '../batch.ts';
import { dayMs } from '../grain.ts';
import { mostDays } from './cost.ts';

/** One line of a bill, as it is sent. */
export interface CostLine {
  from: Date;
  to: Date;
  amount: number;
  /** ISO 4217. */
  currency: string;
  environment?: string | null;
  item?: string | null;
}

/** What became of the lines of a batch, and the currency they are in; null when none was taken. */
export interface Judged {
  accepted: CostLine[];
  rejected: RejectedRow[];
  currency: string | null;
}

/** The greatest amount of money there is here: beyond it a sum would lose its cents. */
export const mostMoney = 1e12;
/** The least budget there is: a hundredth. What is spent, divided by less, would leave the numbers of a Float. */
export const leastBudget = 0.01;

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** What is wrong with a currency, as the end of a sentence, or null. */
export function currencyProblem(currency: string): string | null {
  if (currencies.has(currency)) return null;
  return `"${currency.slice(0, 20)}" is no currency: give its three capital letters of ISO 4217, such as EUR`;
}

/**
 * Takes the lines that make sense, and says of each other one why not. known: the currency that the model's costs and
 * budget are in; where there is none yet, the first line that makes sense sets it.
 */
export function judgeCosts(lines: readonly CostLine[], known: string | null): Judged {
  const judged: Judged = { accepted: [], rejected: [], currency: known };
  for (const [index, line] of lines.entries()) {
    const reason = lineProblem(line) ?? otherCurrency(line, judged.currency);
    if (reason !== null) judged.rejected.push({ index, reason: `${reason}.` });
    else {
      judged.accepted.push(line);
      judged.currency = line.currency;
    }
  }
  return judged;
}

function lineProblem({ from, to, amount, currency, environment, item }: CostLine): string | null {
  if (from >= to) return 'It ends before it begins: "to" must be later than "from"';
  if (to.getTime() - from.getTime() > mostDays * dayMs) {
    return `It spans more than ${mostDays} days: send it in parts`;
  }
  if (amount < 0) return `The amount ${amount} is negative: send what was spent, and take credits off it first`;
  if (amount > mostMoney) return `The amount ${amount} is too great: ${mostMoney} is the most`;
  return currencyProblem(currency) ?? rowTextProblem('environment', environment) ?? rowTextProblem('item', item);
}

function otherCurrency({ currency }: CostLine, known: string | null): string | null {
  if (known === null || currency === known) return null;
  return `It is in ${currency}, and the costs of this model are in ${known}: convert it first`;
}

import { expect, it } from 'vitest';
import { type ExperimentFacts, experimentWon, winOf } from './experiment.ts';

const base: ExperimentFacts = { id: 'exp_1', name: 'Ranking', state: 'DECIDED', verdict: 'WON', chosenId: 'ver_2' };
const open: ExperimentFacts = { ...base, id: 'exp_2', name: 'Prices', state: 'RUNNING', verdict: null, chosenId: null };
const lost: ExperimentFacts = { ...base, id: 'exp_3', name: 'Layout', verdict: 'LOST', chosenId: null };

it.each<[string, ExperimentFacts[], boolean, RegExp]>([
  ['nothing was compared', [], false, /^No experiment was decided in favour/],
  ['it won', [base], true, /^It won the experiment "Ranking"\.$/],
  ['it won, and is compared again', [open, base], true, /It won the experiment "Ranking"/],
  ['it is compared', [open], false, /not decided yet: "Prices"/],
  ['it was stopped', [{ ...open, state: 'STOPPED' }], false, /not decided yet: "Prices"/],
  ['it lost', [lost], false, /"Layout" was decided without a win \(LOST\)/],
  ['it lost after it had won', [lost, base], false, /"Layout" was decided without a win/],
  ['it won after it had lost', [base, lost], true, /It won/],
  ['another version won', [{ ...base, chosenId: 'ver_3' }], false, /decided in favour of another version/],
])('says how it stands when %s', (...[, experiments, passed, detail]) => {
  const found = experimentWon(experiments, 'ver_2');
  expect(found).toMatchObject({ passed, detail: expect.stringMatching(detail) });
  expect(winOf(experiments, 'ver_2') !== null).toBe(passed);
});

import type { Objective } from '../model/model.ts';

/** Which side of a metric is good. */
export type Direction = Objective['comparator'];

// Words of a metric's name, as they stand between underscores once the name is in lower case.
const lowerIsBetter = `mae mse rmse msle rmsle mape smape wape mdape mase error err eer loss logloss nll brier ece mce
  deviance cross_entropy perplexity ppl wer cer ter mer latency fid hallucination toxicity false false_positive
  false_negative fpr fnr fdr miss_rate miscalibration calibration_gap`;
const higherIsBetter = `accuracy acc auc auroc auprc roc_auc pr_auc gini precision recall sensitivity specificity f1 f2
  fbeta f_beta f1score tpr tnr true_positive true_negative ap map mrr ndcg dcg hit_rate r2 r2score explained_variance bleu
  sacrebleu chrf rouge rouge1 rouge2 rougel meteor bertscore exact_match em pass kappa mcc matthews iou miou dice jaccard
  silhouette lift spearman pearson log_likelihood throughput`;

const lower = pattern(lowerIsBetter);
const higher = pattern(higherIsBetter);

function pattern(names: string): RegExp {
  return new RegExp(`(^|_)(${names.trim().split(/\s+/).join('|')})(_|$)`);
}

/**
 * Which side of a metric is good: as the model's objectives say, else by its name; null where neither tells. A name
 * that begins with neg, as in scikit-learn's neg_mean_absolute_error, is turned round.
 */
export function directionOf(metric: string, objectives: readonly Objective[] = []): Direction | null {
  const objective = objectives.find(one => one.metric === metric);
  if (objective) return objective.comparator;
  const name = plain(metric);
  const turned = /^neg(ative)?_/.test(name) && !name.includes('log_likelihood');
  const [low, high] = [lower.test(name), higher.test(name)];
  if (low === high) return null;
  return low !== turned ? 'AT_MOST' : 'AT_LEAST';
}

/** A metric's name in lower case with underscores between its words: logLoss is log_loss, NDCG@10 ndcg_10. */
function plain(metric: string): string {
  return metric
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
}

const proportions = pattern('accuracy precision recall sensitivity specificity rate tpr tnr fpr fnr exact_match share');

/** Whether a metric is by its name a share of cases, so that its spread follows from how many there were. */
export function isProportion(metric: string): boolean {
  const name = plain(metric);
  return proportions.test(name) && !/(^|_)(average|mean|macro|balanced|learning)_/.test(name);
}

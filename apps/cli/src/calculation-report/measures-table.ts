import type { Choice, MethodMeasures } from '@rapport/metrics'
import { biasText, numberText, shareText } from './figure-text.ts'
import { methodText } from './method-text.ts'
import type { NumberTable } from './number-table.ts'

const giniText = (gini: number | null): string => (gini === null ? 'none' : gini.toFixed(3))

/** All methods side by side. */
export function measuresTable(noun: string, methods: readonly MethodMeasures[]): NumberTable {
  return {
    caption: `All methods on the held-back time, in ${noun}: errors are those of a customer, Gini 1 is a perfect ranking`,
    head: ['Method', 'Predicted', 'Actual', 'Bias', 'MAE', 'RMSE', 'Correlation', 'Gini', 'Top tenth'],
    rows: methods.map((measures) => [
      methodText(measures.method),
      numberText(measures.predictedTotal),
      numberText(measures.actualTotal),
      biasText(measures.bias),
      numberText(measures.meanAbsoluteError),
      numberText(measures.rootMeanSquaredError),
      giniText(measures.correlation),
      giniText(measures.normalizedGini),
      shareText(measures.topDecileShare),
    ]),
  }
}

/** The comparison behind the choice: a line for each candidate, a column for each origin. */
export function choiceTable({ candidates, origins }: Choice): NumberTable {
  // Of one split there is no other ranking to compare with.
  const ranks = origins.length > 1
  return {
    caption: 'The comparison behind the choice: bias at each split, and everything pooled',
    head: [
      'Candidate',
      'Role',
      ...origins.map(({ splitAt }) => `Bias from ${splitAt}`),
      'Off in total',
      'Gini',
      ...(ranks ? ['Same ranks'] : []),
    ],
    rows: candidates.map((result) => [
      methodText(result.candidate),
      result.role,
      ...result.origins.map(({ bias }) => biasText(bias)),
      shareText(result.totalError),
      giniText(result.normalizedGini),
      ...(ranks ? [result.rankStability.map(giniText).join(', ')] : []),
    ]),
  }
}

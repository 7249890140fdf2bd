import type { HealthBackTest } from '@rapport/metrics'
import type { HealthBackTestReport } from '@rapport/run'
import { shareText } from '../figure-text.ts'
import { countOf } from '../value-calculation/figure-text.ts'

/** The back-test as people read it; where the history is too short, from when on it can be done. */
export function backTestLines(report: HealthBackTestReport): string[] {
  const { asOf, tested, windowDays, historySince, possibleFrom, customers, test, policies } = report
  if (test === null) {
    return [
      `Health is stored since ${historySince}, which is less than ${countOf(windowDays, 'day', 'days')} before ${asOf}: this back-test can be done from ${possibleFrom} on.`,
      'A shorter --window can be tested sooner.',
    ]
  }
  return [
    `Health of ${tested} (${policies.health}) against who was lost up to ${asOf} (${policies.churn}): ${countOf(customers, 'customer', 'customers')} who were not lost on the first day.`,
    '',
    ...figureLines(test),
    '',
    'Health counts the chance of being a customer still, by which loss is told too where a model is fitted: a part of what it foretells is that.',
  ]
}

function figureLines({
  n,
  unknownScores,
  churn,
  auc,
  worstDecile,
  greenBefore,
  bandUnknown,
}: HealthBackTest) {
  return [
    `Lost: ${churn === null ? 'unknown, since nobody had a score' : `${churn.count} of ${n} with a score, ${shareText(churn.share)} (95 %: ${interval(churn)})`}.${unknownScores > 0 ? ` ${countOf(unknownScores, 'customer', 'customers')} had none.` : ''}`,
    auc === null
      ? 'AUC: unknown, since fewer than 5 were lost, or fewer than 5 kept.'
      : `AUC: ${auc.area.toFixed(3)}${auc.low === null || auc.high === null ? '' : ` (95 %: ${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`}; 0.5 is a coin, 1 a perfect order.`,
    worstDecile === null
      ? 'Lift in the worst tenth: unknown under 50 customers with a score, and where nobody was lost.'
      : `Lift in the worst tenth: ${worstDecile.lift.toFixed(2)} ×; ${shareText(worstDecile.churn.share)} of it were lost (95 %: ${interval(worstDecile.churn)}).`,
    greenBefore === null
      ? `Good 60 days before they were lost: unknown${bandUnknown > 0 ? `, since no score is stored of that time for the ${bandUnknown} lost` : ', since nobody was lost'}.`
      : `Good 60 days before they were lost: ${greenBefore.count} of ${greenBefore.of}, ${shareText(greenBefore.share)} (95 %: ${interval(greenBefore)}).${bandUnknown > 0 ? ` Of ${bandUnknown} more the band of that time is unknown.` : ''}`,
  ]
}

const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `${shareText(low)} to ${shareText(high)}`

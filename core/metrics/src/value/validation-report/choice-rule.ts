import type { GiniDifference } from '../validation.ts'

/** What the rule looks at. */
export interface Contender<Name extends string> {
  readonly candidate: Name
  readonly role: 'model' | 'baseline' | 'reference'
  readonly totalError: number
}

/** Normalised Gini of the first less that of the second; null where it cannot be known. */
export type RankingDifference<Name extends string> = (first: Name, second: Name) => GiniDifference | null

/** Two standard errors: what is further behind than this is not noise. */
const CLEARLY = 1.96

const clearlyBehind = (difference: GiniDifference | null): boolean =>
  difference !== null && difference.difference < -CLEARLY * difference.standardError

/** The model nearest to the totals among those that are not clearly worse than another at telling customers apart. */
function nearest<Name extends string>(
  models: readonly Contender<Name>[],
  difference: RankingDifference<Name>,
): Contender<Name> | null {
  const ranking = models.filter((model) =>
    models.every((other) => other === model || !clearlyBehind(difference(model.candidate, other.candidate))),
  )
  let best: Contender<Name> | null = null
  for (const model of ranking) if (best === null || model.totalError < best.totalError) best = model
  return best
}

/**
 * The model that leads, and whether it beats every baseline: nearer to the totals, and not clearly worse at telling
 * customers apart. Of several that do, the nearest that is not clearly worse at it than another. Null without a model.
 */
export function leadingModel<Name extends string>(
  contenders: readonly Contender<Name>[],
  difference: RankingDifference<Name>,
): { readonly candidate: Name; readonly beatsBaselines: boolean } | null {
  const models = contenders.filter(({ role }) => role === 'model')
  const baselines = contenders.filter(({ role }) => role === 'baseline')
  const winners = models.filter((model) =>
    baselines.every(
      (baseline) =>
        model.totalError < baseline.totalError &&
        !clearlyBehind(difference(model.candidate, baseline.candidate)),
    ),
  )
  const leader = nearest(winners.length > 0 ? winners : models, difference)
  return leader === null ? null : { candidate: leader.candidate, beatsBaselines: winners.length > 0 }
}

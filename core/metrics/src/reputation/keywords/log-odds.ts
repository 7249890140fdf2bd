export const KEYWORD_POLICY = 'log-odds@1'

/** Fewer documents with a term say nothing of it. */
export const FEWEST_DOCUMENTS = 5

/** Of a standard normal: a term beyond it tells one group from the other. */
export const SIGNIFICANT_Z = 1.96

/** Documents with a term: among the unhappy, among the happy, and in the whole corpus. */
export interface TermCounts {
  readonly low: number
  readonly high: number
  readonly all: number
}

/** Sums of the counts over all terms of one length, the rare ones too. */
export type CorpusCounts = TermCounts

/**
 * How much more a term belongs to the unhappy than to the happy, in standard deviations: the log-odds ratio with an informative
 * Dirichlet prior, δ ÷ √var(δ), the prior being the counts of the whole corpus (Monroe, Colaresi & Quinn 2008, Political Analysis
 * 16(4), eq. 15–22). Above 0: the unhappy; below 0: the happy. 0 where the corpus has no other term to compare with.
 */
export function logOddsZ({ low, high, all }: TermCounts, corpus: CorpusCounts): number {
  if (corpus.all <= all) return 0
  const logOdds = (count: number, total: number) =>
    Math.log((count + all) / (total + corpus.all - count - all))
  const difference = logOdds(low, corpus.low) - logOdds(high, corpus.high)
  return difference / Math.sqrt(1 / (low + all) + 1 / (high + all))
}

/** Whether a term with these counts is a keyword. */
export const isKeyword = ({ all }: TermCounts, z: number): boolean =>
  all >= FEWEST_DOCUMENTS && Math.abs(z) > SIGNIFICANT_Z

import type { Reputation, ReputationTally } from '@rapport/metrics'

/** How far the newer reviews must stand from the average of all to be told, in stars. */
const FAR = 0.2

/** What the reputation rests on and what moves it, in words that a sales rep can say aloud; null without reviews. */
export function reputationSentence(
  { n, average, reputation, sharePositive, answered, volume }: Reputation,
  { stars, rated }: Pick<ReputationTally, 'stars' | 'rated'>,
  places: number,
): string | null {
  if (n === 0) return null
  const where = places === 1 ? '' : ` of ${count(places)} places`
  const rating =
    average === null
      ? sharePositive === null
        ? `${reviews(n)}${where} have no rating.`
        : `${percent(sharePositive.share)} of ${reviews(rated)}${rated === n ? '' : ' with a rating'}${where} recommend it.`
      : `${average.toFixed(1)} stars on average in ${ratings(stars)}${where}${turn(average, reputation, stars)}.`
  const replies = answered.share === null ? '' : `${percent(answered.share)} were answered`
  const fresh =
    volume.last90 === 0 ? 'none came in the last 90 days' : `${count(volume.last90)} came in the last 90 days`
  return `${rating} ${replies}; ${fresh}.`
}

/** Newer reviews weigh more in the reputation: where it is far from the average, they are better or worse than the older ones. */
function turn(average: number, reputation: number | null, stars: number): string {
  if (reputation === null || stars < 30 || Math.abs(reputation - average) < FAR) return ''
  return reputation > average ? ', and newer ones are better' : ', and newer ones are worse'
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const count = (number: number): string => whole.format(number)
const reviews = (number: number): string => (number === 1 ? '1 review' : `${count(number)} reviews`)
const ratings = (number: number): string => (number === 1 ? '1 rating' : `${count(number)} ratings`)
const percent = (share: number): string => `${Math.round(100 * share)} %`

import type { PlaceReport } from '@rapport/run'
import { spreadsheetText } from '../printable.ts'

/** One place of the CSV file; null is unknown. */
interface PlaceCells {
  readonly place: string
  readonly name: string
  readonly brand: string
  readonly company: string
  readonly n: number
  readonly average: number | null
  readonly reputation: number | null
  readonly sharePositive: number | null
  readonly sharePositiveLow: number | null
  readonly sharePositiveHigh: number | null
  readonly answeredShare: number | null
  readonly answeredMedianHours: number | null
  readonly answeredP90Hours: number | null
  readonly score: number | null
  readonly last365: number
  readonly daysSinceNewest: number | null
}

/** The columns of the CSV file, in order. */
export const PLACE_COLUMNS = [
  ['place', 'place'],
  ['name', 'name'],
  ['brand', 'brand'],
  ['company', 'company'],
  ['n', 'n'],
  ['average', 'average'],
  ['reputation', 'reputation'],
  ['share_positive', 'sharePositive'],
  ['share_positive_low', 'sharePositiveLow'],
  ['share_positive_high', 'sharePositiveHigh'],
  ['answered_share', 'answeredShare'],
  ['answered_median_hours', 'answeredMedianHours'],
  ['answered_p90_hours', 'answeredP90Hours'],
  ['score', 'score'],
  ['last_365_days', 'last365'],
  ['days_since_newest', 'daysSinceNewest'],
] as const satisfies readonly (readonly [string, keyof PlaceCells])[]

/** The places as cells; texts that a spreadsheet would take for formulas are escaped. */
export function* placeCells(places: readonly PlaceReport[]): Generator<PlaceCells> {
  for (const { place, name, brand, company, reputation } of places) {
    yield {
      place: spreadsheetText(place),
      name: spreadsheetText(name ?? ''),
      brand: spreadsheetText(brand ?? ''),
      company: spreadsheetText(company ?? ''),
      n: reputation.n,
      average: reputation.average,
      reputation: reputation.reputation,
      sharePositive: reputation.sharePositive?.share ?? null,
      sharePositiveLow: reputation.sharePositive?.low ?? null,
      sharePositiveHigh: reputation.sharePositive?.high ?? null,
      answeredShare: reputation.answered.share,
      answeredMedianHours: reputation.answered.medianHours,
      answeredP90Hours: reputation.answered.p90Hours,
      score: reputation.score.score,
      last365: reputation.volume.last365,
      daysSinceNewest: reputation.daysSinceNewest,
    }
  }
}

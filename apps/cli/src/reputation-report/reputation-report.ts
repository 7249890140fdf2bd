import { KEYWORD_POLICY } from '@rapport/metrics'
import {
  keywordsOfPlaces,
  type ReviewDays,
  type ReviewedPlace,
  reputationReport,
  reviewDays,
  reviewedPlaces,
} from '@rapport/run'
import { CommandError, UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printResult, tell } from '../output.ts'
import { csvWithRows } from '../streamed-rows.ts'
import { writeTextFile } from '../value-calculation/written-file.ts'
import { PLACE_COLUMNS, placeCells } from './reputation-csv.ts'
import { reputationReportLines } from './reputation-report-text.ts'
import { findPlace, placesOfBrand } from './selected-places.ts'

/** What `rapport report reputation` was asked for. */
export interface ReputationReportOptions extends GlobalOptions {
  readonly from?: string
  readonly to?: string
  readonly place?: string
  readonly brand?: string
  /** A file for the places. */
  readonly csv?: string
}

/** `rapport report reputation`. */
export async function printReputationReport(options: ReputationReportOptions): Promise<void> {
  if (options.place !== undefined && options.brand !== undefined) {
    throw new UsageError('--place is one place and --brand all of a brand: leave one out.')
  }
  await withWorkspace(options, async (workspace) => {
    const known = await reviewedPlaces(workspace.store.db)
    if (known.length === 0) {
      throw new CommandError(
        `no place is known yet: connect a system that has reviews, then run "${commandName} sync"`,
      )
    }
    const days = reviewDays(workspace, options)
    checkDays(days, options)
    const places = chosen(known, options)
    const report = await reputationReport(workspace, { days, places })
    const { asOf, start } = days
    const keywords =
      places === null
        ? null
        : await keywordsOfPlaces(workspace.store, {
            ...{ asOf: asOf.getTime(), from: start?.getTime() ?? null },
            places: places.map(({ connection, placeId }) => ({ connection, placeId })),
          })
    if (options.csv !== undefined) {
      await writeTextFile(options.csv, csvWithRows(PLACE_COLUMNS, placeCells(report.places)))
      tell(`The places are in ${options.csv}.`)
    }
    const full = { ...report, policies: { ...report.policies, keywords: KEYWORD_POLICY }, keywords }
    printResult(options, full, () => reputationReportLines({ ...report, keywords }))
  })
}

function chosen(
  known: readonly ReviewedPlace[],
  { place, brand }: ReputationReportOptions,
): readonly ReviewedPlace[] | null {
  if (place !== undefined) return [findPlace(known, place)]
  return brand === undefined ? null : placesOfBrand(known, brand)
}

function checkDays({ from, to }: ReviewDays, options: ReputationReportOptions): void {
  if (from === null || from <= to) return
  throw new CommandError(
    options.to !== undefined && options.to <= to
      ? `--from ${from} is after --to ${to}: swap them`
      : `--from ${from} is after the last day that is evaluated, ${to}: give an earlier one`,
  )
}

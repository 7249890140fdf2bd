import { decideOnPlace, listPlaceDecisions, undoPlaceDecision } from '@rapport/identity'
import { formatReference, type RecordReference } from '@rapport/model'
import { type PlaceListing, placeListing, refreshPlaces, reviewedPlaces } from '@rapport/run'
import { UsageError } from '../command-error.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printResult } from '../output.ts'
import { printable } from '../printable.ts'
import { count } from '../quantities.ts'
import { findPlace } from '../reputation-report/selected-places.ts'
import { table } from '../table.ts'
import { userName } from '../user-name.ts'

const applied = 'the next sync applies it'

/** `rapport places`: every place with the company that it belongs to, why, and how many reviews it has. */
export async function printPlaces(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    // What was decided since the last sync is told too.
    await refreshPlaces(workspace)
    const places = await placeListing(workspace.store.db)
    printResult(options, places, () => placeLines(places))
  })
}

function placeLines(places: readonly PlaceListing[]): string[] {
  if (places.length === 0) return ['no place is known: connect a system that has reviews, then sync']
  const rows = places.map(
    ({ connection, placeId, name, brand, company, companyName, reason, reviews, linkedReviewers }) => [
      printable(`${connection}/${placeId}`),
      printable(name ?? ''),
      printable(brand ?? ''),
      company === null ? '' : printable(companyName === null ? company : `${companyName} (${company})`),
      printable(reason ?? ''),
      count(reviews),
      count(linkedReviewers),
    ],
  )
  return table(['place', 'name', 'brand', 'company', 'because', 'reviews', 'reviewers known'], rows, [
    'left',
    'left',
    'left',
    'left',
    'left',
    'right',
    'right',
  ])
}

/** What a decision is taken with beside its subject. */
export interface DecisionOptions extends GlobalOptions {
  readonly reason?: string
}

/** `rapport places link`. */
export async function linkPlace(options: DecisionOptions, sought: string, company: string): Promise<void> {
  await decide(options, sought, companyOf(company))
}

/** `rapport places unlink`: it belongs to no company, whatever they share. */
export async function unlinkPlace(options: DecisionOptions, sought: string): Promise<void> {
  await decide(options, sought, null)
}

async function decide(
  options: DecisionOptions,
  sought: string,
  company: { readonly connection: string; readonly id: string } | null,
): Promise<void> {
  await withWorkspace(options, async ({ store: { db } }) => {
    const { connection, placeId, place } = findPlace(await reviewedPlaces(db), sought)
    const id = await decideOnPlace(db, {
      place: { connection, id: placeId },
      company,
      by: userName(),
      reason: options.reason ?? null,
    })
    const named = company === null ? null : formatReference(referenceOf(company))
    printResult(options, { id, place, company: named }, () => [
      named === null
        ? `decision ${id}: ${printable(place)} belongs to no company; ${applied}`
        : `decision ${id}: ${printable(place)} belongs to ${printable(named)}; ${applied}`,
    ])
  })
}

/** `crm/company:1`, or `crm/1`. */
function companyOf(text: string): { readonly connection: string; readonly id: string } {
  const [, connection, id] = /^([^/:]+)\/(?:company:)?([^/]+)$/.exec(text) ?? []
  if (connection === undefined || id === undefined || id.startsWith('contact:')) {
    throw new UsageError(
      `"${printable(text)}" is no company: write it as connection/id, for example hubspot/123`,
    )
  }
  return { connection, id }
}

const referenceOf = (company: { readonly connection: string; readonly id: string }): RecordReference => ({
  ...company,
  entity: 'company',
})

/** `rapport places undo`. */
export async function undoPlace(options: GlobalOptions, id: number): Promise<void> {
  await withWorkspace(options, async ({ store: { db } }) => {
    await undoPlaceDecision(db, id, userName())
    printResult(options, { id, undone: true }, () => [`decision ${id} is taken back; ${applied}`])
  })
}

/** `rapport places decisions`: the latest first, those taken back too. */
export async function printPlaceDecisions(options: GlobalOptions): Promise<void> {
  await withWorkspace(options, async ({ store: { db } }) => {
    const decisions = (await listPlaceDecisions(db)).map(({ place, company, ...decision }) => ({
      ...decision,
      place: formatReference({ ...place, entity: 'place' }),
      company: company === null ? null : formatReference(referenceOf(company)),
    }))
    printResult(options, decisions, () =>
      decisions.length === 0
        ? ['no decision on a place was taken by hand']
        : table(
            ['number', 'place', 'company', 'by', 'reason', 'taken back'],
            decisions.map(({ id, place, company, by, reason, undoneAt }) => [
              String(id),
              printable(place),
              printable(company ?? 'none'),
              printable(by),
              printable(reason ?? ''),
              undoneAt?.toISOString() ?? '',
            ]),
          ),
    )
  })
}

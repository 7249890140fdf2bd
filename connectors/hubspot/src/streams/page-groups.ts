import type { HubspotRecord } from '../objects.ts'

/**
 * Joins pages until they hold `atLeast` records, so that what is asked per group (links, 1,000 records per call) is asked
 * seldom. The last page of a group says where to go on.
 */
export async function* groupPages<Page extends { readonly records: readonly HubspotRecord[] }>(
  pages: AsyncIterable<Page>,
  atLeast: number,
): AsyncGenerator<{ records: readonly HubspotRecord[]; last: Page }> {
  let records: HubspotRecord[] = []
  let last: Page | null = null
  for await (const page of pages) {
    records.push(...page.records)
    last = page
    if (records.length < atLeast) continue
    yield { records, last }
    records = []
    last = null
  }
  if (last !== null) yield { records, last }
}

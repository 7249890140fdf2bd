import type { Association } from '@rapport/model'
import { type LabelledLink, readLinks } from '../associations.ts'
import type { HubspotRecord } from '../objects.ts'
import type { ObjectType } from '../paths.ts'
import type { LinkedType, ObjectEntity } from './object-description.ts'
import type { Reading } from './reading.ts'

/** The links of one record, by linked type. */
export type RecordLinks = Readonly<Partial<Record<ObjectType, readonly Association[]>>>

/** The label that HubSpot itself gives to the primary link. */
const primaryLabel = 'Primary'

/** The linked types that a list page should carry. With a label wanted, none: a list does not tell labels. */
export function inlineTypes(reading: Reading<ObjectEntity>): readonly ObjectType[] {
  return reading.selection.associationLabel === null
    ? reading.description.linked.flatMap(({ type, primaryByLabel }) =>
        primaryByLabel === true ? [] : [type],
      )
    : []
}

/**
 * The links of records to the types that the stream wants, by record id. Where the records do not carry them (`inline`
 * false: search never gives any), they are read in batches of up to 1,000 records.
 *
 * A label is kept only where the admin named one. Otherwise a record read from a list and the same record found by search
 * would differ in what nobody asked for.
 */
export async function linksOf(
  reading: Reading<ObjectEntity>,
  records: readonly HubspotRecord[],
  inline: boolean,
): Promise<ReadonlyMap<string, RecordLinks>> {
  const links = new Map<string, Partial<Record<ObjectType, readonly Association[]>>>()
  for (const linked of reading.description.linked) {
    const isInline = inline && linked.primaryByLabel !== true
    const asked = isInline ? records.filter((record) => record.links[linked.type]?.more === true) : records
    const ids = asked.map((record) => record.id)
    const read = await readLinks(reading.ctx, reading.description.objectType, linked.type, ids)
    const askedIds = new Set(ids)
    for (const record of records) {
      const found = askedIds.has(record.id)
        ? (read.get(record.id) ?? [])
        : (record.links[linked.type]?.ids ?? []).map((id) => ({ id, labels: [] }))
      links.set(record.id, {
        ...links.get(record.id),
        [linked.type]: toAssociations(found, primaryOf(record, linked), reading.selection.associationLabel),
      })
    }
  }
  return links
}

function primaryOf(record: HubspotRecord, linked: LinkedType): string | null {
  return linked.primaryProperty === undefined ? null : (record.properties[linked.primaryProperty] ?? null)
}

/** Lowest id first, so that the same links always read the same. */
function toAssociations(
  found: readonly LabelledLink[],
  primaryId: string | null,
  wantedLabel: string | null,
): Association[] {
  return found
    .map(({ id, labels }) => ({
      id,
      label: wantedLabel === null ? null : chooseLabel(labels, wantedLabel),
      primary: primaryId === null ? labels.includes(primaryLabel) : id === primaryId,
    }))
    .sort((one, other) => Number(one.id) - Number(other.id))
}

/** A link may carry several labels: the wanted one wins. */
function chooseLabel(labels: readonly string[], wanted: string): string | null {
  if (labels.includes(wanted)) return wanted
  return labels.find((label) => label !== primaryLabel) ?? null
}

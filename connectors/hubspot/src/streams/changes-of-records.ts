import type { Change, FieldValues, Upsert } from '@rapport/connector'
import { associationBatch } from '../associations.ts'
import { kindOfProperty, readFieldValue } from '../field-values.ts'
import { type HubspotRecord, pageSizes, readRecords } from '../objects.ts'
import type { PropertyDefinitions } from '../property-definitions.ts'
import { propertyName } from '../settings.ts'
import { readTicketStages } from '../ticket-stages.ts'
import { UnusableValue } from '../values.ts'
import { linksOf, type RecordLinks } from './links.ts'
import { mergesOf } from './merges.ts'
import { type ObjectEntity, type PortalFacts, SourceReader } from './object-description.ts'
import { modifiedAt, type Reading } from './reading.ts'

/** Where records come from: what a list page, a search row or an answer by id carries differs. */
export type RecordOrigin = 'list' | 'search' | 'id'

/**
 * The changes that records stand for: for each an upsert, or a reject with its reason, then the merges into it. What the page
 * did not carry (further properties, links) is read first.
 */
export async function* changesOfRecords<E extends ObjectEntity, State>(
  reading: Reading<E>,
  records: readonly HubspotRecord[],
  origin: RecordOrigin,
): AsyncGenerator<Change<E, State>> {
  if (records.length === 0) return
  const complete = await completeProperties(reading, records, origin)
  const inline = origin === 'list' && reading.selection.associationLabel === null
  const links = await linksOf(reading, complete, inline)
  const definitions: PropertyDefinitions =
    reading.selection.held.length > 0 ? await reading.definitions() : new Map()
  const facts = await factsOf(reading)
  for (const record of complete) {
    const change = upsertOrReject(reading, record, links.get(record.id) ?? {}, definitions, facts)
    if (change !== null) yield change
    yield* mergesOf(record, reading.description.datesMerges === true ? modifiedAt(reading, record) : null)
  }
}

async function factsOf({ ctx, description, account }: Reading<ObjectEntity>): Promise<PortalFacts> {
  return {
    settings: ctx.settings,
    homeCurrency: description.hasAmounts === true ? ((await account())?.currency ?? null) : null,
    stages: description.hasStages === true ? await readTicketStages(ctx) : null,
  }
}

/**
 * The changes that the records with these ids stand for, as they are now. One that was archived stands for none: search, which
 * may go on showing it for moments, would bring it back to life.
 */
export async function* changesOfIds<E extends ObjectEntity, State>(
  reading: Reading<E>,
  ids: readonly string[],
): AsyncGenerator<Change<E, State>> {
  for (let start = 0; start < ids.length; start += associationBatch) {
    const group = ids.slice(start, start + associationBatch)
    yield* changesOfRecords<E, State>(reading, await readByIds(reading, group), 'id')
  }
}

/** Reads by id what the page had no room to ask for. A record archived meanwhile is left out: the archived list has it. */
async function completeProperties(
  reading: Reading<ObjectEntity>,
  records: readonly HubspotRecord[],
  origin: RecordOrigin,
): Promise<readonly HubspotRecord[]> {
  if (origin === 'id') return records
  const asked = origin === 'list' ? reading.listProperties : reading.searchProperties
  if (asked === reading.properties) return records
  const byId = new Map(records.map((record) => [record.id, record]))
  const complete = await readByIds(reading, [...byId.keys()])
  return complete.map((record) => ({ ...record, links: byId.get(record.id)?.links ?? {} }))
}

async function readByIds(
  reading: Reading<ObjectEntity>,
  ids: readonly string[],
): Promise<readonly HubspotRecord[]> {
  const records: HubspotRecord[] = []
  for (let start = 0; start < ids.length; start += pageSizes.batch) {
    const batch = ids.slice(start, start + pageSizes.batch)
    records.push(
      ...(await readRecords(reading.ctx, reading.description.objectType, batch, reading.properties)),
    )
  }
  return records
}

function upsertOrReject<E extends ObjectEntity>(
  reading: Reading<E>,
  record: HubspotRecord,
  links: RecordLinks,
  definitions: PropertyDefinitions,
  facts: PortalFacts,
): Change<E, never> | null {
  const { description, selection } = reading
  try {
    const converted = description.convert(
      new SourceReader(record, selection.mapping, description.mappable, links, facts),
    )
    if (converted === null) return null
    const upsert: Upsert<E> = {
      type: 'upsert',
      record: { ...converted, modifiedAt: modifiedAt(reading, record) },
      ...(selection.extra.length === 0 ? {} : { raw: rawOf(record, selection.extra) }),
      ...(selection.held.length === 0 ? {} : { held: heldOf(reading, record, definitions) }),
    }
    return upsert
  } catch (error) {
    if (!(error instanceof UnusableValue)) throw error
    return {
      type: 'reject',
      id: record.id,
      reason: `${description.entity} ${record.id}: ${error.message}. ${error.remedy}`,
      raw: record.properties,
    }
  }
}

function rawOf(record: HubspotRecord, extra: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(extra.map((name) => [name, record.properties[name] ?? null]))
}

/**
 * What the record holds in Rapport's own properties. Nothing is told of one that does not exist: an archived one that comes back would
 * seem to have been emptied by a person. One that is archived while a long read goes on is still told as empty:
 * the definitions are read at its beginning.
 */
function heldOf(
  reading: Reading<ObjectEntity>,
  record: HubspotRecord,
  definitions: PropertyDefinitions,
): FieldValues {
  return Object.fromEntries(
    reading.selection.held.flatMap((field) => {
      const name = propertyName(reading.ctx.settings, field)
      const definition = definitions.get(name)
      if (definition === undefined) return []
      return [[field, readFieldValue(kindOfProperty(definition.type), record.properties[name])] as const]
    }),
  )
}

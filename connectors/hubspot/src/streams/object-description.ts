import type { ConnectorContext, FieldSelection } from '@rapport/connector'
import {
  type Association,
  type CurrencyCode,
  type Decimal,
  type EntityInput,
  type Instant,
  toDecimal,
} from '@rapport/model'
import type { HubspotRecord } from '../objects.ts'
import type { ObjectType } from '../paths.ts'
import type { HubspotSettings } from '../settings.ts'
import type { TicketStages } from '../ticket-stages.ts'
import { toInstant, UnusableValue } from '../values.ts'

/** Entities that HubSpot keeps as CRM objects. */
export type ObjectEntity = 'contact' | 'company' | 'deal' | 'ticket' | 'surveyResponse'

/** Another object type whose links are read along with a record. */
export interface LinkedType {
  readonly type: ObjectType
  /** The property that holds the id of the primary link, where there is such a thing. */
  readonly primaryProperty?: string
  /** Only a label tells the primary link, which list pages do not carry: links are read apart, 1,000 records per call. */
  readonly primaryByLabel?: true
}

/** What the portal says beside its records. */
export interface PortalFacts {
  readonly settings: HubspotSettings
  /** The portal's currency; null where it is unknown or was not asked for. */
  readonly homeCurrency: CurrencyCode | null
  /** The stages of tickets; null where they were not asked for. */
  readonly stages: TicketStages | null
}

/** What differs from one CRM object to the next. The reading itself is the same for all. */
export interface ObjectDescription<E extends ObjectEntity> {
  readonly entity: E
  readonly objectType: ObjectType
  /** The property with the modified time: contacts are the exception. */
  readonly modifiedProperty: string
  /** Properties that are always read, besides the mappable ones. */
  readonly properties: readonly string[]
  /** Model fields that the admin may map to another property, with the default; null: read only where mapped. */
  readonly mappable: Readonly<Record<string, string | null>>
  readonly linked: readonly LinkedType[]
  /** Whether it holds amounts in the portal's currency, which then is asked for, once per read that finds records. */
  readonly hasAmounts?: true
  /** Whether what a record means depends on the stages of tickets, which then are asked for, once a run. */
  readonly hasStages?: true
  /** When a merge happened matters, and HubSpot does not tell: it is dated by the survivor's modified time, which it moved. */
  readonly datesMerges?: true
  /** A part of HubSpot that not every portal has, nor every token may read: without it the stream is left out. */
  readonly isOptional?: true
  /** What, besides the mapping, decides how a record is read: where it changes, all records are read again. */
  basis?(ctx: ConnectorContext<HubspotSettings>): Promise<unknown>
  /** Null for a record that is no such entity. @throws UnusableValue where a property holds what it must not. */
  convert(source: SourceReader): EntityInput<E> | null
}

/** Gives a record's properties in the types of the common model, under the admin's mapping. */
export class SourceReader {
  readonly record: HubspotRecord
  readonly facts: PortalFacts
  readonly #mapping: FieldSelection['mapping']
  readonly #mappable: Readonly<Record<string, string | null>>
  readonly #links: Readonly<Partial<Record<ObjectType, readonly Association[]>>>

  constructor(
    record: HubspotRecord,
    mapping: FieldSelection['mapping'],
    mappable: Readonly<Record<string, string | null>>,
    links: Readonly<Partial<Record<ObjectType, readonly Association[]>>>,
    facts: PortalFacts,
  ) {
    this.record = record
    this.facts = facts
    this.#mapping = mapping
    this.#mappable = mappable
    this.#links = links
  }

  /** The portal's currency; null where it is unknown or was not asked for. */
  get homeCurrency(): CurrencyCode | null {
    return this.facts.homeCurrency
  }

  /** The property that a model field is read from. */
  property(field: string): string {
    const property = this.#mapping[field] ?? this.#mappable[field]
    if (property == null) throw new Error(`the field "${field}" has no property to be read from`)
    return property
  }

  /** Whether the admin mapped the field to another property than the default. */
  isRemapped(field: string): boolean {
    const mapped = this.#mapping[field]
    return mapped !== undefined && mapped !== this.#mappable[field]
  }

  /** The text of a field that has no property unless the admin maps one; null where it has none, or that is empty. */
  mappedText(field: string): string | null {
    const property = this.#mapping[field]
    return property === undefined ? null : this.text(property)
  }

  /** The property's text; null where it is empty. */
  text(property: string): string | null {
    const value = this.record.properties[property]?.trim()
    return value === undefined || value === '' ? null : value
  }

  instant(property: string): Instant | null {
    const value = toInstant(this.text(property))
    if (value === undefined) throw new UnusableValue(property, this.text(property) ?? '', 'a date or time')
    return value
  }

  decimal(property: string): Decimal | null {
    const text = this.text(property)
    if (text === null) return null
    const value = toDecimal(text)
    if (value === undefined) throw new UnusableValue(property, text, 'a number')
    return value
  }

  links(type: ObjectType): Association[] {
    return [...(this.#links[type] ?? [])]
  }
}

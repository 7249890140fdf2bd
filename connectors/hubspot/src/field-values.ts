import type { FieldValue, TargetFieldType } from '@rapport/connector'
import { toDecimal } from '@rapport/model'
import { toInstant } from './values.ts'

/** How the text of a property is meant. */
export type ValueKind = 'number' | 'date' | 'datetime' | 'yesno' | 'text'

const kindByTargetType: Readonly<Record<TargetFieldType, ValueKind>> = {
  currency: 'number',
  number: 'number',
  // HubSpot shows 0.97 as 97 % where the property's hint is percentage, so a share is stored as it is.
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  enumeration: 'text',
  yesno: 'yesno',
  text: 'text',
}

const kindByPropertyType: Readonly<Record<string, ValueKind>> = {
  number: 'number',
  date: 'date',
  datetime: 'datetime',
  bool: 'yesno',
}

/** How values of a target field are written. */
export function kindOfTarget(type: TargetFieldType): ValueKind {
  return kindByTargetType[type]
}

/** How values of a HubSpot property of this `type` are meant. */
export function kindOfProperty(type: string): ValueKind {
  return kindByPropertyType[type] ?? 'text'
}

/**
 * What a property holds, in Rapport's terms: numbers as numbers, dates as `YYYY-MM-DD`, times as ISO text, bool as `yes` or
 * `no`. Empty is null. Text that does not fit its kind is given as it stands, so that a difference stays visible.
 */
export function readFieldValue(kind: ValueKind, text: string | null | undefined): FieldValue {
  if (text === null || text === undefined || text === '') return null
  switch (kind) {
    case 'number': {
      const number = Number(text)
      return Number.isFinite(number) ? number : text
    }
    case 'date':
      return toInstant(text)?.slice(0, 10) ?? text
    case 'datetime':
      return toInstant(text) ?? text
    case 'yesno':
      return text === 'true' ? 'yes' : text === 'false' ? 'no' : text
    case 'text':
      return text
  }
}

/** The text that HubSpot takes for a value. Null becomes the empty text, which clears the property. */
export function writeFieldValue(kind: ValueKind, value: FieldValue): string {
  if (value === null) return ''
  switch (kind) {
    case 'number':
      return toDecimal(String(value)) ?? String(value)
    case 'date':
      return toInstant(String(value))?.slice(0, 10) ?? String(value)
    case 'datetime':
      return toInstant(String(value)) ?? String(value)
    case 'yesno':
      return ['yes', 'true', '1'].includes(String(value)) ? 'true' : 'false'
    case 'text':
      return String(value)
  }
}

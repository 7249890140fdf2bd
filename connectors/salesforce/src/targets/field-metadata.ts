import type { TargetField, TargetFieldType } from '@rapport/connector'

/** What Salesforce is told to make a custom field, in the words of its metadata. */
export interface FieldMetadata {
  readonly type: 'Currency' | 'Number' | 'Percent' | 'Date' | 'DateTime' | 'Picklist' | 'Text'
  readonly label: string
  readonly description: string
  /** What people read where they point at the field. */
  readonly inlineHelpText: string
  readonly required: false
  readonly precision?: number
  readonly scale?: number
  readonly length?: number
  /** Values of a picklist. */
  readonly options?: readonly PicklistOption[]
}

export interface PicklistOption {
  /** What the API reads and writes. */
  readonly name: string
  /** What people see. */
  readonly label: string
}

interface Shape extends Pick<FieldMetadata, 'type' | 'length'> {
  /** The types that describe may name for it. */
  readonly described: readonly string[]
}

const shapes: Readonly<Record<TargetFieldType, Shape>> = {
  currency: { type: 'Currency', described: ['currency'] },
  number: { type: 'Number', described: ['double', 'int'] },
  percent: { type: 'Percent', described: ['percent'] },
  date: { type: 'Date', described: ['date'] },
  datetime: { type: 'DateTime', described: ['datetime'] },
  enumeration: { type: 'Picklist', described: ['picklist'] },
  // A checkbox cannot be empty, and what is unknown is not "no".
  yesno: { type: 'Picklist', described: ['picklist'] },
  text: { type: 'Text', length: 255, described: ['string', 'textarea'] },
}

const longest = { label: 40, description: 1_000, inlineHelpText: 510 }

const yesAndNo: readonly PicklistOption[] = [
  { name: 'yes', label: 'Yes' },
  { name: 'no', label: 'No' },
]

/** The custom field that holds a target field. */
export function metadataOf(field: TargetField): FieldMetadata {
  const { described: _, ...shape } = shapes[field.type]
  const options = optionsOf(field)
  return {
    ...shape,
    ...digitsOf(field),
    label: field.label.slice(0, longest.label),
    description: field.description.slice(0, longest.description),
    inlineHelpText: field.description.slice(0, longest.inlineHelpText),
    required: false,
    ...(options === null ? {} : { options }),
  }
}

/** Digits in all and behind the point. A share of 0–1 is kept as 0–100, with two digits less behind the point. */
function digitsOf({ type, decimals }: TargetField): Pick<FieldMetadata, 'precision' | 'scale'> {
  if (type === 'percent') {
    const scale = Math.max(0, (decimals ?? 0) - 2)
    return { precision: 3 + scale, scale }
  }
  return type === 'currency' || type === 'number' ? { precision: 18, scale: decimals ?? 0 } : {}
}

function optionsOf(field: TargetField): readonly PicklistOption[] | null {
  if (field.type === 'yesno') return yesAndNo
  if (field.type !== 'enumeration') return null
  return (field.options ?? []).map((name) => ({ name, label: name }))
}

/** Whether a field of this type, as describe names it, can hold the target field. */
export function canHold(field: TargetField, described: string): boolean {
  return shapes[field.type].described.includes(described)
}

/** The `Metadata` of the Tooling API. */
export function toolingMetadata({ options, ...metadata }: FieldMetadata): Readonly<Record<string, unknown>> {
  if (options === undefined) return metadata
  return {
    ...metadata,
    valueSet: {
      // A restricted picklist refuses a value that a later version adds, and one that a record type does not list.
      restricted: false,
      valueSetDefinition: {
        sorted: false,
        value: options.map(({ name, label }) => ({ valueName: name, label, default: false })),
      },
    },
  }
}

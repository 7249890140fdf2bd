import type { TargetField } from '@rapport/connector'
import type { PropertyDefinition } from '../property-definitions.ts'
import { type HubspotSettings, propertyName } from '../settings.ts'

/** What HubSpot is sent to create a property. The official client would drop the hints. */
export interface PropertyCreation {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly groupName: string
  readonly type: string
  readonly fieldType: string
  readonly showCurrencySymbol?: boolean
  readonly numberDisplayHint?: 'currency' | 'percentage' | 'formatted'
  readonly options?: readonly PropertyOptionCreation[]
}

export interface PropertyOptionCreation {
  readonly label: string
  readonly value: string
  readonly displayOrder: number
  readonly hidden: boolean
}

type PropertyShape = Pick<PropertyCreation, 'type' | 'fieldType' | 'showCurrencySymbol' | 'numberDisplayHint'>

const shapes: Readonly<Record<TargetField['type'], PropertyShape>> = {
  currency: { type: 'number', fieldType: 'number', showCurrencySymbol: true, numberDisplayHint: 'currency' },
  number: { type: 'number', fieldType: 'number', numberDisplayHint: 'formatted' },
  percent: { type: 'number', fieldType: 'number', numberDisplayHint: 'percentage' },
  date: { type: 'date', fieldType: 'date' },
  datetime: { type: 'datetime', fieldType: 'date' },
  enumeration: { type: 'enumeration', fieldType: 'select' },
  yesno: { type: 'bool', fieldType: 'booleancheckbox' },
  text: { type: 'string', fieldType: 'textarea' },
}

/** The property that holds a field. */
export function propertyOf(settings: HubspotSettings, field: TargetField): PropertyCreation {
  return {
    ...shapes[field.type],
    name: propertyName(settings, field.name),
    label: field.label,
    description: field.description,
    groupName: settings.propertyGroup,
    ...optionsOf(field),
  }
}

function optionsOf(field: TargetField): Pick<PropertyCreation, 'options'> {
  switch (field.type) {
    case 'enumeration':
      return { options: (field.options ?? []).map((value, index) => option(value, value, index)) }
    case 'yesno':
      return { options: [option('Yes', 'true', 0), option('No', 'false', 1)] }
    default:
      return {}
  }
}

function option(label: string, value: string, displayOrder: number): PropertyOptionCreation {
  return { label, value, displayOrder, hidden: false }
}

const policy = /policy (\S+)\.$/

/** Whether the text of an existing property says that its values come from another policy. What people wrote there themselves stays. */
export function namesOtherPolicy(
  { description }: TargetField,
  { description: held }: PropertyDefinition,
): boolean {
  const [now, before] = [policy.exec(description), policy.exec(held ?? '')]
  return now !== null && before !== null && now[1] !== before[1]
}

/** The options an existing property still needs, below the ones that are there; those that people added stay. */
export function missingOptions(
  field: TargetField,
  definition: PropertyDefinition,
): readonly PropertyOptionCreation[] {
  if (field.type !== 'enumeration') return []
  const existing = new Set(definition.options.map((known) => known.value))
  return (field.options ?? [])
    .filter((value) => !existing.has(value))
    .map((value, index) => option(value, value, definition.options.length + index))
}

import { invalid } from './errors.ts'
import { pipelineOptions, stageOptions, ticketPipelineOptions, ticketStageOptions } from './pipelines.ts'
import {
  type BuiltInProperty,
  FIELD_TYPES,
  type NumberDisplayHint,
  type PropertyOption,
  type PropertyType,
} from './property-catalogue.ts'
import { isoTime } from './record.ts'

/** A property definition as kept; `toJson` gives the wire shape. */
export interface PropertyDefinition {
  name: string
  label: string
  description: string
  groupName: string
  type: PropertyType
  fieldType: string
  options: PropertyOption[]
  displayOrder: number
  hasUniqueValue: boolean
  hidden: boolean
  formField: boolean
  hubspotDefined: boolean
  readOnly: boolean
  externalOptions: boolean
  /** Whether a number is shown with the symbol of the portal's currency; null where nobody said. */
  showCurrencySymbol: boolean | null
  /** How a number is shown; null where nobody said. */
  numberDisplayHint: NumberDisplayHint | null
  /** Epoch milliseconds; null for what HubSpot defines. */
  createdAt: number | null
  updatedAt: number | null
  archivedAt: number | null
}

export interface PropertyGroup {
  name: string
  label: string
  displayOrder: number
  archived: boolean
}

/** What a client may say when it creates a property. Other fields take their defaults. */
export interface PropertyInput {
  name: string
  label: string
  groupName: string
  type: PropertyType
  fieldType: string
  description?: string | undefined
  options?: PropertyOption[] | undefined
  displayOrder?: number | undefined
  hasUniqueValue?: boolean | undefined
  hidden?: boolean | undefined
  formField?: boolean | undefined
  externalOptions?: boolean | undefined
  showCurrencySymbol?: boolean | undefined
  numberDisplayHint?: NumberDisplayHint | undefined
}

/** What a client may change later: name and `hasUniqueValue` are fixed at creation. */
export interface PropertyPatch {
  label?: string | undefined
  groupName?: string | undefined
  type?: PropertyType | undefined
  fieldType?: string | undefined
  description?: string | undefined
  options?: PropertyOption[] | undefined
  displayOrder?: number | undefined
  hidden?: boolean | undefined
  formField?: boolean | undefined
  showCurrencySymbol?: boolean | undefined
  numberDisplayHint?: NumberDisplayHint | undefined
}

/** The wire shape of a definition: the client's `Property` model. */
export function propertyToJson(definition: PropertyDefinition): Record<string, unknown> {
  return {
    name: definition.name,
    label: definition.label,
    description: definition.description,
    groupName: definition.groupName,
    type: definition.type,
    fieldType: definition.fieldType,
    options: definition.options,
    displayOrder: definition.displayOrder,
    calculated: definition.fieldType === 'calculation_equation',
    externalOptions: definition.externalOptions,
    hasUniqueValue: definition.hasUniqueValue,
    hidden: definition.hidden,
    formField: definition.formField,
    hubspotDefined: definition.hubspotDefined,
    archived: definition.archivedAt !== null,
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyOptions: definition.hubspotDefined,
      readOnlyValue: definition.readOnly,
    },
    ...(definition.showCurrencySymbol === null ? {} : { showCurrencySymbol: definition.showCurrencySymbol }),
    ...(definition.numberDisplayHint === null ? {} : { numberDisplayHint: definition.numberDisplayHint }),
    ...(definition.createdAt === null ? {} : { createdAt: isoTime(definition.createdAt) }),
    ...(definition.updatedAt === null ? {} : { updatedAt: isoTime(definition.updatedAt) }),
    ...(definition.archivedAt === null ? {} : { archivedAt: isoTime(definition.archivedAt) }),
  }
}

/** Options whose labels are their values. */
export function optionsOf(values: readonly string[]): PropertyOption[] {
  return values.map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false }))
}

/** Properties whose options are pipelines or their stages. */
const optionsByPipelines: Readonly<Record<string, () => PropertyOption[]>> = {
  dealstage: stageOptions,
  pipeline: pipelineOptions,
  hs_pipeline: ticketPipelineOptions,
  hs_pipeline_stage: ticketStageOptions,
}

/** The definition of a property that every portal has. */
export function fromBuiltIn(property: BuiltInProperty, groupName: string): PropertyDefinition {
  const options = property.options ?? (property.type === 'bool' ? ['true', 'false'] : [])
  const fixed = optionsByPipelines[property.name]?.() ?? null
  return {
    name: property.name,
    label: property.label ?? property.name,
    description: '',
    groupName,
    type: property.type,
    fieldType: FIELD_TYPES[property.type][0] ?? 'text',
    options: fixed ?? optionsOf(options),
    displayOrder: -1,
    hasUniqueValue: false,
    hidden: false,
    formField: false,
    hubspotDefined: true,
    readOnly: property.readOnly ?? false,
    externalOptions: property.externalOptions ?? false,
    showCurrencySymbol: null,
    numberDisplayHint: null,
    createdAt: null,
    updatedAt: null,
    archivedAt: null,
  }
}

/** @throws {HubspotError} 400 when a value type cannot be shown as this field type. */
export function requirePairing(type: PropertyType, fieldType: string): void {
  if (!FIELD_TYPES[type].includes(fieldType)) {
    throw invalid(`Field type "${fieldType}" is not allowed for type "${type}"`, 'INVALID_FIELD_TYPE', {
      fieldType: [fieldType],
    })
  }
}

/** @throws {HubspotError} 400 when options are missing, out of place or doubled. */
export function requireOptions(
  name: string,
  type: PropertyType,
  options: PropertyOption[],
  external: boolean,
): void {
  if (type === 'enumeration' && options.length === 0 && !external) {
    throw invalid(`Property "${name}" of type enumeration needs options`, 'INVALID_OPTIONS')
  }
  if (type !== 'enumeration' && type !== 'bool' && options.length > 0) {
    throw invalid(`Property "${name}" of type ${type} cannot have options`, 'INVALID_OPTIONS')
  }
  if (new Set(options.map((option) => option.value)).size !== options.length) {
    throw invalid(`Property "${name}" has two options with the same value`, 'INVALID_OPTIONS')
  }
}

import { conflict, HubspotError, invalid, notFound } from './errors.ts'
import type { ObjectTypeName } from './object-types.ts'
import { BUILT_IN_GROUP, BUILT_IN_PROPERTIES } from './property-catalogue.ts'
import {
  fromBuiltIn,
  optionsOf,
  type PropertyDefinition,
  type PropertyGroup,
  type PropertyInput,
  type PropertyPatch,
  requireOptions,
  requirePairing,
} from './property-definition.ts'

/** HubSpot's ceilings per object type. */
const MAX_CUSTOM_PROPERTIES = 1_000
const MAX_UNIQUE_PROPERTIES = 10

/** The property definitions and groups of one object type. */
export class PropertySet {
  readonly #type: ObjectTypeName
  readonly #definitions = new Map<string, PropertyDefinition>()
  readonly #groups = new Map<string, PropertyGroup>()

  constructor(type: ObjectTypeName) {
    this.#type = type
    const group = BUILT_IN_GROUP[type]
    this.#groups.set(group, { name: group, label: group, displayOrder: 0, archived: false })
    for (const property of BUILT_IN_PROPERTIES[type]) {
      this.#definitions.set(property.name, fromBuiltIn(property, group))
    }
  }

  /** The definition of a live property, or undefined. */
  find(name: string): PropertyDefinition | undefined {
    const definition = this.#definitions.get(name)
    return definition?.archivedAt === null ? definition : undefined
  }

  /** @throws {HubspotError} 404 */
  get(name: string, archived = false): PropertyDefinition {
    const definition = this.#definitions.get(name)
    if (definition === undefined || (definition.archivedAt !== null) !== archived) {
      throw notFound(`Property "${name}" does not exist on object type ${this.#type}`)
    }
    return definition
  }

  list(archived: boolean): PropertyDefinition[] {
    return [...this.#definitions.values()].filter(
      (definition) => (definition.archivedAt !== null) === archived,
    )
  }

  /**
   * Checks a create and gives the definition to store. An archived name is restored with the new definition.
   * @throws {HubspotError} 409 for a name in use, 400 for anything that does not fit.
   */
  planCreate(input: PropertyInput, now: number): PropertyDefinition {
    if (!/^[a-z][a-z0-9_]*$/.test(input.name) || input.name.length > 100) {
      throw invalid(
        `Property name "${input.name}" is invalid: use lower case letters, digits and underscores, starting with a letter`,
        'INVALID_NAME',
        { propertyName: [input.name] },
      )
    }
    const existing = this.#definitions.get(input.name)
    if (existing?.archivedAt === null) {
      throw new HubspotError(
        409,
        'OBJECT_ALREADY_EXISTS',
        `A property named '${input.name}' already exists.`,
        {
          subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
          context: { name: [input.name] },
        },
      )
    }
    this.#requireGroup(input.groupName)
    requirePairing(input.type, input.fieldType)
    const options = input.options ?? []
    requireOptions(input.name, input.type, options, input.externalOptions ?? false)
    const custom = this.list(false).filter((definition) => !definition.hubspotDefined)
    if (custom.length >= MAX_CUSTOM_PROPERTIES) {
      throw invalid(
        `You have reached the limit of ${MAX_CUSTOM_PROPERTIES} custom properties.`,
        'PROPERTY_LIMIT_REACHED',
      )
    }
    if (
      input.hasUniqueValue === true &&
      custom.filter((definition) => definition.hasUniqueValue).length >= MAX_UNIQUE_PROPERTIES
    ) {
      throw invalid(
        `You have reached the limit of ${MAX_UNIQUE_PROPERTIES} unique properties.`,
        'UNIQUE_LIMIT_REACHED',
      )
    }
    return {
      name: input.name,
      label: input.label,
      description: input.description ?? '',
      groupName: input.groupName,
      type: input.type,
      fieldType: input.fieldType,
      options: input.type === 'bool' && options.length === 0 ? optionsOf(['true', 'false']) : options,
      displayOrder: input.displayOrder ?? -1,
      hasUniqueValue: input.hasUniqueValue ?? false,
      hidden: input.hidden ?? false,
      formField: input.formField ?? false,
      hubspotDefined: false,
      readOnly: input.fieldType === 'calculation_equation',
      externalOptions: input.externalOptions ?? false,
      showCurrencySymbol: input.showCurrencySymbol ?? null,
      numberDisplayHint: input.numberDisplayHint ?? null,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    }
  }

  /** Checks an update and gives the new definition. `options` replaces the whole list. @throws {HubspotError} */
  planUpdate(name: string, patch: PropertyPatch, now: number): PropertyDefinition {
    const current = this.get(name)
    if (current.readOnly)
      throw invalid(`Property "${name}" is defined by HubSpot and cannot be changed`, 'READ_ONLY')
    const next: PropertyDefinition = {
      ...current,
      label: patch.label ?? current.label,
      groupName: patch.groupName ?? current.groupName,
      type: patch.type ?? current.type,
      fieldType: patch.fieldType ?? current.fieldType,
      description: patch.description ?? current.description,
      options: patch.options ?? current.options,
      displayOrder: patch.displayOrder ?? current.displayOrder,
      hidden: patch.hidden ?? current.hidden,
      formField: patch.formField ?? current.formField,
      showCurrencySymbol: patch.showCurrencySymbol ?? current.showCurrencySymbol,
      numberDisplayHint: patch.numberDisplayHint ?? current.numberDisplayHint,
      updatedAt: now,
    }
    this.#requireGroup(next.groupName)
    requirePairing(next.type, next.fieldType)
    requireOptions(name, next.type, next.options, next.externalOptions)
    return next
  }

  /** Checks that a property may be archived and gives it as archived. @throws {HubspotError} */
  planArchive(name: string, now: number): PropertyDefinition {
    const current = this.get(name)
    if (current.hubspotDefined)
      throw invalid(`Property "${name}" is defined by HubSpot and cannot be archived`)
    return { ...current, archivedAt: now, updatedAt: now }
  }

  store(definition: PropertyDefinition): void {
    this.#definitions.set(definition.name, definition)
  }

  groups(): PropertyGroup[] {
    return [...this.#groups.values()].filter((group) => !group.archived)
  }

  /** @throws {HubspotError} 404 */
  group(name: string): PropertyGroup {
    const group = this.#groups.get(name)
    if (group === undefined || group.archived) throw notFound(`Property group "${name}" does not exist`)
    return group
  }

  /** @throws {HubspotError} 409 for a name in use. */
  planGroup(input: { name: string; label: string; displayOrder?: number | undefined }): PropertyGroup {
    if (this.#groups.get(input.name)?.archived === false) {
      throw conflict(`A property group named '${input.name}' already exists.`)
    }
    return { name: input.name, label: input.label, displayOrder: input.displayOrder ?? -1, archived: false }
  }

  /** @throws {HubspotError} 400 while live properties belong to the group. */
  planArchiveGroup(name: string): PropertyGroup {
    const group = this.group(name)
    const members = this.list(false).filter((definition) => definition.groupName === name)
    if (members.length > 0) throw invalid(`Property group "${name}" still has ${members.length} properties`)
    return { ...group, archived: true }
  }

  storeGroup(group: PropertyGroup): void {
    this.#groups.set(group.name, group)
  }

  #requireGroup(name: string): void {
    const group = this.#groups.get(name)
    if (group === undefined || group.archived) {
      throw invalid(`Property group "${name}" does not exist`, 'GROUP_DOES_NOT_EXIST', { groupName: [name] })
    }
  }
}

import type { FieldDefinition, OrgFeature } from '../field-definition.ts'
import type { ObjectDefinition } from './object-definition.ts'
import { SALES_OBJECTS } from './sales-objects.ts'
import { SERVICE_OBJECTS } from './service-objects.ts'
import { CURRENCY_OBJECTS, SETUP_OBJECTS } from './setup-objects.ts'
import { SURVEY_OBJECTS } from './survey-objects.ts'

/** The objects and fields that an org with these features has, and its custom fields. */
export class Schema {
  readonly objects: readonly ObjectDefinition[]
  readonly #byName = new Map<string, ObjectDefinition>()
  readonly #fields = new Map<string, Map<string, FieldDefinition>>()

  constructor(features: ReadonlySet<OrgFeature>) {
    const currencies = features.has('multiCurrency') ? CURRENCY_OBJECTS : []
    this.objects = [...SALES_OBJECTS, ...SERVICE_OBJECTS, ...SURVEY_OBJECTS, ...SETUP_OBJECTS, ...currencies]
    for (const definition of this.objects) {
      this.#byName.set(definition.name.toLowerCase(), definition)
      const present = definition.fields.filter(({ feature }) => feature === null || features.has(feature))
      const fields = new Map(present.map((field) => [field.name.toLowerCase(), field]))
      this.#fields.set(definition.name, fields)
    }
  }

  /** An object by its name in any case. */
  object(name: string): ObjectDefinition | undefined {
    return this.#byName.get(name.toLowerCase())
  }

  objectOfId(id: string): ObjectDefinition | undefined {
    const prefix = id.slice(0, 3)
    return this.objects.find(({ keyPrefix }) => keyPrefix === prefix)
  }

  /** A field by its name in any case, whoever may see it. */
  field(object: string, name: string): FieldDefinition | undefined {
    return this.#fields.get(object)?.get(name.toLowerCase())
  }

  fields(object: string): FieldDefinition[] {
    return [...(this.#fields.get(object)?.values() ?? [])]
  }

  addField(object: string, field: FieldDefinition): void {
    this.#fields.get(object)?.set(field.name.toLowerCase(), field)
  }

  removeField(object: string, name: string): void {
    this.#fields.get(object)?.delete(name.toLowerCase())
  }
}

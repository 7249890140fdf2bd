import { type Decimal, type Instant, toDecimal } from '@rapport/model'
import type { FieldDescription, ObjectFields } from '../describe.ts'
import type { Row } from '../query.ts'
import { toInstant, UnusableValue } from '../values.ts'

/** Gives a record's fields in the types of the common model, under the admin's mapping, however they were read. */
export class RecordReader {
  readonly #row: Row
  readonly #fields: ObjectFields
  readonly #mapping: Readonly<Record<string, string | null>>

  /** `mapping` names the source field of each mappable field of the model; null: none. */
  constructor(row: Row, fields: ObjectFields, mapping: Readonly<Record<string, string | null>>) {
    this.#row = row
    this.#fields = fields
    this.#mapping = mapping
  }

  get id(): string {
    return String(this.#row.Id)
  }

  /** Whether the org has the field and this user sees it. */
  has(field: string): boolean {
    return this.#fields.has(field)
  }

  /** The field's text; null where it is empty or not there. */
  text(field: string): string | null {
    const value = this.#row[field]
    if (value === undefined || value === null) return null
    const text = String(value).trim()
    return text === '' ? null : text
  }

  /** A yes-or-no field; false where it is not there. */
  flag(field: string): boolean {
    return this.text(field) === 'true'
  }

  instant(field: string): Instant | null {
    const text = this.text(field)
    if (text === null) return null
    const value = toInstant(text)
    if (value === undefined) throw new UnusableValue(field, text, 'a date or time')
    return value
  }

  decimal(field: string): Decimal | null {
    const text = this.text(field)
    if (text === null) return null
    const value = toDecimal(text)
    if (value === undefined) throw new UnusableValue(field, text, 'a number')
    return value
  }

  number(field: string): number | null {
    const value = this.decimal(field)
    return value === null ? null : Number(value)
  }

  /** The source field that a field of the model is read from; null where it has none. */
  source(field: string): string | null {
    return this.#mapping[field] ?? null
  }

  mappedText(field: string): string | null {
    const source = this.source(field)
    return source === null ? null : this.text(source)
  }

  mappedInstant(field: string): Instant | null {
    const source = this.source(field)
    return source === null ? null : this.instant(source)
  }

  mappedDecimal(field: string): Decimal | null {
    const source = this.source(field)
    return source === null ? null : this.decimal(source)
  }

  /** A field as JSON would give it, by its type: bulk jobs write everything as text. A text is given to the last space. */
  plain(field: string): string | number | boolean | null {
    const value = this.#row[field]
    if (value === undefined || value === null || value === '') return null
    return plainValue(String(value), this.#fields.get(field))
  }

  /** The type of a field; undefined where it is not there. */
  typeOf(field: string): string | undefined {
    return this.#fields.get(field)?.type
  }
}

const numbers: ReadonlySet<string> = new Set(['int', 'long', 'double', 'currency', 'percent'])

function plainValue(text: string, field: FieldDescription | undefined): string | number | boolean {
  if (field?.type === 'boolean') return text === 'true'
  if (field?.type === 'datetime') return toInstant(text) ?? text
  if (field !== undefined && numbers.has(field.type)) {
    const number = Number(text)
    return Number.isFinite(number) ? number : text
  }
  return text
}

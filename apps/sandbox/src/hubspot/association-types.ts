import type { ObjectTypeName } from './object-types.ts'

/** One association type of a directed pair of object types. */
export interface AssociationLabel {
  category: 'HUBSPOT_DEFINED' | 'USER_DEFINED'
  typeId: number
  /** Null for the plain, unlabelled association. */
  label: string | null
}

/** The built-in types of a directed pair. */
export interface BuiltInPair {
  from: ObjectTypeName
  to: ObjectTypeName
  /** The type every association has. */
  plain: number
  /** The type that marks the one primary company; null where there is no such thing. */
  primary: number | null
  /** Names in the `type` field of inline associations. */
  plainName: string
  primaryName: string | null
}

const pair = (
  from: ObjectTypeName,
  to: ObjectTypeName,
  plain: number,
  primary: number | null,
  name: string,
): BuiltInPair => ({
  from,
  to,
  plain,
  primary,
  plainName: primary === null ? name : `${name}_unlabeled`,
  primaryName: primary === null ? null : name,
})

/** Type ids as HubSpot defines them. */
const BUILT_IN: readonly BuiltInPair[] = [
  pair('contacts', 'companies', 279, 1, 'contact_to_company'),
  pair('companies', 'contacts', 280, 2, 'company_to_contact'),
  pair('deals', 'contacts', 3, null, 'deal_to_contact'),
  pair('contacts', 'deals', 4, null, 'contact_to_deal'),
  pair('deals', 'companies', 341, 5, 'deal_to_company'),
  pair('companies', 'deals', 342, 6, 'company_to_deal'),
  pair('contacts', 'tickets', 15, null, 'contact_to_ticket'),
  pair('tickets', 'contacts', 16, null, 'ticket_to_contact'),
  pair('tickets', 'companies', 339, 26, 'ticket_to_company'),
  pair('companies', 'tickets', 340, 25, 'company_to_ticket'),
  pair('deals', 'tickets', 27, null, 'deal_to_ticket'),
  pair('tickets', 'deals', 28, null, 'ticket_to_deal'),
  pair('contacts', 'emails', 197, null, 'contact_to_email'),
  pair('emails', 'contacts', 198, null, 'email_to_contact'),
  pair('tickets', 'emails', 223, null, 'ticket_to_email'),
  pair('emails', 'tickets', 224, null, 'email_to_ticket'),
  pair('contacts', 'calls', 193, null, 'contact_to_call'),
  pair('calls', 'contacts', 194, null, 'call_to_contact'),
  pair('tickets', 'calls', 219, null, 'ticket_to_call'),
  pair('calls', 'tickets', 220, null, 'call_to_ticket'),
]

/** User-defined labels count up from here, two ids each: one per direction. */
const FIRST_USER_TYPE_ID = 101

/** Which association types exist between which object types. */
export class AssociationTypes {
  readonly #builtIn = new Map<string, BuiltInPair>()
  readonly #labels = new Map<string, AssociationLabel[]>()
  #nextUserTypeId = FIRST_USER_TYPE_ID

  constructor() {
    for (const row of BUILT_IN) {
      this.#builtIn.set(key(row.from, row.to), row)
      const labels: AssociationLabel[] = [{ category: 'HUBSPOT_DEFINED', typeId: row.plain, label: null }]
      if (row.primary !== null)
        labels.unshift({ category: 'HUBSPOT_DEFINED', typeId: row.primary, label: 'Primary' })
      this.#labels.set(key(row.from, row.to), labels)
    }
  }

  /** The built-in types from one object type to another; undefined when the two cannot be associated. */
  between(from: ObjectTypeName, to: ObjectTypeName): BuiltInPair | undefined {
    return this.#builtIn.get(key(from, to))
  }

  /** Every type from one object type to another, built-in and user-defined. */
  labels(from: ObjectTypeName, to: ObjectTypeName): readonly AssociationLabel[] {
    return this.#labels.get(key(from, to)) ?? []
  }

  label(from: ObjectTypeName, to: ObjectTypeName, typeId: number): AssociationLabel | undefined {
    return this.labels(from, to).find((label) => label.typeId === typeId)
  }

  /**
   * The type id that the other end of an association has. User-defined ids come in pairs: odd for the direction they
   * were made in, even for the inverse.
   */
  inverse(from: ObjectTypeName, to: ObjectTypeName, typeId: number): number {
    const there = this.between(from, to)
    const back = this.between(to, from)
    if (there !== undefined && back !== undefined) {
      if (typeId === there.plain) return back.plain
      if (typeId === there.primary && back.primary !== null) return back.primary
    }
    return typeId % 2 === 1 ? typeId + 1 : typeId - 1
  }

  /** The next free pair of user-defined ids. */
  get nextUserTypeId(): number {
    return this.#nextUserTypeId
  }

  add(from: ObjectTypeName, to: ObjectTypeName, label: AssociationLabel): void {
    if (this.label(from, to, label.typeId) !== undefined) return
    this.#labels.set(key(from, to), [...this.labels(from, to), label])
    this.#nextUserTypeId = Math.max(
      this.#nextUserTypeId,
      label.typeId + 1 + ((label.typeId + 1) % 2 === 0 ? 1 : 0),
    )
  }
}

function key(from: ObjectTypeName, to: ObjectTypeName): string {
  return `${from}>${to}`
}

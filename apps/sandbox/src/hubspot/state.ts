import { AssociationGraph, type ObjectRef } from './association-graph.ts'
import { type AssociationLabel, AssociationTypes } from './association-types.ts'
import type { Identity } from './auth.ts'
import { CallLog } from './call-log.ts'
import { Conversations } from './conversations.ts'
import { ObjectTable } from './object-table.ts'
import { describeType, type ObjectTypeName } from './object-types.ts'
import type { Owner } from './owners.ts'
import { PropertySet } from './properties.ts'
import type { PropertyDefinition, PropertyGroup } from './property-definition.ts'
import type { RecordVersion } from './record.ts'
import type { Team } from './teams.ts'

/** One physical change. What the journal holds; applying one twice is the same as applying it once. */
export type Mutation =
  | { op: 'record'; type: ObjectTypeName; record: RecordVersion }
  | { op: 'remove'; type: ObjectTypeName; id: number; mergedInto: number | null }
  | { op: 'association'; from: ObjectRef; to: ObjectRef; types: readonly number[] }
  | { op: 'property'; type: ObjectTypeName; definition: PropertyDefinition }
  | { op: 'group'; type: ObjectTypeName; group: PropertyGroup }
  | { op: 'label'; from: ObjectTypeName; to: ObjectTypeName; label: AssociationLabel }

/** What one write did to one record: the proof that an effect happened exactly once. */
export interface WriteEffect {
  operation: 'create' | 'update' | 'archive' | 'merge' | 'purge' | 'associate' | 'dissociate' | 'define'
  objectType: ObjectTypeName
  /** Object id, or property / group / label name for `define`. */
  id: string
  /** The values as written, normalised; `''` cleared the property. */
  properties: Record<string, string>
  /** The names among `properties` whose stored value is now another one. */
  changed: string[]
}

/** The account as `/account-info` describes it. */
export interface Account {
  portalId: number
  companyCurrency: string
  timeZone: string
}

export interface StateOptions {
  /** Epoch milliseconds. Default `Date.now`. */
  now?: () => number
  account?: Partial<Account>
  /** How long a write stays invisible to search, in milliseconds. Default 0. */
  searchLagMs?: number
}

/** The first ids of the types, far apart so that a wrong type of id is never found by accident. */
const FIRST_IDS: Record<ObjectTypeName, number> = {
  contacts: 1_000_001,
  companies: 2_000_001,
  deals: 3_000_001,
  tickets: 4_000_001,
  emails: 5_000_001,
  calls: 6_000_001,
  feedback_submissions: 7_000_001,
}

/**
 * Everything the account holds, without HTTP: stopping the server and starting another over the same state is what a
 * crash of the network looks like to a client.
 */
export class HubspotState {
  readonly account: Account
  readonly now: () => number
  readonly graph = new AssociationGraph()
  readonly associationTypes = new AssociationTypes()
  owners: Owner[] = []
  teams: Team[] = []
  /** Like owners and teams, what is said is not in the journal: no call of this stand-in changes it. */
  readonly conversations = new Conversations()
  /** Every call since the start, over all servers that served this state. */
  readonly log = new CallLog()
  /** Access tokens handed out by the token endpoint: they outlive the server that gave them. */
  readonly issuedTokens = new Map<string, Identity>()
  searchLagMs: number
  /** Called once per transaction with all its mutations, in order. Set by the journal. */
  onTransaction: ((mutations: readonly Mutation[]) => void) | null = null
  /** Called once per transaction with what it did. */
  readonly observers = new Set<(effects: readonly WriteEffect[]) => void>()
  readonly #tables: Record<ObjectTypeName, ObjectTable>
  readonly #properties: Record<ObjectTypeName, PropertySet>
  #open: { mutations: Mutation[]; effects: WriteEffect[] } | null = null

  constructor(options: StateOptions = {}) {
    this.now = options.now ?? Date.now
    this.searchLagMs = options.searchLagMs ?? 0
    this.account = {
      portalId: options.account?.portalId ?? 1_234_567,
      companyCurrency: options.account?.companyCurrency ?? 'USD',
      timeZone: options.account?.timeZone ?? 'UTC',
    }
    this.#tables = perType((name) => new ObjectTable(describeType(name), FIRST_IDS[name]))
    this.#properties = perType((name) => new PropertySet(name))
  }

  table(type: ObjectTypeName): ObjectTable {
    return this.#tables[type]
  }

  properties(type: ObjectTypeName): PropertySet {
    return this.#properties[type]
  }

  /**
   * Runs synchronous work as one journal entry. Nested calls join the outer one. What was changed before an error stays
   * changed, is journalled and is reported: memory, journal and log never differ.
   * @param effects receives what was done, also when the work throws.
   */
  transact<T>(work: () => T, effects: WriteEffect[] = []): T {
    if (this.#open !== null) return work()
    const open: { mutations: Mutation[]; effects: WriteEffect[] } = { mutations: [], effects }
    this.#open = open
    try {
      return work()
    } finally {
      this.#open = null
      if (open.mutations.length > 0) this.onTransaction?.(open.mutations)
      if (effects.length > 0) for (const observe of this.observers) observe(effects)
    }
  }

  /** Applies a change and notes it for the journal. Only inside `transact`. */
  commit(mutation: Mutation): void {
    if (this.#open === null) throw new Error('A change of the sandbox state needs transact().')
    this.#open.mutations.push(mutation)
    this.apply(mutation, this.searchLagMs > 0 ? this.now() + this.searchLagMs : null)
  }

  /** Reports an effect of the running transaction. */
  effect(effect: WriteEffect): void {
    this.#open?.effects.push(effect)
  }

  /** Applies a change without noting it: for the journal's replay. */
  apply(mutation: Mutation, visibleAt: number | null = null): void {
    switch (mutation.op) {
      case 'record':
        this.table(mutation.type).put(mutation.record, visibleAt)
        break
      case 'remove':
        this.table(mutation.type).remove(mutation.id, mutation.mergedInto)
        break
      case 'association':
        this.graph.set(mutation.from, mutation.to, mutation.types)
        break
      case 'property':
        this.properties(mutation.type).store(mutation.definition)
        if (mutation.definition.hasUniqueValue)
          this.table(mutation.type).addUniqueProperty(mutation.definition.name)
        break
      case 'group':
        this.properties(mutation.type).storeGroup(mutation.group)
        break
      case 'label':
        this.associationTypes.add(mutation.from, mutation.to, mutation.label)
        break
    }
  }
}

function perType<T>(make: (name: ObjectTypeName) => T): Record<ObjectTypeName, T> {
  return {
    contacts: make('contacts'),
    companies: make('companies'),
    deals: make('deals'),
    tickets: make('tickets'),
    emails: make('emails'),
    calls: make('calls'),
    feedback_submissions: make('feedback_submissions'),
  }
}

import { Access } from './access.ts'
import { ApiUsage } from './api-usage.ts'
import type { BulkFailure, BulkJob } from './bulk/job.ts'
import { CallLog } from './call-log.ts'
import type { CustomFieldMetadata } from './custom-fields.ts'
import type { FieldValue, OrgFeature } from './field-definition.ts'
import { makeId } from './ids.ts'
import { ObjectTable } from './object-table.ts'
import { Schema } from './schema/schema.ts'
import type { Session } from './sessions.ts'
import type { QueryPlan } from './soql/plan.ts'

/** What one write did to one record: the proof that an effect happened exactly once. */
export interface WriteEffect {
  operation: 'create' | 'update' | 'delete' | 'undelete' | 'purge' | 'merge' | 'define'
  objectType: string
  /** Record id, or `Object.Field` for `define`. */
  id: string
  /** Values as written. */
  fields: Record<string, FieldValue>
  /** The names among `fields` whose stored value is now another one. */
  changed: string[]
}

/** A rule that refuses records, as an administrator writes one. */
export interface ValidationRule {
  object: string
  message: string
  /** Field the error is shown at. */
  field?: string | undefined
  /** True for a record that must not be saved. */
  refuses: (value: (field: string) => FieldValue) => boolean
}

/** An open query: what `nextRecordsUrl` leads to. */
export interface QueryCursor {
  plan: QueryPlan
  rows: readonly number[]
  userId: string
  batchSize: number
  createdAt: number
}

export interface OrgOptions {
  /** Epoch milliseconds. Default `Date.now`. */
  now?: () => number
  features?: readonly OrgFeature[]
  /** The integration user's name. */
  username?: string
  /**
   * The integration user's profile. Default: API and metadata both allowed. `modifyMetadata` stands for all that it takes to
   * make fields and grant them; who may not do that does not see Setup either, unless `viewSetup` says so.
   */
  permissions?: {
    apiEnabled?: boolean
    viewSetup?: boolean
    modifyMetadata?: boolean
    modifyAllData?: boolean
  }
  organizationType?: string
}

/** Where serial numbers of other things than records start. */
const JOB_PREFIX = '750'
const CUSTOM_FIELD_PREFIX = '00N'
const CURSOR_PREFIX = '0r8'

/** Everything an org holds, without HTTP: it outlives the server that serves it. */
export class OrgState {
  readonly now: () => number
  readonly features: ReadonlySet<OrgFeature>
  readonly schema: Schema
  readonly organizationId = makeId('00D', 1)
  readonly integrationUserId = makeId('005', 1)
  readonly username: string
  readonly log = new CallLog()
  readonly usage: ApiUsage
  readonly sessions = new Map<string, Session>()
  readonly cursors = new Map<string, QueryCursor>()
  readonly jobs = new Map<string, BulkJob>()
  /** Custom fields by the id that the Tooling API gives them. */
  readonly customFields = new Map<string, { fullName: string; metadata: CustomFieldMetadata }>()
  /** Standard fields that field-level security hides from the integration user: `Opportunity.Amount`. */
  readonly hiddenFields = new Set<string>()
  /** Objects that the integration user may not read. */
  readonly hiddenObjects = new Set<string>()
  /** Standard fields that it may read but not write. */
  readonly readOnlyFields = new Set<string>()
  /** How many more writes to a record find it locked. */
  readonly lockedRecords = new Map<string, number>()
  /** Since when deletions are logged, epoch milliseconds; null for as far back as Salesforce keeps them. */
  deleteLogStart: number | null = null
  /** How the next Bulk jobs to be created are going to fail. */
  readonly bulkFailures: BulkFailure[] = []
  /** Called when a custom field was made. Set by the journal. */
  onCustomField: (() => void) | null = null
  readonly validationRules: ValidationRule[] = []
  readonly #tables = new Map<string, ObjectTable>()
  #access = new Map<string, Access>()
  #serials = new Map<string, number>()

  constructor(options: OrgOptions = {}) {
    this.now = options.now ?? Date.now
    this.features = new Set(options.features ?? [])
    this.schema = new Schema(this.features)
    this.username = options.username ?? 'integration@sandbox.example.com'
    this.usage = new ApiUsage(this.now)
    for (const definition of this.schema.objects) {
      this.#tables.set(definition.name, new ObjectTable(definition))
    }
  }

  /** The records of an object by its exact name. @throws {Error} when there is no such object */
  table(name: string): ObjectTable {
    const table = this.#tables.get(name)
    if (table === undefined) throw new Error(`This org has no object "${name}".`)
    return table
  }

  /** What a user may do now. */
  access(userId: string): Access {
    const known = this.#access.get(userId)
    if (known !== undefined) return known
    const access = new Access(this, userId)
    this.#access.set(userId, access)
    return access
  }

  /** To be called when permission sets, assignments or the settings above have changed. */
  permissionsChanged(): void {
    this.#access = new Map()
  }

  nextJobId(): string {
    return this.#next(JOB_PREFIX)
  }

  nextCustomFieldId(): string {
    return this.#next(CUSTOM_FIELD_PREFIX)
  }

  nextCursorId(): string {
    return this.#next(CURSOR_PREFIX)
  }

  /** An id for something that is no record. */
  #next(prefix: string): string {
    const serial = (this.#serials.get(prefix) ?? 0) + 1
    this.#serials.set(prefix, serial)
    return makeId(prefix, serial)
  }
}

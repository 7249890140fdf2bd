import { type Fault, sandboxFaults, twoTokens } from '@rapport/contract-kit'
import {
  loadSalesforceRecord,
  makeSalesforceId,
  type OrgFeature,
  type SalesforceFault,
  type SalesforceSeedRecord,
  startSalesforce,
} from '@rapport/sandbox'

const faults: Readonly<Record<Fault, SalesforceFault>> = {
  ...sandboxFaults,
  rate: { kind: 'request-limit', limit: 'concurrent' },
  'rate-with-retry-after': {
    kind: 'status',
    status: 403,
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
    message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    retryAfterSeconds: 1,
  },
  'server-error': { kind: 'status', status: 503, body: 'none' },
}

/** What differs between objects: the values of a new record, what an edit changes, what the model makes of it. */
export interface ObjectKind {
  readonly object: string
  readonly stamp?: 'CreatedDate'
  readonly isDeletable?: false
  readonly isMergeable?: true
  readonly features?: readonly OrgFeature[]
  /** Records of other objects that these are linked to, by name. */
  readonly neighbours?: Readonly<Record<string, { object: string; values: SalesforceSeedRecord }>>
  make(number: number, neighbours: Readonly<Record<string, string>>): SalesforceSeedRecord
  /** The field that an edit changes, to which text. */
  readonly edit: { readonly field: string; value(before: unknown): string | number }
  /** Null: the record is no entity of the model. */
  expect(value: (field: string) => unknown): Readonly<Record<string, unknown>> | null
}

/** Records per page in the contract tests. */
const pageSize = 40
/** Between records, so that a page is longer than the five minutes that a stream looks back. */
const apartMs = 10_000

/** A Salesforce org as the contract kit sees the stream of one of its objects. */
export async function startOrg(kind: ObjectKind, settings: Readonly<Record<string, unknown>> = {}) {
  let clock = Date.UTC(2026, 0, 1)
  const tick = (ms: number): number => {
    clock += ms
    return clock
  }
  const { features = [], stamp = 'SystemModstamp' } = kind
  const server = await startSalesforce({
    limits: 'off',
    now: () => clock,
    features,
    app: { sessionMs: 1e12 },
    // Small, so that what is read in bulk has several groups of results.
    bulkPageSize: 15,
  })
  const { org } = server
  const table = org.table(kind.object)
  const foundRows = table.size
  const neighbours = Object.fromEntries(
    Object.entries(kind.neighbours ?? {}).map(([name, { object, values }]) => [
      name,
      loadSalesforceRecord(org, object, values),
    ]),
  )
  let count = 0
  const load = (at: number, id?: string): string => {
    count += 1
    return loadSalesforceRecord(org, kind.object, {
      ...(id === undefined ? {} : { Id: id }),
      ...kind.make(count, neighbours),
      [stamp]: at,
      ...(stamp === 'SystemModstamp' ? { CreatedDate: at } : {}),
    })
  }
  const rowOf = (id: string): number => {
    const row = table.rowOf(id)
    if (row === undefined) throw new Error(`no record ${id}`)
    return row
  }
  const set = (row: number, name: string, value: string | number): void => {
    const field = org.schema.field(kind.object, name)
    if (field === undefined) throw new Error(`${kind.object} has no field ${name}`)
    table.column(field).set(row, value)
  }
  const touch = (row: number): void => {
    if (stamp === 'SystemModstamp') set(row, 'SystemModstamp', tick(1_000))
  }
  const session = org.sessions.get(server.accessToken)
  if (session === undefined) throw new Error('the stand-in opened no session')
  const renewed = `${server.accessToken}renewed`
  org.sessions.set(renewed, { ...session, token: renewed })

  const archive = async (id: string): Promise<void> => {
    const row = rowOf(id)
    touch(row)
    table.moveToRecycleBin(row, clock)
  }

  return {
    ...(kind.isDeletable === false ? {} : { archive }),
    pageSize,
    settings: () => ({ instanceUrl: server.instanceUrl, pageSize, bulkPollMs: 1, ...settings }),
    credentials: () => twoTokens([server.accessToken, renewed]),
    secrets: [server.accessToken, renewed],
    fault: (name: Fault) => server.control.fail({ path: '*', fault: faults[name] }),
    callCount: () => server.control.log().length,
    close: () => server.close(),
    populate: async (more: number) => Array.from({ length: more }, () => load(tick(apartMs))),
    modify: async (ids: readonly string[]) => {
      const at = tick(1_000)
      for (const id of ids) {
        const row = rowOf(id)
        set(row, kind.edit.field, kind.edit.value(table.value(row, kind.edit.field)))
        if (stamp === 'SystemModstamp') set(row, 'SystemModstamp', at)
      }
    },
    holds: async () => {
      const live = new Map<string, Readonly<Record<string, unknown>>>()
      for (let row = 0; row < table.size; row++) {
        // What every org has is compared nowhere else.
        if (!table.isLive(row) || (row < foundRows && kind.object !== 'User')) continue
        const expected = kind.expect((field) => table.value(row, field))
        if (expected !== null) live.set(table.idOf(row), expected)
      }
      return live
    },
    restore: async (id: string) => {
      const row = rowOf(id)
      touch(row)
      table.restore(row)
    },
    merge: async (loser: string, survivor: string) => {
      const row = rowOf(loser)
      set(row, 'MasterRecordId', survivor)
      touch(row)
      table.moveToRecycleBin(row, clock)
      touch(rowOf(survivor))
      return survivor
    },
    addWithSameModifiedTime: async (more: number) => Array.from({ length: more }, () => load(clock)),
    // A transaction under way: its records have their times, and show when it ends.
    addUnindexed: async () => {
      const at = tick(1_000)
      const id = makeSalesforceId(table.definition.keyPrefix, 1_000_000 + count)
      return {
        id,
        reveal: async () => {
          load(at, id)
        },
      }
    },
  }
}

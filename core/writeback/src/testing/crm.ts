import {
  type ConnectorContext,
  ConnectorError,
  type ConnectorErrorKind,
  type FieldValues,
  perRecord,
  recordCurrency,
  type TargetDefinition,
  type Write,
} from '@rapport/connector'
import { type JobStep, type TestJobOptions, TestJobs } from './write-job.ts'

/** What a test does in the middle of a call, e.g. throw. */
type Interruption = (
  step: 'ensureFields' | 'missingTold' | 'fieldsCreated' | 'current' | 'beforeWrite' | 'afterWrite' | JobStep,
) => void

/** A CRM in memory: it can refuse records, lose answers, be edited by a person, and counts what took effect. */
export interface TestCrm {
  readonly target: TargetDefinition<unknown>
  readonly records: Map<string, FieldValues>
  /** Names of the fields that it has. */
  readonly fields: Set<string>
  /** How many record writes took effect, by record. */
  readonly effects: Map<string, number>
  readonly calls: { ensureFields: number; current: number; write: number }
  /** In which currency each record is kept; without any, records have none of their own. */
  readonly currencies: Map<string, string>
  /** Records that are refused, and why. */
  readonly refused: Map<string, ConnectorError>
  /** Its jobs; they are part of the target only where the CRM was made with options for them. */
  readonly jobs: TestJobs
  interrupt: Interruption
  /** A person edits a record by hand. */
  edit(id: string, values: FieldValues): void
  /** Somebody deletes a field, with its values in all records. */
  deleteField(name: string): void
  /** Somebody archives a field: it may come back with the values that records had, those in `restoring`. */
  archiveField(name: string): void
  /** What records hold in archived fields when these are created again, by record; nothing in those that are not in it. */
  readonly restoring: Map<string, FieldValues>
  /** A copy of all records. */
  snapshot(): Record<string, FieldValues>
}

export function testCrm(ids: readonly string[], batchSize = 10, jobs?: TestJobOptions): TestCrm {
  const records = new Map<string, FieldValues>(ids.map((id) => [id, {}]))
  const fieldNames = new Set<string>()
  const effects = new Map<string, number>()
  const calls = { ensureFields: 0, current: 0, write: 0 }
  const refused = new Map<string, ConnectorError>()
  const currencies = new Map<string, string>()
  const archived = new Set<string>()
  const restoring = new Map<string, FieldValues>()
  const take = (write: Write) => {
    const error =
      refused.get(write.id) ??
      (records.has(write.id) ? undefined : new ConnectorError('gone', `${write.id} does not exist`))
    if (error !== undefined) return { id: write.id, ok: false as const, error }
    records.set(write.id, { ...records.get(write.id), ...write.values })
    effects.set(write.id, (effects.get(write.id) ?? 0) + 1)
    return { id: write.id, ok: true as const, modifiedAt: null }
  }
  const ofCrm = new TestJobs(jobs ?? { above: 0, writesPerJob: 0 }, take, (step) => crm.interrupt(step))
  const crm: TestCrm = {
    records,
    fields: fieldNames,
    effects,
    calls,
    refused,
    currencies,
    restoring,
    jobs: ofCrm,
    interrupt: () => {},
    edit: (id, values) => {
      for (const name of Object.keys(values)) fieldNames.add(name)
      records.set(id, { ...records.get(id), ...values })
    },
    deleteField: (name) => {
      fieldNames.delete(name)
      for (const [id, { [name]: _, ...others }] of records) records.set(id, others)
    },
    archiveField: (name) => {
      archived.add(name)
      for (const [id, { [name]: value }] of records) {
        if (value !== undefined) restoring.set(id, { ...restoring.get(id), [name]: value })
      }
      crm.deleteField(name)
    },
    snapshot: () => structuredClone(Object.fromEntries(records)),
    target: {
      entity: 'contact',
      batchSize,
      currency: async () => (currencies.size === 0 ? null : perRecord),
      ensureFields: async (_ctx, fields, onMissing) => {
        crm.interrupt('ensureFields')
        calls.ensureFields += 1
        const missing = fields.map(({ name }) => name).filter((name) => !fieldNames.has(name))
        if (missing.length === 0) return []
        const restored = missing.filter((name) => archived.has(name))
        await onMissing?.(missing, restored)
        crm.interrupt('missingTold')
        for (const name of missing) fieldNames.add(name)
        for (const name of restored) {
          archived.delete(name)
          for (const [id, { [name]: value }] of restoring) {
            if (value !== undefined) records.set(id, { ...records.get(id), [name]: value })
          }
        }
        crm.interrupt('fieldsCreated')
        return missing
      },
      current: async (_ctx, wanted, fields) => {
        crm.interrupt('current')
        calls.current += 1
        // As a target must: what a job of a killed process is still writing would be taken for not written.
        crm.jobs.finish()
        return new Map(
          wanted.flatMap((id) => {
            const held = records.get(id)
            if (held === undefined) return []
            const currency = currencies.get(id)
            const values = Object.fromEntries(fields.map(({ name }) => [name, held[name] ?? null]))
            return [
              [id, currency === undefined ? values : { ...values, [recordCurrency]: currency }] as const,
            ]
          }),
        )
      },
      write: async (_ctx, batch) => {
        crm.interrupt('beforeWrite')
        calls.write += 1
        const results = batch.map(take)
        crm.interrupt('afterWrite')
        return results
      },
      ...(jobs === undefined ? {} : { jobs: ofCrm.writing }),
    },
  }
  return crm
}

/** A context for a target that needs nothing of it. */
export function testContext(connection = 'crm'): ConnectorContext<unknown> {
  const unused = async () => {
    throw new Error('the CRM in memory makes no calls')
  }
  return {
    connection,
    settings: {},
    signal: new AbortController().signal,
    request: unused,
    rememberSecret: () => {},
    call: unused,
    run: {},
    countStored: async () => 0,
    storedIds: async () => [],
  }
}

/** A refusal of one kind. */
export function refusal(kind: ConnectorErrorKind, message: string): ConnectorError {
  return new ConnectorError(kind, message)
}

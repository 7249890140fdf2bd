import type { Database } from '@rapport/store'
import { inBatch } from './batch.ts'
import { systemNames } from './foreign-records.ts'
import { type Progress, saveProgress, startProgress } from './progress.ts'
import { readKeys } from './read-keys.ts'
import { resolveCustomers } from './resolve-customers.ts'
import { resolveChangedDeals, resolveWaitingDeals } from './resolve-deals.ts'
import { countComplaints } from './set-aside.ts'
import {
  checkPositive,
  defaultBatchSize,
  defaultMaxComponent,
  type IdentitySettings,
  type ResolveCounts,
  type ResolveOptions,
  rollsUp,
} from './settings.ts'

/**
 * Brings customers up to date with what was read: which records are one customer, and which customer each deal counts for.
 * Works on what changed since the last run and on what that touches. First the keys of changed records, so that every
 * component is settled once, however many of its records changed; then the customers of the records that wait; then deals.
 * Every batch commits with its progress: a run that was stopped or killed goes on where it was. Nothing else may write
 * records meanwhile: hold the workspace lock.
 * @throws the signal's reason once it is aborted.
 */
export async function resolve(
  db: Database,
  settings: IdentitySettings,
  options: ResolveOptions = {},
): Promise<ResolveCounts> {
  const limit = checkPositive('batchSize', options.batchSize ?? defaultBatchSize)
  const systems = systemNames(settings.connectors ?? {})
  const maxComponent = checkPositive('maxComponent', settings.maxComponent ?? defaultMaxComponent)
  const dealSettings = { ...settings, systems }
  const counts: ResolveCounts = {
    records: 0,
    links: 0,
    customersCreated: 0,
    customersRemoved: 0,
    deals: 0,
    partiesChanged: 0,
    recordsSetAside: 0,
    unassignedDeals: 0,
  }
  let progress = await startProgress(db, { ...settings, systems }, maxComponent)

  const keys = async (transaction: Database) => {
    const read = await readKeys(
      transaction,
      { ...settings, systems, maxComponent, rollUp: rollsUp(settings) },
      progress.records,
      limit,
    )
    counts.records += read.records
    return { size: read.records, progress: { ...progress, records: read.revision } }
  }
  const customers = async (transaction: Database) => {
    const changes = await resolveCustomers(transaction, settings.level, maxComponent, limit)
    counts.links += changes.links
    counts.customersCreated += changes.created
    counts.customersRemoved += changes.removed
    return { size: changes.records, progress }
  }
  const changedDeals = async (transaction: Database) => {
    const changes = await resolveChangedDeals(transaction, dealSettings, progress.deals, limit)
    counts.deals += changes.deals
    counts.partiesChanged += changes.partiesChanged
    return { size: changes.deals, progress: { ...progress, deals: changes.revision } }
  }
  const waitingDeals = async (transaction: Database) => {
    const changes = await resolveWaitingDeals(transaction, dealSettings, limit)
    counts.deals += changes.deals
    counts.partiesChanged += changes.partiesChanged
    return { size: changes.deals, progress }
  }
  for (const step of [keys, customers, changedDeals, waitingDeals]) {
    for (let size = 1; size > 0; ) {
      options.signal?.throwIfAborted()
      size = await inBatch(db, async (transaction) => {
        const done: { size: number; progress: Progress } = await step(transaction)
        if (done.size > 0 && done.progress !== progress) await saveProgress(transaction, done.progress)
        progress = done.progress
        return done.size
      })
      if (size > 0) options.onProgress?.({ ...counts })
    }
  }
  const setAside = await countComplaints(db)
  counts.recordsSetAside = setAside.get(settings.level) ?? 0
  counts.unassignedDeals = setAside.get('deal') ?? 0
  return counts
}

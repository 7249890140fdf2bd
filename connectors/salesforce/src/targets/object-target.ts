import {
  defineTarget,
  type FieldValues,
  perRecord,
  recordCurrency,
  type TargetDefinition,
} from '@rapport/connector'
import { largestFileBytes } from '../bulk-ingest-csv.ts'
import { waitForUnfinishedJobs } from '../bulk-ingest-unfinished.ts'
import { currencyField } from '../organisation.ts'
import { fieldName, type SalesforceSettings } from '../settings.ts'
import { ensureFields } from './ensure-fields.ts'
import { fromSalesforce } from './field-values.ts'
import { objectsWrittenFor } from './person-accounts.ts'
import { haveCurrencies } from './record-currencies.ts'
import { type RetrievedRecord, recordsPerRetrieval, retrieveRecords } from './retrieve-records.ts'
import type { TargetObject } from './target-object.ts'
import { UpdateJob } from './update-job.ts'
import { writeRecords } from './write-records.ts'

/**
 * Scores on the records of one object, in Rapport's own fields. Few are written by collections; more than the setting
 * `ingestAbove` says by ingest jobs, one for each 100 MB of CSV.
 */
export function defineObjectTarget(
  entity: TargetDefinition<SalesforceSettings>['entity'],
  object: TargetObject,
): TargetDefinition<SalesforceSettings> {
  return defineTarget<SalesforceSettings>({
    entity,
    batchSize: recordsPerRetrieval,
    currency: async (ctx) => ((await haveCurrencies(ctx, object)) ? perRecord : ctx.settings.currency),
    ensureFields: (ctx, fields, onMissing) => ensureFields(ctx, { object, fields }, onMissing),
    async current(ctx, ids, fields) {
      const unique = [...new Set(ids)]
      if (unique.length === 0) return new Map()
      // What a job of a killed run is still writing would be taken for not written, and be written twice.
      await waitForUnfinishedJobs(ctx, objectsWrittenFor(object))
      const named = fields.map((field) => ({ field, name: fieldName(ctx.settings, field.name) }))
      const currencies = (await haveCurrencies(ctx, object)) ? [currencyField] : []
      const names = [...named.map(({ name }) => name), ...currencies]
      const records = await retrieveRecords(ctx, object, unique, names)
      const valuesOf = (record: RetrievedRecord): FieldValues =>
        Object.fromEntries([
          ...named.map(({ field, name }) => [field.name, fromSalesforce(field.type, record[name])]),
          ...currencies.map((name) => [recordCurrency, fromSalesforce('text', record[name])]),
        ])
      return new Map([...records].map(([id, record]) => [id, valuesOf(record)]))
    },
    write: (ctx, batch, fields) => writeRecords(ctx, object, batch, fields),
    jobs: {
      above: ({ settings }) => settings.ingestAbove,
      open: (ctx, fields) => new UpdateJob(ctx, { object, fields, mostBytes: largestFileBytes }),
    },
  })
}

import {
  defineTarget,
  type FieldValues,
  perRecord,
  recordCurrency,
  type TargetDefinition,
} from '@rapport/connector'
import { waitForUnfinishedJobs } from '../bulk-ingest-unfinished.ts'
import { currencyField } from '../organisation.ts'
import { fieldName, type SalesforceSettings } from '../settings.ts'
import { ensureFields } from './ensure-fields.ts'
import { fromSalesforce } from './field-values.ts'
import { objectsWrittenFor } from './person-accounts.ts'
import { haveCurrencies } from './record-currencies.ts'
import { type RetrievedRecord, retrieveRecords } from './retrieve-records.ts'
import type { TargetObject } from './target-object.ts'
import { writeRecords } from './write-records.ts'

/** Records per call of `current` and `write`: as many as Salesforce works on as one part of an ingest job. */
export const recordsPerBatch = 10_000

/** Scores on the records of one object, in Rapport's own fields. */
export function defineObjectTarget(
  entity: TargetDefinition<SalesforceSettings>['entity'],
  object: TargetObject,
): TargetDefinition<SalesforceSettings> {
  return defineTarget<SalesforceSettings>({
    entity,
    batchSize: recordsPerBatch,
    currency: async (ctx) => ((await haveCurrencies(ctx, object)) ? perRecord : ctx.settings.currency),
    ensureFields: (ctx, fields) => ensureFields(ctx, { object, fields }),
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
  })
}

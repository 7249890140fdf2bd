import { ConnectorError, type FieldValues, type TargetField, type Write } from '@rapport/connector'
import type { SalesforceContext } from '../client.ts'
import { fieldName } from '../settings.ts'
import { UnusableValue } from '../values.ts'
import { type SentValue, toSalesforce } from './field-values.ts'
import { accountFieldOf, type PersonAccounts, readPersonAccounts } from './person-accounts.ts'
import type { RecordUpdate } from './record-update.ts'
import { type RetrievedRecord, retrieveRecords } from './retrieve-records.ts'
import type { TargetObject } from './target-object.ts'

/** What is sent for a write, or why nothing is. */
export type Prepared = RecordUpdate | ConnectorError

/** What must be known of an org to write to one of its objects. */
interface Surroundings {
  readonly object: TargetObject
  readonly fields: ReadonlyMap<string, TargetField>
  readonly persons: PersonAccounts | null
}

/**
 * What is sent for the writes of a batch, by id. An id that stands twice is sent once, with the later values.
 *
 * Contacts of an org with person accounts cost one call per 2,000: the person of a person account is written by its account.
 *
 * @throws ConnectorError of kind `config` where a value belongs to no declared field
 */
export async function prepareUpdates(
  ctx: SalesforceContext,
  object: TargetObject,
  batch: readonly Write[],
  fields: readonly TargetField[],
): Promise<ReadonlyMap<string, Prepared>> {
  const around: Surroundings = {
    object,
    fields: new Map(fields.map((field) => [field.name, field])),
    persons: object === 'Contact' ? await readPersonAccounts(ctx) : null,
  }
  const valuesById = new Map<string, FieldValues>()
  for (const { id, values } of batch) valuesById.set(id, { ...valuesById.get(id), ...values })
  const records =
    around.persons === null
      ? new Map<string, RetrievedRecord>()
      : await retrieveRecords(ctx, object, [...valuesById.keys()], ['IsPersonAccount', 'AccountId'])
  return new Map(
    [...valuesById].map(([id, values]) => [id, prepare(ctx, around, id, values, records.get(id))]),
  )
}

function prepare(
  { settings }: SalesforceContext,
  around: Surroundings,
  id: string,
  values: FieldValues,
  record: RetrievedRecord | undefined,
): Prepared {
  try {
    const sent = Object.entries(values).map(([name, value]): [string, SentValue] => {
      const { type } = declared(around.fields, name)
      return [fieldName(settings, name), toSalesforce(type, name, value)]
    })
    return addressed(around, id, sent, record)
  } catch (error) {
    if (!(error instanceof UnusableValue)) throw error
    return new ConnectorError('invalid', `${around.object} ${id}: ${error.message}`)
  }
}

function addressed(
  { object, persons }: Surroundings,
  id: string,
  sent: readonly (readonly [string, SentValue])[],
  record: RetrievedRecord | undefined,
): RecordUpdate {
  const own = { object, id, values: Object.fromEntries(sent) }
  if (persons === null || record?.IsPersonAccount !== true || typeof record.AccountId !== 'string') return own
  const ofAccount = sent.map(([name, value]) => [accountFieldOf(name), value] as const)
  // Where this user does not see them on the account, Salesforce itself says what is wrong with the contact.
  if (!ofAccount.every(([name]) => persons.accountFields.has(name))) return own
  return { object: 'Account', id: record.AccountId, values: Object.fromEntries(ofAccount) }
}

function declared(fields: ReadonlyMap<string, TargetField>, name: string): TargetField {
  const field = fields.get(name)
  if (field !== undefined) return field
  throw new ConnectorError('config', `the field "${name}" is written but not declared as a target field`)
}

import { formatReference, type RecordReference } from '@rapport/model'
import { whyWithoutCustomer } from '@rapport/run'
import type { Database } from '@rapport/store'
import { CommandError } from './command-error.ts'
import { commandName } from './command-name.ts'

/** The error where a person asks for the customer behind a record, and there is none. */
export async function unknownCustomer(db: Database, record: RecordReference): Promise<CommandError> {
  const why = await whyWithoutCustomer(db, record)
  return new CommandError(
    why ??
      `no customer is known for ${formatReference(record)}: check the spelling, or run "${commandName} sync" first`,
  )
}

import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import type { TargetObject } from './target-object.ts'

/**
 * Person accounts. Salesforce keeps the person of one as a contact, shows that contact's own fields on the account under
 * names ending in `__pc`, and wants them written there: the contact itself is not for writing. So fields are created on
 * Contact and read from Contact, and the values of such a person are sent to the account. Its account fields (`__c`) are
 * those of the target of accounts.
 */
export interface PersonAccounts {
  /** The `__pc` fields of accounts that this user sees. */
  readonly accountFields: ReadonlySet<string>
}

const known = new WeakMap<object, PersonAccounts | null>()

/** What an org's person accounts show of their persons, with one or two calls per run; null where it has none. */
export async function readPersonAccounts(ctx: SalesforceContext): Promise<PersonAccounts | null> {
  const found = known.get(ctx)
  if (found !== undefined) return found
  const read = await ask(ctx)
  known.set(ctx, read)
  return read
}

async function ask(ctx: SalesforceContext): Promise<PersonAccounts | null> {
  const contact = await describeObject(ctx, 'Contact')
  if (contact?.fields.has('IsPersonAccount') !== true) return null
  const account = await describeObject(ctx, 'Account')
  const names = [...(account?.fields.keys() ?? [])].filter((name) => name.endsWith('__pc'))
  return { accountFields: new Set(names) }
}

/** The field of an account that shows a field of its person: `Rapport_Clv__c` → `Rapport_Clv__pc`. */
export function accountFieldOf(contactField: string): string {
  return contactField.replace(/__c$/, '__pc')
}

/** The objects whose records are written for an object. */
export function objectsWrittenFor(object: TargetObject): readonly TargetObject[] {
  return object === 'Contact' ? ['Contact', 'Account'] : [object]
}

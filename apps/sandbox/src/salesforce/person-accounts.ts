import type { FieldDefinition } from './field-definition.ts'
import type { OrgState } from './state.ts'

/**
 * The person of a person account is a contact, whose custom fields are shown on accounts under names of their own:
 * `Contact.Score__c` as `Account.Score__pc`.
 */
const ofContact = /__c$/
const ofAccount = /__pc$/

/** Shows a new custom field of contacts on accounts, where the org has person accounts. */
export function showOnAccounts({ features, schema }: OrgState, object: string, field: FieldDefinition): void {
  if (object !== 'Contact' || !features.has('personAccounts')) return
  schema.addField('Account', { ...field, name: field.name.replace(ofContact, '__pc') })
}

/** Takes a custom field of contacts, which is no more, from accounts. */
export function takeFromAccounts(org: OrgState, object: string, name: string): void {
  if (object !== 'Contact') return
  const shown = name.replace(ofContact, '__pc')
  org.schema.removeField('Account', shown)
  org.table('Account').dropColumn(shown)
}

/** The names of the fields of accounts that show a contact's, with those of the contact. */
export function shownFields({ schema }: OrgState): readonly (readonly [account: string, contact: string])[] {
  return schema
    .fields('Account')
    .filter(({ name }) => ofAccount.test(name))
    .map(({ name }) => [name, name.replace(ofAccount, '__c')])
}

/** The field by whose permissions it is decided who sees one: of what an account shows of its person, the contact's. */
export function securedField(object: string, name: string): string {
  return object === 'Account' && ofAccount.test(name)
    ? `Contact.${name.replace(ofAccount, '__c')}`
    : `${object}.${name}`
}

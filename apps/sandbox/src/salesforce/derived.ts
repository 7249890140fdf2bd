import type { FieldValue } from './field-definition.ts'
import type { ObjectTable } from './object-table.ts'
import { permissionObjects } from './permission-objects.ts'
import { shownFields } from './person-accounts.ts'
import type { OrgState } from './state.ts'

/** What a record held before a write, by field; empty for a new record. */
export type Before = ReadonlyMap<string, FieldValue>

interface Written {
  org: OrgState
  table: ObjectTable
  row: number
  before: Before
  isNew: boolean
  /** Who writes. */
  userId: string
}

/** Sets what Salesforce computes from a record's other fields, and keeps the history of a case's status. */
export function derive(written: Written): void {
  const { org, table, row } = written
  const { name } = table.definition
  RULES[name]?.(written)
  if (permissionObjects.has(name)) org.permissionsChanged()
  const number = NUMBERED[name]
  if (number !== undefined && table.value(row, number) === null) {
    set(written, number, String(row + 1).padStart(8, '0'))
  }
}

/** Objects whose records have a running number instead of a name. */
const NUMBERED: Record<string, string> = {
  Case: 'CaseNumber',
  Order: 'OrderNumber',
  OrderItem: 'OrderItemNumber',
  Contract: 'ContractNumber',
}

const RULES: Record<string, (written: Written) => void> = {
  Opportunity: deriveOpportunity,
  Case: deriveCase,
  Contact: (written) => set(written, 'Name', fullName(written)),
  User: (written) => set(written, 'Name', fullName(written)),
  Account: derivePersonAccount,
  Order: deriveOrder,
  OrderItem: deriveOrderItem,
  Contract: deriveContract,
}

function set({ org, table, row }: Written, name: string, value: FieldValue): void {
  const field = org.schema.field(table.definition.name, name)
  if (field !== undefined) table.column(field).set(row, value)
}

function get({ table, row }: Written, name: string): FieldValue {
  return table.value(row, name)
}

function fullName(written: Written): string {
  return [get(written, 'FirstName'), get(written, 'LastName')].filter((part) => part !== null).join(' ')
}

function deriveOpportunity(written: Written): void {
  const { org, before } = written
  const stages = org.table('OpportunityStage')
  const [stage] = stages.rowsWhere('ApiName', get(written, 'StageName'))
  set(written, 'IsClosed', stage !== undefined && stages.value(stage, 'IsClosed') === true)
  set(written, 'IsWon', stage !== undefined && stages.value(stage, 'IsWon') === true)
  const moved = written.isNew || before.has('StageName')
  if (moved && !before.has('Probability') && stage !== undefined) {
    set(written, 'Probability', stages.value(stage, 'DefaultProbability'))
  }
}

function deriveCase(written: Written): void {
  const { org, isNew } = written
  const statuses = org.table('CaseStatus')
  const status = get(written, 'Status')
  const [row] = statuses.rowsWhere('ApiName', status)
  const closed = row !== undefined && statuses.value(row, 'IsClosed') === true
  if (closed && get(written, 'IsClosed') !== true) set(written, 'ClosedDate', wholeSecond(org.now()))
  if (!closed) set(written, 'ClosedDate', null)
  set(written, 'IsClosed', closed)
  if (isNew) set(written, 'IsClosedOnCreate', closed)
  if (!isNew) for (const field of TRACKED) trackCase(written, field)
}

/** Fields of cases whose changes are written down. */
const TRACKED = ['Status', 'Priority', 'OwnerId'] as const

/** Adds to the history of a case. A change of owner is written twice: with the names, and with the ids. */
function trackCase(written: Written, name: (typeof TRACKED)[number]): void {
  const { org, before } = written
  const [old, value] = [before.get(name), get(written, name)]
  if (old === undefined || old === value) return
  if (name !== 'OwnerId') {
    addCaseHistory(written, { Field: name, DataType: 'Text', OldValue: old, NewValue: value })
    return
  }
  const names = { OldValue: ownerName(org, old), NewValue: ownerName(org, value) }
  addCaseHistory(written, { Field: 'Owner', DataType: 'Text', ...names })
  addCaseHistory(written, { Field: 'Owner', DataType: 'EntityId', OldValue: old, NewValue: value })
}

/** A queue's name is not kept. */
function ownerName(org: Written['org'], id: FieldValue): FieldValue {
  const users = org.table('User')
  const row = typeof id === 'string' ? users.rowOf(id) : undefined
  return row === undefined ? 'A queue' : users.value(row, 'Name')
}

function addCaseHistory(
  { org, table, row, userId }: Written,
  change: Readonly<Record<'Field' | 'DataType' | 'OldValue' | 'NewValue', FieldValue>>,
): void {
  const history = org.table('CaseHistory')
  const at = history.add()
  const values: Record<string, FieldValue> = {
    CaseId: table.idOf(row),
    ...change,
    CreatedById: userId,
    CreatedDate: wholeSecond(org.now()),
  }
  for (const [name, stored] of Object.entries(values)) {
    const field = org.schema.field('CaseHistory', name)
    if (field !== undefined) history.column(field).set(at, stored)
  }
}

/** A person account has a contact that shares its name, its address and what accounts show of contacts. Created with a last name and no name of its own. */
function derivePersonAccount(written: Written): void {
  const { org, table, row, isNew } = written
  if (!org.features.has('personAccounts') || get(written, 'LastName') === null) return
  set(written, 'Name', fullName(written))
  const contacts = org.table('Contact')
  if (isNew) {
    set(written, 'IsPersonAccount', true)
    set(written, 'PersonContactId', contacts.idOf(contacts.add()))
  }
  const contactId = get(written, 'PersonContactId')
  const contact = typeof contactId === 'string' ? contacts.rowOf(contactId) : undefined
  if (contact === undefined) return
  const shared: Record<string, FieldValue> = {
    AccountId: table.idOf(row),
    IsPersonAccount: true,
    FirstName: get(written, 'FirstName'),
    LastName: get(written, 'LastName'),
    Name: get(written, 'Name'),
    Email: get(written, 'PersonEmail'),
    OwnerId: get(written, 'OwnerId'),
    CreatedDate: get(written, 'CreatedDate'),
    CreatedById: get(written, 'CreatedById'),
    LastModifiedDate: get(written, 'LastModifiedDate'),
    LastModifiedById: get(written, 'LastModifiedById'),
    SystemModstamp: get(written, 'SystemModstamp'),
    ...Object.fromEntries(shownFields(org).map(([account, contact]) => [contact, get(written, account)])),
  }
  for (const [name, value] of Object.entries(shared)) {
    const field = org.schema.field('Contact', name)
    if (field !== undefined) contacts.column(field).set(contact, value)
  }
}

function deriveOrder(written: Written): void {
  const active = get(written, 'Status') === 'Activated'
  set(written, 'StatusCode', active ? 'A' : 'D')
  if (active && get(written, 'ActivatedDate') === null)
    set(written, 'ActivatedDate', wholeSecond(written.org.now()))
  if (written.isNew) set(written, 'TotalAmount', 0)
}

function deriveOrderItem(written: Written): void {
  const { org, table } = written
  set(written, 'TotalPrice', Number(get(written, 'Quantity') ?? 0) * Number(get(written, 'UnitPrice') ?? 0))
  const orderId = get(written, 'OrderId')
  const orders = org.table('Order')
  const order = typeof orderId === 'string' ? orders.rowOf(orderId) : undefined
  if (order === undefined) return
  const total = table
    .rowsWhere('OrderId', orderId)
    .reduce((sum, row) => sum + Number(table.value(row, 'TotalPrice')), 0)
  set({ ...written, table: orders, row: order }, 'TotalAmount', total)
}

function deriveContract(written: Written): void {
  const start = get(written, 'StartDate')
  const term = get(written, 'ContractTerm')
  if (typeof start === 'number' && typeof term === 'number') {
    const date = new Date(start)
    set(written, 'EndDate', Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + term, date.getUTCDate() - 1))
  }
  const status = get(written, 'Status')
  set(written, 'StatusCode', status === 'In Approval Process' ? 'InApproval' : status)
  if (status === 'Activated' && get(written, 'ActivatedDate') === null) {
    set(written, 'ActivatedDate', wholeSecond(written.org.now()))
  }
}

/** Times that Salesforce sets have whole seconds. */
export function wholeSecond(at: number): number {
  return at - (at % 1_000)
}

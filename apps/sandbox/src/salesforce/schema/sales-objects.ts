import { field, picklist, reference } from '../field-definition.ts'
import { CURRENCY, NAME, type ObjectDefinition, OWNER, object } from './object-definition.ts'

const person = { feature: 'personAccounts' } as const

const address = (prefix: string) =>
  ['Street', 'City', 'State', 'PostalCode', 'Country'].map((part) => field('string', `${prefix}${part}`))

const account = object(
  'Account',
  '001',
  [
    NAME,
    reference('MasterRecordId', 'Account', { readOnly: true }),
    picklist('Type', ['Prospect', 'Customer - Direct', 'Customer - Channel', 'Other']),
    reference('ParentId', 'Account'),
    ...address('Billing'),
    field('phone', 'Phone'),
    field('url', 'Website'),
    field('string', 'AccountNumber', { length: 40 }),
    picklist('Industry', ['Agriculture', 'Banking', 'Media', 'Retail', 'Technology', 'Other']),
    field('currency', 'AnnualRevenue'),
    field('int', 'NumberOfEmployees'),
    field('textarea', 'Description'),
    OWNER,
    CURRENCY,
    field('boolean', 'IsPersonAccount', { readOnly: true, ...person }),
    reference('PersonContactId', 'Contact', { readOnly: true, ...person }),
    field('string', 'FirstName', { length: 40, ...person }),
    field('string', 'LastName', { length: 80, ...person }),
    field('email', 'PersonEmail', person),
    field('phone', 'PersonMobilePhone', person),
    field('date', 'PersonBirthdate', person),
  ],
  { mergeable: true },
)

const contact = object(
  'Contact',
  '003',
  [
    reference('MasterRecordId', 'Contact', { readOnly: true }),
    reference('AccountId', 'Account'),
    field('string', 'LastName', { length: 80, required: true }),
    field('string', 'FirstName', { length: 40 }),
    field('string', 'Name', { readOnly: true, nameField: true, nillable: false, length: 121 }),
    ...address('Mailing'),
    field('phone', 'Phone'),
    field('phone', 'MobilePhone'),
    field('email', 'Email'),
    field('string', 'Title', { length: 128 }),
    field('date', 'Birthdate'),
    field('textarea', 'Description'),
    reference('ReportsToId', 'Contact'),
    OWNER,
    CURRENCY,
    field('boolean', 'IsPersonAccount', { readOnly: true, ...person }),
  ],
  { mergeable: true },
)

const opportunity = object('Opportunity', '006', [
  reference('AccountId', 'Account'),
  reference('ContactId', 'Contact'),
  { ...NAME, length: 120 },
  field('textarea', 'Description'),
  picklist('StageName', [], { required: true }),
  field('currency', 'Amount'),
  field('percent', 'Probability', { scale: 0 }),
  field('date', 'CloseDate', { required: true }),
  picklist('Type', ['Existing Business', 'New Business']),
  picklist('LeadSource', ['Web', 'Phone Inquiry', 'Partner Referral', 'Other']),
  field('boolean', 'IsClosed', { readOnly: true }),
  field('boolean', 'IsWon', { readOnly: true }),
  OWNER,
  CURRENCY,
])

const opportunityContactRole = object(
  'OpportunityContactRole',
  '00K',
  [
    reference('OpportunityId', 'Opportunity', { required: true, updateable: false }),
    reference('ContactId', 'Contact', { required: true }),
    picklist('Role', ['Business User', 'Decision Maker', 'Evaluator', 'Executive Sponsor', 'Other']),
    field('boolean', 'IsPrimary'),
    CURRENCY,
  ],
  { label: 'Opportunity Contact Role', undeletable: false },
)

const opportunityStage = object(
  'OpportunityStage',
  '01J',
  [
    field('string', 'MasterLabel', { readOnly: true }),
    field('string', 'ApiName', { readOnly: true }),
    field('boolean', 'IsActive', { readOnly: true }),
    field('int', 'SortOrder', { readOnly: true }),
    field('boolean', 'IsClosed', { readOnly: true }),
    field('boolean', 'IsWon', { readOnly: true }),
    field('percent', 'DefaultProbability', { readOnly: true }),
  ],
  { createable: false, updateable: false, deletable: false, replicateable: false, customisable: false },
)

const order = object('Order', '801', [
  OWNER,
  reference('ContractId', 'Contract'),
  reference('AccountId', 'Account'),
  reference('OpportunityId', 'Opportunity'),
  reference('OriginalOrderId', 'Order'),
  field('date', 'EffectiveDate', { required: true }),
  field('date', 'EndDate'),
  field('boolean', 'IsReductionOrder'),
  picklist('Status', ['Draft', 'Activated'], { required: true }),
  picklist('StatusCode', ['D', 'A'], { readOnly: true }),
  field('textarea', 'Description'),
  picklist('Type', []),
  field('datetime', 'ActivatedDate', { readOnly: true }),
  field('string', 'OrderNumber', { readOnly: true, nameField: true, length: 30 }),
  field('string', 'OrderReferenceNumber', { length: 80 }),
  field('currency', 'TotalAmount', { readOnly: true }),
  CURRENCY,
])

const orderItem = object('OrderItem', '802', [
  reference('OrderId', 'Order', { required: true, updateable: false }),
  field('double', 'Quantity', { required: true }),
  field('currency', 'UnitPrice', { required: true }),
  field('currency', 'TotalPrice', { readOnly: true }),
  field('date', 'ServiceDate'),
  field('date', 'EndDate'),
  field('string', 'Description'),
  field('string', 'OrderItemNumber', { readOnly: true, nameField: true, length: 30 }),
  CURRENCY,
])

const contract = object('Contract', '800', [
  reference('AccountId', 'Account', { required: true }),
  OWNER,
  field('date', 'StartDate'),
  field('date', 'EndDate', { readOnly: true }),
  field('int', 'ContractTerm'),
  picklist('Status', ['Draft', 'In Approval Process', 'Activated'], {
    required: true,
    defaultValue: 'Draft',
  }),
  picklist('StatusCode', ['Draft', 'InApproval', 'Activated'], { readOnly: true }),
  field('date', 'CustomerSignedDate'),
  field('datetime', 'ActivatedDate', { readOnly: true }),
  field('textarea', 'Description'),
  field('string', 'ContractNumber', { readOnly: true, nameField: true, length: 30 }),
  CURRENCY,
])

/** Objects of sales. */
export const SALES_OBJECTS: readonly ObjectDefinition[] = [
  account,
  contact,
  opportunity,
  opportunityContactRole,
  opportunityStage,
  order,
  orderItem,
  contract,
]

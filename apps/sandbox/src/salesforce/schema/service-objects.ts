import { field, picklist, reference } from '../field-definition.ts'
import { ID, type ObjectDefinition, OWNER, object } from './object-definition.ts'

const CHANNELS = ['Phone', 'Email', 'Web', 'Chat']

const supportCase = object('Case', '500', [
  reference('MasterRecordId', 'Case', { readOnly: true }),
  field('string', 'CaseNumber', { readOnly: true, nameField: true, length: 30 }),
  reference('ContactId', 'Contact'),
  reference('AccountId', 'Account'),
  reference('ParentId', 'Case'),
  field('string', 'SuppliedName', { length: 80 }),
  field('email', 'SuppliedEmail'),
  picklist('Type', ['Question', 'Problem', 'Feature Request']),
  picklist('Status', [], { defaultValue: 'New', alwaysVisible: true }),
  picklist('Reason', ['Installation', 'Performance', 'Other']),
  picklist('Origin', CHANNELS),
  field('string', 'Subject'),
  picklist('Priority', ['High', 'Medium', 'Low'], { defaultValue: 'Medium' }),
  field('textarea', 'Description'),
  field('boolean', 'IsClosed', { readOnly: true }),
  field('datetime', 'ClosedDate', { readOnly: true }),
  field('boolean', 'IsClosedOnCreate', { readOnly: true }),
  field('boolean', 'IsEscalated'),
  OWNER,
  field('datetime', 'SlaStartDate', { readOnly: true }),
  field('datetime', 'SlaExitDate', { readOnly: true }),
  field('boolean', 'IsStopped', { readOnly: true }),
  field('datetime', 'StopStartDate'),
  field('string', 'MilestoneStatus', { readOnly: true }),
])

const emailMessage = object('EmailMessage', '02s', [
  reference('ParentId', 'Case'),
  reference('RelatedToId', ['Account', 'Case', 'Opportunity']),
  field('textarea', 'TextBody'),
  field('textarea', 'HtmlBody'),
  field('string', 'Subject', { length: 3_000 }),
  field('string', 'FromName', { length: 1_000 }),
  field('email', 'FromAddress', { length: 1_000 }),
  field('string', 'ToAddress', { length: 4_000 }),
  field('boolean', 'Incoming'),
  picklist('Status', ['0', '1', '2', '3', '4', '5'], { required: true, defaultValue: '5' }),
  field('datetime', 'MessageDate'),
  reference('ReplyToEmailMessageId', 'EmailMessage'),
  field('boolean', 'IsExternallyVisible'),
  field('string', 'ThreadIdentifier', { length: 1_000 }),
  field('string', 'MessageIdentifier', { length: 1_000 }),
])

const caseComment = object('CaseComment', '00a', [
  reference('ParentId', 'Case', { required: true, updateable: false }),
  field('boolean', 'IsPublished'),
  field('textarea', 'CommentBody', { length: 4_000 }),
])

const caseHistory = object(
  'CaseHistory',
  '017',
  [
    ...ID,
    field('boolean', 'IsDeleted', { readOnly: true }),
    reference('CaseId', 'Case', { readOnly: true }),
    reference('CreatedById', 'User', { readOnly: true }),
    field('datetime', 'CreatedDate', { readOnly: true }),
    picklist('Field', [], { readOnly: true }),
    picklist('DataType', [], { readOnly: true }),
    field('string', 'OldValue', { readOnly: true, filterable: false, sortable: false }),
    field('string', 'NewValue', { readOnly: true, filterable: false, sortable: false }),
  ],
  {
    bare: true,
    createable: false,
    updateable: false,
    deletable: false,
    customisable: false,
    replicateable: false,
  },
)

const caseStatus = object(
  'CaseStatus',
  '01K',
  [
    field('string', 'MasterLabel', { readOnly: true }),
    field('string', 'ApiName', { readOnly: true }),
    field('int', 'SortOrder', { readOnly: true }),
    field('boolean', 'IsDefault', { readOnly: true }),
    field('boolean', 'IsClosed', { readOnly: true }),
  ],
  { createable: false, updateable: false, deletable: false, replicateable: false, customisable: false },
)

const liveChatTranscript = object('LiveChatTranscript', '570', [
  field('string', 'Name', { readOnly: true, nameField: true }),
  OWNER,
  reference('AccountId', 'Account'),
  reference('ContactId', 'Contact'),
  reference('CaseId', 'Case'),
  field('datetime', 'RequestTime'),
  field('datetime', 'StartTime'),
  field('datetime', 'EndTime'),
  field('int', 'WaitTime'),
  field('int', 'ChatDuration'),
  field('int', 'Abandoned'),
  field('int', 'AverageResponseTimeOperator'),
  field('int', 'MaxResponseTimeOperator'),
  field('int', 'OperatorMessageCount'),
  field('int', 'VisitorMessageCount'),
  picklist('EndedBy', ['Visitor', 'Agent', 'System']),
  picklist('Status', ['Waiting', 'InProgress', 'Missed', 'Completed', 'Dropped']),
  field('textarea', 'Body'),
])

const messagingSession = object('MessagingSession', '0Mw', [
  field('string', 'Name', { readOnly: true, nameField: true }),
  OWNER,
  reference('CaseId', 'Case'),
  reference('EndUserAccountId', 'Account'),
  reference('EndUserContactId', 'Contact'),
  picklist('Status', ['New', 'Waiting', 'Active', 'Inactive', 'Ended'], { defaultValue: 'New' }),
  picklist('Origin', ['InboundInitiated', 'TriggeredOutbound', 'AgentInitiated']),
  picklist('AgentType', ['Agent', 'Bot', 'BotToAgent', 'System']),
  field('datetime', 'StartTime'),
  field('datetime', 'AcceptTime'),
  field('datetime', 'EndTime'),
  field('int', 'AgentMessageCount'),
  field('int', 'EndUserMessageCount'),
])

/** Objects of customer service. */
export const SERVICE_OBJECTS: readonly ObjectDefinition[] = [
  supportCase,
  emailMessage,
  caseComment,
  caseHistory,
  caseStatus,
  liveChatTranscript,
  messagingSession,
]

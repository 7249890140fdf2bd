import type { ObjectKind } from './org-stand-in.ts'

const appended = (before: unknown): string => `${before}!`

export const accountKind: ObjectKind = {
  object: 'Account',
  isMergeable: true,
  make: (number) => ({ Name: `Company ${number}`, Website: `c${number}.example` }),
  edit: { field: 'Name', value: appended },
  expect: (value) => ({ name: value('Name'), domains: [value('Website')] }),
}

export const contactKind: ObjectKind = {
  object: 'Contact',
  isMergeable: true,
  neighbours: { account: { object: 'Account', values: { Name: 'Acme' } } },
  make: (number, { account = '' }) => ({
    Name: `Person ${number}`,
    LastName: `${number}`,
    Email: `p${number}@example.com`,
    ...(number % 2 === 0 ? { AccountId: account } : {}),
  }),
  edit: { field: 'Name', value: appended },
  expect: (value) => ({
    name: value('Name'),
    emails: [value('Email')],
    companies: value('AccountId') === null ? [] : [{ id: value('AccountId'), label: null, primary: true }],
  }),
}

export const userKind: ObjectKind = {
  object: 'User',
  isDeletable: false,
  make: (number) => ({
    Name: `User ${number}`,
    LastName: `${number}`,
    Username: `u${number}@example.com`,
    Email: `u${number}@example.com`,
    IsActive: number % 2 === 0,
  }),
  edit: { field: 'Name', value: appended },
  expect: (value) =>
    value('UserType') === 'AutomatedProcess' ? null : { name: value('Name'), active: value('IsActive') },
}

export const opportunityKind: ObjectKind = {
  object: 'Opportunity',
  make: (number) => ({
    Name: `Deal ${number}`,
    Amount: number + 0.5,
    StageName: 'Closed Won',
    IsClosed: true,
    IsWon: true,
    CloseDate: '2026-01-01',
  }),
  edit: { field: 'Name', value: appended },
  expect: (value) => ({ name: value('Name'), amount: String(value('Amount')), state: 'won', kind: 'deal' }),
}

export const orderKind: ObjectKind = {
  object: 'Order',
  make: (number) => ({
    OrderNumber: `Order ${number}`,
    TotalAmount: number,
    IsReductionOrder: number % 5 === 0,
    Status: 'Activated',
    StatusCode: 'A',
    EffectiveDate: '2026-01-01',
  }),
  edit: { field: 'TotalAmount', value: (before) => Number(before) + 1_000 },
  expect: (value) => ({
    kind: value('IsReductionOrder') === true ? 'refund' : 'order',
    amount: `${value('IsReductionOrder') === true ? '-' : ''}${value('TotalAmount')}`,
    state: 'won',
  }),
}

export const contractKind: ObjectKind = {
  object: 'Contract',
  neighbours: { account: { object: 'Account', values: { Name: 'Acme' } } },
  make: (number, { account = '' }) => ({
    AccountId: account,
    ContractNumber: `${number}`,
    StartDate: '2026-01-01',
    Status: 'Activated',
  }),
  edit: { field: 'Status', value: appended },
  expect: (value) => ({ status: value('Status'), startsOn: '2026-01-01' }),
}

export const caseKind: ObjectKind = {
  object: 'Case',
  isMergeable: true,
  make: (number) => ({
    Subject: `Case ${number}`,
    Status: number % 2 === 0 ? 'Closed' : 'Working',
    IsClosed: number % 2 === 0,
  }),
  edit: { field: 'Subject', value: appended },
  expect: (value) => ({
    subject: value('Subject'),
    category: value('IsClosed') === true ? 'closed' : 'open',
  }),
}

const aCase = { case: { object: 'Case', values: { Subject: 'Help' } } }

export const emailKind: ObjectKind = {
  object: 'EmailMessage',
  neighbours: aCase,
  make: (number, { case: ParentId = '' }) => ({
    ParentId,
    Incoming: number % 2 === 0,
    Status: '3',
    MessageDate: '2026-01-01T00:00:00.000Z',
  }),
  edit: { field: 'MessageDate', value: (before) => Number(before) + 60_000 },
  expect: (value) => ({
    at: new Date(Number(value('MessageDate'))).toISOString(),
    direction: value('Incoming') === true ? 'in' : 'out',
  }),
}

export const commentKind: ObjectKind = {
  object: 'CaseComment',
  neighbours: aCase,
  make: (number, { case: ParentId = '' }) => ({ ParentId, IsPublished: number % 2 === 0 }),
  edit: { field: 'ParentId', value: () => '500000000000001AAA' },
  expect: (value) => ({
    ticketId: value('ParentId'),
    visibility: value('IsPublished') === true ? 'public' : 'private',
  }),
}

export const transcriptKind: ObjectKind = {
  object: 'LiveChatTranscript',
  neighbours: aCase,
  make: (_number, { case: CaseId = '' }) => ({ CaseId, RequestTime: '2026-01-01T00:00:00.000Z' }),
  edit: { field: 'RequestTime', value: (before) => Number(before) + 60_000 },
  expect: (value) => ({ ringAt: new Date(Number(value('RequestTime'))).toISOString(), kind: 'call' }),
}

export const messagingKind: ObjectKind = {
  object: 'MessagingSession',
  neighbours: aCase,
  make: (_number, { case: CaseId = '' }) => ({ CaseId, StartTime: '2026-01-01T00:00:00.000Z' }),
  edit: { field: 'StartTime', value: (before) => Number(before) + 60_000 },
  expect: (value) => ({ at: new Date(Number(value('StartTime'))).toISOString(), kind: 'call' }),
}

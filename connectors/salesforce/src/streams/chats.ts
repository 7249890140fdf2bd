import type { SourceObject } from './source-object.ts'

/**
 * Chats with an agent. Salesforce keeps when one was asked for, taken and ended, but no times of what was said: it is read as a
 * call that rang, was answered and ended.
 */
export const liveChatTranscripts: SourceObject<'message'> = {
  object: 'LiveChatTranscript',
  stamp: 'SystemModstamp',
  keyPrefix: '570',
  expected: ['CaseId'],
  fields: ['CaseId', 'OwnerId', 'RequestTime', 'StartTime', 'EndTime', 'Status', 'CreatedDate'],
  mappable: {},
  prepare: async () => (record) => {
    const ticketId = record.text('CaseId')
    const ringAt = record.instant('RequestTime')
    const at = ringAt ?? record.instant('CreatedDate')
    if (ticketId === null || at === null) return null
    return {
      id: record.id,
      ticketId,
      at,
      direction: 'in',
      author: 'customer',
      authorId: record.text('OwnerId'),
      kind: 'call',
      sessionId: record.id,
      ringAt,
      // Of a missed or abandoned chat, the start is empty or when the offer ended.
      answeredAt: record.text('Status') === 'Missed' ? null : record.instant('StartTime'),
      endedAt: record.instant('EndTime'),
    }
  },
}

/** Sessions that a person had with nobody but a machine. */
const machines: ReadonlySet<string> = new Set(['Bot', 'System'])

/** Sessions by messenger, WhatsApp and the like, read as chats are. */
export const messagingSessions: SourceObject<'message'> = {
  object: 'MessagingSession',
  stamp: 'SystemModstamp',
  keyPrefix: '0Mw',
  expected: ['CaseId'],
  fields: ['CaseId', 'OwnerId', 'StartTime', 'AcceptTime', 'EndTime', 'AgentType', 'Origin', 'CreatedDate'],
  mappable: {},
  prepare: async () => (record) => {
    const ticketId = record.text('CaseId')
    const started = record.instant('StartTime')
    const at = started ?? record.instant('CreatedDate')
    if (ticketId === null || at === null) return null
    const isMachine = machines.has(record.text('AgentType') ?? '')
    const isOutbound = ['TriggeredOutbound', 'AgentInitiated'].includes(record.text('Origin') ?? '')
    const isTriggered = record.text('Origin') === 'TriggeredOutbound'
    return {
      id: record.id,
      ticketId,
      at,
      direction: isOutbound ? 'out' : 'in',
      author: isOutbound ? (isTriggered ? 'automation' : 'agent') : 'customer',
      authorId: isMachine ? null : record.text('OwnerId'),
      automatic: isTriggered,
      kind: 'call',
      sessionId: record.id,
      ringAt: isOutbound ? null : started,
      answeredAt: isMachine ? null : record.instant('AcceptTime'),
      endedAt: record.instant('EndTime'),
    }
  },
}

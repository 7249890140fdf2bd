import type { Format } from '../../messages/format.ts'
import { findMessage, message, named } from '../../messages/message.ts'
import type { AuditEntry } from './queries.ts'
import { countName } from './words.ts'

/** What an entry is about: a person and a key by their names, all else as the server names it. */
export function subjectText({ subject, subjectName }: Pick<AuditEntry, 'subject' | 'subjectName'>): string {
  if (subjectName === null) return subject
  return subject.startsWith('api-key:') ? message('audit.key', { name: subjectName }) : subjectName
}

/** What is kept with an entry, a name and its value each; nothing of what is empty. */
export function detailText(detail: AuditEntry['detail'], format: Pick<Format, 'number' | 'moment'>): string {
  return Object.entries(detail ?? {})
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => {
      const told = findMessage(`auditDetail.${name}`) ?? countName(name)
      return value === true
        ? told
        : message('audit.detail.entry', { name: told, value: valueText(name, value, format) })
    })
    .join(', ')
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === false ||
  value === 0 ||
  value === '' ||
  (Array.isArray(value) && value.length === 0)

function valueText(name: string, value: unknown, format: Pick<Format, 'number' | 'moment'>): string {
  if (Array.isArray(value)) return value.map((one) => valueText(name, one, format)).join(', ')
  if (typeof value === 'object' && value !== null)
    return message('audit.detail.group', { entries: detailText({ ...value }, format) })
  // The number of a record is a name, and none to be read as an amount.
  if (typeof value === 'number') return numbersOfRecords.has(name) ? String(value) : format.number(value)
  const text = String(value)
  if (name === 'entity') return named('entity', text)
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? format.moment(text) : text
}

const numbersOfRecords: ReadonlySet<string> = new Set([
  ...['decision', 'override', 'reset', 'reverts'],
  ...['planId', 'invitation', 'reply', 'ids'],
])

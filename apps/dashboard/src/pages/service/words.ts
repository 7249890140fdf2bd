import { findMessage, message } from '../../messages/message.ts'

/** The text of a name that the server gave; the name itself where no text is known. */
export const worded =
  (group: string) =>
  (name: string): string =>
    findMessage(`${group}.${name}`) ?? name.replaceAll('_', ' ')

export const standingText = worded('ticketStanding')
export const reasonText = worded('fcrReason')
export const outcomeText = worded('outcome')
export const metricText = worded('ticket.metric')
export const takenForText = worded('ticket.takenFor')
export const becauseText = worded('ticket.because')
export const categoryText = worded('ticketCategory')

const excluded = worded('ticket.excluded')
const holiday = /^holiday (\S+)$/

/** Why a stretch does not count; a holiday with its day. */
export function excludedText(reason: string): string {
  const [, day] = holiday.exec(reason) ?? []
  return day === undefined ? excluded(reason) : message('ticket.excluded.holiday', { day })
}

/** The tone of an outcome; the word beside it says the same. */
export function outcomeTone(outcome: string): 'good' | 'bad' | 'neutral' {
  if (outcome === 'met') return 'good'
  return outcome === 'missed' ? 'bad' : 'neutral'
}

import type { AnswerBehind, ExplainedNumber, TicketsOfNumber } from '@rapport/run'
import { commandName } from './command-name.ts'
import { healthPartLines } from './health-report/health-part-text.ts'
import { count } from './quantities.ts'
import { ticketsBehindLines } from './service-report/tickets-behind-text.ts'
import { table } from './table.ts'

/** A number of health, surveys or service as people read it, with what is behind it. */
export function explainedNumberLines(record: string, number: ExplainedNumber): string[] {
  const { label, text, policy, asOf, why, health, answers, tickets } = number
  return [
    `${label} (${record}): ${text}`,
    [
      ...(policy === null ? [] : [`policy ${policy}`]),
      `as of ${asOf.slice(0, 10)}`,
      `from ${restsOn(number)}`,
    ].join(', '),
    ...(why === null ? [] : [why]),
    ...(health === null ? [] : ['', ...healthPartLines(health)]),
    ...(answers === null ? [] : ['', ...answerLines(answers)]),
    ...(tickets === null ? [] : ['', ...ticketLines(record, tickets)]),
  ]
}

const UNITS = {
  health: ['known line', 'known lines'],
  experience: ['answer', 'answers'],
  service: ['ticket', 'tickets'],
  reputation: ['review', 'reviews'],
} as const satisfies Readonly<Record<ExplainedNumber['family'], readonly [one: string, many: string]>>

const restsOn = ({ family, n }: ExplainedNumber): string => `${count(n)} ${UNITS[family][n === 1 ? 0 : 1]}`

function answerLines(answers: readonly AnswerBehind[]): string[] {
  return [
    'Answers, the latest first',
    ...table(
      ['answered', 'score', 'scale', 'person', 'ticket', 'answer'],
      answers.map(({ at, score, scale, contactName, contact, ticket, record }) => [
        at.slice(0, 10),
        score === null ? '' : String(score),
        `${scale.min}–${scale.max}${scale.direction === 'lower' ? ' (lower is better)' : ''}`,
        contactName ?? contact ?? '',
        ticket ?? '',
        record,
      ]),
      ['left', 'right', 'left'],
    ),
  ]
}

function ticketLines(record: string, { from, to, selection, tickets }: TicketsOfNumber): string[] {
  const command = `${commandName} report service --customer ${record} --from ${from} --to ${to} --tickets ${selection}`
  return [
    `Tickets begun from ${from} to ${to}${selection === 'all' ? '' : `, ${selection}`}`,
    ...ticketsBehindLines(tickets, { selection, limit: tickets.length + 1 }),
    `All of them: ${command}`,
  ]
}

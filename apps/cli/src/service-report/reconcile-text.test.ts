import type { Reconciliation } from '@rapport/run'
import { wilsonInterval } from '@rapport/stats'
import { expect, test } from 'vitest'
import { commandName } from '../command-name.ts'
import { reconciliationLines } from './reconcile-text.ts'

const rate = (resolved: number, judged: number) => ({
  judged,
  resolved,
  share: wilsonInterval(resolved, judged),
})

const agreeing: Reconciliation = {
  asOf: '2026-04-30T21:59:59.000Z',
  from: '2026-03-01',
  to: '2026-03-31',
  preset: 'zendesk-one-touch',
  policy: 'rapport-fcr-7d@1',
  tickets: 1_200,
  rapportRate: rate(600, 1_000),
  presetRate: rate(700, 1_100),
  vendor: null,
  differing: 0,
  kinds: [],
  differingTickets: [],
}

test('the rates stand below each other, each with its interval and what it is of', () => {
  expect(reconciliationLines(agreeing).slice(0, 5)).toEqual([
    'First-contact resolution of 1,200 tickets begun from 2026-03-01 to 2026-03-31, as of 2026-04-30.',
    '',
    '                     rate   95 %  resolved  judged',
    'rapport-fcr-7d@1   60.0 %  57–63       600   1,000',
    'zendesk-one-touch  63.6 %  61–66       700   1,100',
  ])
})

test('where no ticket has a figure of the vendor, it says so instead of a rate', () => {
  const vendor = {
    ...{ vendor: 'Zendesk', figure: 'replies', withFigure: 0, differing: 0, tickets: [] },
    ...{ presetRate: rate(0, 0), vendorRate: rate(0, 0) },
  }
  const lines = reconciliationLines({ ...agreeing, vendor })
  expect(lines).toContain("None of these tickets has Zendesk's own figure (replies).")
  expect(lines.join('\n')).not.toContain('on the same tickets')
})

test('a ticket on which two rules differ is one line with its reasons; a shortened list says so', () => {
  const ticket = { record: 'desk/ticket:7', subject: null, preset: true, other: null, because: [] }
  const lines = reconciliationLines({
    ...agreeing,
    differing: 2,
    kinds: [{ preset: true, rapport: null, reason: 'no_reply', tickets: 2 }],
    differingTickets: [
      { ...ticket, reasons: ['rapport-fcr-7d@1: no reply', '0 public agent messages here'] },
    ],
  })
  expect(lines).toEqual(
    expect.arrayContaining([
      'yes                not judged  no reply        2',
      'desk/ticket:7  yes                not judged  rapport-fcr-7d@1: no reply; 0 public agent messages here',
      'The first 1; --limit shows more.',
      `See the clock of one: ${commandName} explain desk/ticket:7`,
    ]),
  )
})

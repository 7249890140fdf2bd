import type { DifferingTicket, ReconciledRate, Reconciliation } from '@rapport/run'
import { commandName } from '../command-name.ts'
import { shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'

/** The reconciliation as people read it. */
export function reconciliationLines(found: Reconciliation): string[] {
  const { preset, policy, vendor } = found
  const first = vendor?.tickets[0] ?? found.differingTickets[0]
  return [
    `First-contact resolution of ${count(found.tickets)} tickets begun from ${found.from} to ${found.to}, as of ${found.asOf.slice(0, 10)}.`,
    '',
    ...table(
      ['', 'rate', '95 %', 'resolved', 'judged'],
      [
        rateRow(policy, found.rapportRate),
        rateRow(preset, found.presetRate),
        ...(vendor !== null && vendor.withFigure > 0
          ? [
              rateRow(`${vendor.vendor}'s own figure`, vendor.vendorRate),
              rateRow(`${preset} on the same tickets`, vendor.presetRate),
            ]
          : []),
      ],
      ['left', 'right', 'right', 'right', 'right'],
    ),
    '',
    ...vendorLines(found),
    '',
    ...policyLines(found),
    ...(first === undefined ? [] : ['', `See the clock of one: ${commandName} explain ${first.record}`]),
  ]
}

function rateRow(name: string, { share, resolved, judged }: ReconciledRate): string[] {
  const interval = share === null ? '' : `${(share.low * 100).toFixed(0)}–${(share.high * 100).toFixed(0)}`
  return [name, shareText(share?.share ?? null), interval, count(resolved), count(judged)]
}

function vendorLines({ vendor, preset }: Reconciliation): string[] {
  if (vendor === null) {
    return [
      `No source gives a figure of its own for ${preset} on a single ticket: compare the rate with its report.`,
    ]
  }
  if (vendor.withFigure === 0) {
    return [`None of these tickets has ${vendor.vendor}'s own figure (${vendor.figure}).`]
  }
  const { differing, withFigure, tickets } = vendor
  return [
    `${preset} and ${vendor.vendor}'s own figure (${vendor.figure}) differ on ${count(differing)} of ${count(withFigure)} tickets that have one.`,
    ...differences(tickets, differing, [preset, vendor.vendor]),
  ]
}

function policyLines({ preset, policy, differing, kinds, differingTickets }: Reconciliation): string[] {
  const opening = `${preset} and ${policy} differ on ${count(differing)} tickets`
  if (differing === 0) return [`${opening}.`]
  return [
    `${opening}:`,
    ...table(
      [preset, 'Rapport', 'because', 'tickets'],
      kinds.map(({ preset: verdict, rapport, reason, tickets }) => [
        verdictText(verdict),
        verdictText(rapport),
        (reason ?? '').replaceAll('_', ' '),
        count(tickets),
      ]),
      ['left', 'left', 'left', 'right'],
    ),
    ...differences(differingTickets, differing, [preset, 'Rapport']),
  ]
}

function differences(
  tickets: readonly DifferingTicket[],
  differing: number,
  names: readonly [preset: string, other: string],
): string[] {
  if (tickets.length === 0) return []
  return [
    '',
    ...table(
      ['ticket', ...names, 'why'],
      tickets.map(({ record, preset, other, reasons }) => [
        record,
        verdictText(preset),
        verdictText(other),
        reasons.join('; ') || 'nothing here tells them apart',
      ]),
    ),
    ...(tickets.length < differing ? [`The first ${count(tickets.length)}; --limit shows more.`] : []),
  ]
}

const verdictText = (verdict: boolean | null): string =>
  verdict === null ? 'not judged' : verdict ? 'yes' : 'no'

import { count, counts, duration } from '../quantities.ts'
import { table } from '../table.ts'
import type { DemoOutcome } from './demo-run.ts'

/** The one object of `demo --json`. */
export function demoSummary({ result, floor }: DemoOutcome) {
  return {
    read: result.read,
    scored: result.scored,
    written: result.written,
    rejected: result.rejected,
    calls: { made: result.calls.made, floor },
    seconds: Number(result.seconds.toFixed(2)),
  }
}

/** What the demo tells a person. */
export function demoReport(outcome: DemoOutcome): string[] {
  const { result, top, readBack, floor } = outcome
  const lines = [
    `Read ${counts(result.read) || 'nothing new'} in ${duration(result.seconds)}; ${count(result.customers)} customers, ` +
      `${count(result.scored)} scored anew, ${count(result.written)} written back.`,
    `Calls: ${count(result.calls.made)} made; page sizes allow no fewer than ${count(floor)} for the same records.`,
    '',
    'The ten most valuable customers, 12 months from 30 June 1998, at a margin of 30 %:',
    '',
    ...table(
      ['record', 'name', 'CLV', '80 % interval'],
      top.map(({ record, name, clv, low, high }) => [
        record,
        name ?? '',
        money(clv),
        `${money(low)} to ${money(high)}`,
      ]),
      ['left', 'left', 'right', 'right'],
    ),
  ]
  const best = top[0]
  if (best?.why) lines.push('', `Why ${best.name ?? best.record}? ${best.why}`)
  if (readBack !== null) {
    lines.push('', `What HubSpot holds now (GET ${new URL(readBack.url).pathname}):`, '')
    for (const [name, value] of Object.entries(readBack.properties)) {
      if (name === 'email' || name.startsWith('rapport_')) lines.push(`  ${name.padEnd(26)} ${value ?? ''}`)
    }
  }
  const next = best === undefined ? 'doctor' : `explain ${best.record} clv`
  lines.push(
    '',
    'Next, see the purchases behind a number:',
    `  npx rapport --config ${outcome.configFile} ${next}`,
  )
  lines.push(
    outcome.firstRun
      ? 'Or run the demo again: little is read and nothing written.'
      : 'Or start over: npm run demo -- --reset',
  )
  return lines
}

function money(value: number | null): string {
  return value === null ? 'unknown' : `$${value.toFixed(2)}`
}

import { commandName } from '../command-name.ts'
import { count, counts, duration } from '../quantities.ts'
import { table } from '../table.ts'
import type { DemoOutcome, TopCustomer } from './demo-run.ts'

/** The one object of `demo --json`. */
export function demoSummary({ result, floor, dealsInBoth }: DemoOutcome) {
  return {
    read: result.read,
    scored: result.scored,
    written: result.written,
    rejected: result.rejected,
    ...(dealsInBoth === null ? {} : { dealsInBoth }),
    calls: { made: result.calls.made, floor },
    seconds: Number(result.seconds.toFixed(2)),
  }
}

/** What the demo tells a person. Where it is served, the stand-in goes on and the page comes next. */
export function demoReport(outcome: DemoOutcome, isServed = false): string[] {
  const { result, top, readBack, floor, dealsInBoth, until } = outcome
  const lines = [
    `Read ${counts(result.read) || 'nothing new'} in ${duration(result.seconds)}; ${count(result.customers)} customers with orders, ` +
      `${count(result.scored)} scored anew, ${count(result.written)} written back.`,
    floor === null
      ? `Calls: ${count(result.calls.made)} made.`
      : `Calls: ${count(result.calls.made)} made; page sizes allow no fewer than ${count(floor)} for the same records.`,
    ...(dealsInBoth === null ? [] : [`${count(dealsInBoth)} deals stand in both; counted once.`]),
    '',
    `The ten most valuable customers, 12 months from ${until}, at a margin of 30 %:`,
    '',
    ...mostValuableLines(top),
  ]
  for (const { system, url, values } of readBack) {
    lines.push('', `What ${system} holds now (GET ${new URL(url).pathname}):`, '')
    const width = Math.max(26, ...Object.keys(values).map(({ length }) => length))
    for (const [name, value] of Object.entries(values)) lines.push(`  ${name.padEnd(width)} ${value ?? ''}`)
  }
  const [best] = top
  const next = best === undefined ? 'doctor' : `explain ${best.record} clv`
  lines.push(
    '',
    'Next, see the purchases behind a number:',
    `  ${commandName} --config ${outcome.configFile} ${next}`,
  )
  if (isServed) return [...lines, '', 'The stand-ins run until you stop this with Ctrl-C.']
  lines.push(
    'The stand-in ran for the demo only: explain, plan, runs, rejects, doctor and customers work without it.',
  )
  lines.push(
    outcome.firstRun
      ? 'Or run the demo again: little is read and nothing written.'
      : `Or start over: npm run demo -- ${outcome.crm === 'hubspot' ? '' : `--crm ${outcome.crm} `}--reset`,
  )
  return lines
}

/** Two lines for each customer: the numbers, and below them what they rest on. */
function mostValuableLines(top: readonly TopCustomer[]): string[] {
  const [headings = '', ...rows] = table(
    ['record', 'name', 'CLV', '80 % interval'],
    top.map(({ record, name, clv, low, high }) => [
      record,
      name ?? '',
      money(clv),
      `${money(low)} to ${money(high)}`,
    ]),
    ['left', 'left', 'right', 'right'],
  )
  return [headings, ...rows.flatMap((row, index) => [row, `  ${top[index]?.why ?? 'no reason is stored'}`])]
}

function money(value: number | null): string {
  return value === null ? 'unknown' : `$${value.toFixed(2)}`
}

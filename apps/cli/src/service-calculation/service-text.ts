import { type QuantileFigure, RAPPORT_SERVICE_POLICY, type ServiceFigures } from '@rapport/metrics'
import { type ShareInterval, wilsonInterval } from '@rapport/stats'
import { shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { waitText } from '../service-report/wait-text.ts'
import { table } from '../table.ts'
import { countOf } from '../value-calculation/figure-text.ts'
import type { ServiceCalculation, Tally } from './calculate-service.ts'
import { FCR_PRESETS, type FcrPolicy } from './fcr-policy.ts'
import { FLAG_MEANINGS } from './file-flags.ts'

/** How many lines set aside, and statuses, are shown; all are in the JSON. */
const SHOWN = 10

/** The calculation as people read it. */
export function serviceLines(calculation: ServiceCalculation): string[] {
  const { counts, asOf } = calculation
  const later = counts.notBegun === 0 ? '' : ` ${countOf(counts.notBegun, 'ticket', 'tickets')} began later.`
  return [
    `As of ${new Date(asOf).toISOString().replace('.000Z', 'Z')}: ${countOf(counts.tickets, 'ticket', 'tickets')} from ${countOf(counts.lines, 'line', 'lines')}.${later}`,
    '',
    ...firstResponseLines(calculation),
    '',
    ...fcrLines(calculation),
    '',
    'The same tickets as other systems count them',
    ...presetLines(calculation),
    ...flagLines(calculation),
    ...unknownStatusLines(calculation),
    ...setAsideLines(calculation),
  ]
}

function firstResponseLines({ calendar, business, request }: ServiceCalculation): string[] {
  const { counts, withinTarget } = calendar
  const rows = [
    ['calendar', ...quantileCells(calendar)],
    ...(business === null ? [] : [['working hours', ...quantileCells(business)]]),
  ]
  const headings = ['answered', 'median', '95 %', 'p75', '95 %', 'p90', '95 %', 'p95', '95 %', 'mean']
  const within =
    withinTarget === null
      ? ''
      : ` Within ${waitText(request.targetSeconds)}: ${intervalText(withinTarget)} of ${count(counts.met + counts.missed)}.`
  return [
    `First response by a person, ${RAPPORT_SERVICE_POLICY.id}`,
    ...table(['time', ...headings], rows, ['left', ...headings.map(() => 'right' as const)]),
    `${countOf(counts.n, 'ticket counts', 'tickets count')}: ${count(counts.answered)} answered, ${count(counts.overdue)} overdue, ${count(counts.pending)} pending, ${count(counts.closedWithoutReply)} closed in time without a reply.${within}`,
  ]
}

const quantileCells = ({ counts, median, p75, p90, p95, mean }: ServiceFigures): string[] => [
  count(counts.answered),
  ...[median, p75, p90, p95].flatMap(quantileText),
  waitText(mean),
]

function quantileText(figure: QuantileFigure | null): string[] {
  if (figure === null) return ['', '']
  const { value, low, high } = figure
  const interval = low === null || high === null ? 'not estimable' : `${waitText(low)}–${waitText(high)}`
  return [waitText(value), interval]
}

function fcrLines({ calendar, request, notAtFirstContact, notJudged }: ServiceCalculation): string[] {
  const { counts, fcr } = calendar
  const beside = [
    ['reopened', calendar.reopeningRate],
    ['repeat contacts', calendar.repeatContactRate],
    ['"yes, resolved" in surveys', calendar.fcrSurvey],
  ] as const
  const texts = beside.flatMap(([name, share]) =>
    share === null ? [] : [`${name} ${shareText(share.share)}`],
  )
  if (calendar.satisfactionOfFcr !== null) {
    texts.push(`satisfaction after FCR ${calendar.satisfactionOfFcr.toFixed(1)} of 10`)
  }
  const share =
    fcr === null ? 'No ticket can be judged yet' : `${intervalText(fcr)} of ${count(counts.fcrJudged)} judged`
  return [
    `First-contact resolution, ${policyText(request.policy)}`,
    `${share}, ${count(counts.fcrMaturing)} maturing.${texts.length === 0 ? '' : ` Beside it: ${texts.join(', ')}.`}`,
    ...reasonLines('Not at the first contact', notAtFirstContact),
    ...reasonLines('Not judged', notJudged),
  ]
}

function policyText(policy: FcrPolicy): string {
  if (policy.kind === 'preset') return `${policy.id}: as that system counts it`
  const { windowDays, sameTopic } = policy.policy
  return `${policy.id}: ${windowDays} days, ${sameTopic ? 'the same topic' : 'any topic'}`
}

function reasonLines(title: string, tally: Tally<string>): string[] {
  const reasons = mostFirst(tally).map(
    ([reason, number]) => `${reason.replaceAll('_', ' ')} ${count(number)}`,
  )
  return reasons.length === 0 ? [] : [`${title}: ${reasons.join(', ')}.`]
}

const mostFirst = <Key extends string>(tally: Tally<Key>): [Key, number][] =>
  [...tally].sort(([left, many], [right, others]) => others - many || (left < right ? -1 : 1))

function presetLines({ presets }: ServiceCalculation): string[] {
  const rows = FCR_PRESETS.map((preset) => {
    const { judged, resolved } = presets[preset]
    const share = wilsonInterval(resolved, judged)
    return [
      preset,
      count(judged),
      ...(share === null ? ['', ''] : [shareText(share.share), rangeText(share)]),
    ]
  })
  return table(['policy', 'judged', 'FCR', '95 % interval'], rows, ['left', 'right', 'right', 'right'])
}

function flagLines({ flags }: ServiceCalculation): string[] {
  if (flags.size === 0) return []
  const rows = mostFirst(flags).map(([flag, number]) => [
    flag.replaceAll('_', ' '),
    count(number),
    FLAG_MEANINGS[flag],
  ])
  return ['', 'What to know of some tickets', ...table(['flag', 'tickets', ''], rows, ['left', 'right'])]
}

function unknownStatusLines({ unknownStatuses }: ServiceCalculation): string[] {
  if (unknownStatuses.length === 0) return []
  const rows = unknownStatuses
    .slice(0, SHOWN)
    .map(({ status, lines, suggestion }) => [
      JSON.stringify(status),
      count(lines),
      suggestion === null ? 'say what it means' : `"category": "${suggestion}"?`,
    ])
  return [
    '',
    'Statuses that do not say what they mean',
    ...table(['status', 'lines', 'add to each'], rows, ['left', 'right']),
    ...leftOut(unknownStatuses.length),
  ]
}

function setAsideLines({ setAside }: ServiceCalculation): string[] {
  if (setAside.length === 0) return []
  return [
    '',
    `Set aside: ${countOf(setAside.length, 'line', 'lines')}`,
    ...setAside.slice(0, SHOWN).map(({ line, reason }) => `line ${line}: ${reason}`),
    ...leftOut(setAside.length),
  ]
}

const leftOut = (all: number): string[] =>
  all > SHOWN ? [`The first ${SHOWN} of ${count(all)}; --json has all.`] : []

const rangeText = ({ low, high }: ShareInterval): string => `${shareText(low)} to ${shareText(high)}`

const intervalText = (interval: ShareInterval): string =>
  `${shareText(interval.share)} (${rangeText(interval)})`

import type { HealthBehind } from '@rapport/run'
import { shareText } from '../figure-text.ts'
import { table } from '../table.ts'

/** A health score as its parts and lines: each value between its anchors, and how far it pulls the score from the middle. */
export function healthPartLines({ known, band, since, parts }: HealthBehind): string[] {
  const rows = parts.flatMap(({ part, weight, standing, lines }) => [
    [part, '', '', '', shareText(standing), String(weight)],
    ...lines.map((line) => [
      `  ${line.line.replaceAll('_', ' ')}`,
      line.value === null ? 'unknown' : decimals(line.value),
      line.poor === null || line.healthy === null
        ? ''
        : `${decimals(line.poor)} to ${decimals(line.healthy)}`,
      line.pull === null ? '' : `${line.pull > 0 ? '+' : ''}${line.pull.toFixed(2)}`,
      shareText(line.standing),
      '',
    ]),
  ])
  return [
    ...(band === null || since === null ? [] : [`Band ${band} since ${since}.`]),
    `Known: ${shareText(known)} of the weight; half is needed for a score. Pulls are points up or down from 5.5, the middle.`,
    '',
    ...table(['part', 'value', 'poor to healthy', 'pull', 'standing', 'weight'], rows, [
      'left',
      ...Array.from({ length: 5 }, () => 'right' as const),
    ]),
  ]
}

const decimals = (value: number): string => String(Number(value.toFixed(2)))

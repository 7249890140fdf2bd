import type { AdvocatesReport } from '@rapport/run'
import { count } from '../quantities.ts'
import { customerText } from '../reports/customer-text.ts'
import { table } from '../table.ts'
import { countOf } from '../value-calculation/figure-text.ts'

/** How many people are shown; the JSON has all. */
const SHOWN = 50

/** The promoters as people read them, and how reviews may be asked for. */
export function advocatesLines(report: AdvocatesReport): string[] {
  const { from, to, advocates, anonymous, invitations } = report
  const rows = advocates
    .slice(0, SHOWN)
    .map(({ name, records, score, answeredAt }) => [
      customerText(name, records),
      String(score),
      answeredAt.slice(0, 10),
    ])
  return [
    `${countOf(advocates.length, 'promoter', 'promoters')} by the latest NPS answer from ${from} to ${to}: to ask for a referral, a case study or a reference.`,
    invitations,
    ...(anonymous === 0
      ? []
      : [
          `${countOf(anonymous, 'more answered', 'more answered')} without saying who they are, and cannot be asked.`,
        ]),
    ...(rows.length === 0
      ? []
      : ['', ...table(['person', 'answer', 'answered'], rows, ['left', 'right', 'left'])]),
    ...(advocates.length > SHOWN
      ? [`The ${SHOWN} latest of ${count(advocates.length)}; --json has all.`]
      : []),
  ]
}

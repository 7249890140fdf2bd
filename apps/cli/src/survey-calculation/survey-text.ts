import type { MeanInterval, ScaleCount, SurveyFigures, SurveyKind } from '@rapport/metrics'
import type { ShareInterval } from '@rapport/stats'
import { shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { countOf, lengthText } from '../value-calculation/figure-text.ts'
import type { SurveyCalculation } from './calculate-surveys.ts'
import type { surveyResult } from './survey-result.ts'

type Result = ReturnType<typeof surveyResult>

/** One line of a table: a scale, or several that are pooled. */
type Line = Pick<SurveyCalculation['report']['pooled'][number], 'responses' | 'figures'>

/** How many rows set aside are shown; all are in the JSON. */
const SHOWN = 10

/** The calculation as people read it: a table for each kind, under headings. */
export function surveyLines(result: Result): string[] {
  const { asOf, waveDays, n, advocates, setAside } = result
  return [
    `As of ${asOf}: ${countOf(n.answered, 'answer', 'answers')} of ${countOf(n.people, 'person', 'people')}; one a person counts in each wave of ${lengthText(waveDays)} days, the latest.`,
    ...(n.afterAsOf === 0 ? [] : [`${countOf(n.afterAsOf, 'row', 'rows')} after that day not looked at.`]),
    ...SECTIONS.flatMap((section) => sectionLines(section, result)),
    '',
    `${countOf(advocates, 'promoter', 'promoters')} to ask for a referral, a case study or a reference. Invite everyone, or a random sample, to review publicly; never promoters alone.`,
    ...setAsideLines(setAside),
  ]
}

interface Section {
  readonly kind: SurveyKind
  readonly title: string
  readonly headings: readonly string[]
  readonly cells: (figures: SurveyFigures) => readonly string[]
}

const SECTIONS: readonly Section[] = [
  {
    kind: 'nps',
    title: 'NPS: promoters (9–10) less detractors (0–6)',
    headings: ['NPS', '95 % margin', 'promoters', 'passives', 'detractors'],
    cells: (figures) =>
      figures.kind === 'nps'
        ? [
            figures.score === null ? '' : signed(figures.score),
            figures.margin === null ? '' : `± ${figures.margin.toFixed(1)}`,
            shareText(figures.promoters?.share ?? null),
            shareText(figures.passives?.share ?? null),
            shareText(figures.detractors?.share ?? null),
          ]
        : [],
  },
  {
    kind: 'csat',
    title: 'CSAT: share in the top boxes, and mean on 1–10 (target 9)',
    headings: ['satisfied', '95 % interval', 'mean', '95 % interval'],
    cells: (figures) =>
      figures.kind === 'csat' ? [...shareCells(figures.satisfied), ...meanCells(figures.mean)] : [],
  },
  {
    kind: 'ces',
    title: 'CES: 2.0 on 1–7, higher is easier; 1.0 on 1–5, lower is easier',
    headings: ['version', 'mean', '95 % interval', 'easy (5–7)', '95 % interval'],
    cells: (figures) =>
      figures.kind === 'ces'
        ? [figures.version ?? '', ...meanCells(figures.mean), ...shareCells(figures.easy)]
        : [],
  },
  {
    kind: 'csi',
    title: 'CSI: mean of the questions on 0–100',
    headings: ['index', '95 % interval'],
    cells: (figures) => (figures.kind === 'csi' ? meanCells(figures.index) : []),
  },
]

function sectionLines({ kind, title, headings, cells }: Section, { scales, pooled }: Result): string[] {
  const own = scales.filter(({ figures }) => figures.kind === kind)
  if (own.length === 0) return []
  const together = pooled.filter(({ figures }) => figures.kind === kind)
  const named: readonly (readonly [name: string, line: Line])[] = [
    ...own.map((line) => [scaleText(line.scale), line] as const),
    ...together.map((line) => [`pooled: ${line.figures.scales.map(scaleText).join(' and ')}`, line] as const),
  ]
  const rows = named.map(([name, { figures, responses }]) => [
    name,
    count(figures.n),
    ...cells(figures),
    shareText(responses.rate?.share ?? null),
  ])
  const columns = ['scale', 'answers', ...headings, 'responses']
  return [
    '',
    title,
    ...table(columns, rows, ['left', ...columns.slice(1).map(() => 'right' as const)]),
    ...named.flatMap(([name, { figures }]) => unknownLine(name, figures)),
  ]
}

function unknownLine(name: string, { kind, unknown }: SurveyFigures): string[] {
  if (unknown === null) return []
  if (unknown === 'too-few-answers') return [`${name}: under 5 answers are no score.`]
  return [`${name}: ${OTHER_SCALE[kind]}`]
}

const OTHER_SCALE: Readonly<Record<SurveyKind, string>> = {
  nps: 'NPS is asked on 0–10; no score on another scale.',
  csat: 'a scale without boxes, or of more than 11, has a mean alone.',
  ces: 'CES is asked on 1–7 or 1–5; no score on another scale.',
  csi: 'no score on this scale.',
}

function setAsideLines(rows: Result['setAside']): string[] {
  if (rows.length === 0) return []
  return [
    '',
    `Set aside: ${countOf(rows.length, 'row', 'rows')}`,
    ...rows.slice(0, SHOWN).map(({ line, reason }) => `line ${line}: ${reason}`),
    ...(rows.length > SHOWN ? [`The first ${SHOWN} of ${count(rows.length)}; --json has all.`] : []),
  ]
}

/** `1–5`, and `1–5 (lower is better)`. */
const scaleText = ({ min, max, direction }: Pick<ScaleCount, 'min' | 'max' | 'direction'>): string =>
  `${min}–${max}${direction === 'lower' ? ' (lower is better)' : ''}`

const signed = (points: number): string =>
  `${points > 0 ? '+' : ''}${points.toFixed(1).replace(/^-0\.0$/, '0.0')}`

const shareCells = (interval: ShareInterval | null): string[] =>
  interval === null
    ? ['', '']
    : [shareText(interval.share), `${shareText(interval.low)} to ${shareText(interval.high)}`]

const meanCells = (interval: MeanInterval | null): string[] =>
  interval === null
    ? ['', '']
    : [interval.mean.toFixed(2), `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`]

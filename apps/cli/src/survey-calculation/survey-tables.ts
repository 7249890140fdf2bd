import type {
  MeanInterval,
  PooledReport,
  ScaleCount,
  SurveyFigures,
  SurveyKind,
  SurveyReport,
} from '@rapport/metrics'
import type { ShareInterval } from '@rapport/stats'
import { shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'

/** The scores of some surveys, of all or of one group. */
export type SurveyScores = Pick<SurveyReport, 'scales' | 'pooled'>

/** The scores of one group, under its name. */
export interface NamedScores {
  readonly name: string
  readonly scores: SurveyScores
}

/** The scores of surveys as people read them: a table for each kind, under a heading, one line a scale. */
export const surveyTables = (scores: SurveyScores): string[] =>
  SECTIONS.flatMap((section) => sectionLines(section, { column: null, groups: [{ name: '', scores }] }))

/** The same for each group; `column` says what the groups are. */
export const groupedSurveyTables = (column: string, groups: readonly NamedScores[]): string[] =>
  SECTIONS.flatMap((section) => sectionLines(section, { column, groups }))

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

/** One line of a table: a scale, or several that are pooled. */
interface Line extends PooledReport {
  readonly group: string
  readonly scale: string
}

function sectionLines(
  { kind, title, headings, cells }: Section,
  { column, groups }: { readonly column: string | null; readonly groups: readonly NamedScores[] },
): string[] {
  const lines = groups.flatMap((group) => linesOf(kind, group))
  if (lines.length === 0) return []
  const rows = lines.map(({ group, scale, figures, responses }) => [
    ...(column === null ? [] : [group]),
    scale,
    count(figures.n),
    ...cells(figures),
    shareText(responses.rate?.share ?? null),
  ])
  const names = [...(column === null ? [] : [column]), 'scale']
  const numbers = ['answers', ...headings, 'responses']
  return [
    '',
    title,
    ...table([...names, ...numbers], rows, [
      ...names.map(() => 'left' as const),
      ...numbers.map(() => 'right' as const),
    ]),
    // Of groups most are too small for a score, and one line says so for all.
    ...(column === null ? lines.flatMap(unknownLine) : groupedUnknownLines(lines)),
  ]
}

function linesOf(kind: SurveyKind, { name, scores }: NamedScores): Line[] {
  const own = scores.scales.filter(({ figures }) => figures.kind === kind)
  const together = scores.pooled.filter(({ figures }) => figures.kind === kind)
  return [
    ...own.map((line) => ({ ...line, group: name, scale: scaleText(line.scale) })),
    ...together.map((line) => ({
      ...line,
      group: name,
      scale: `pooled: ${line.figures.scales.map(scaleText).join(' and ')}`,
    })),
  ]
}

const TOO_FEW = 'under 5 answers are no score.'

function unknownLine({ scale, figures: { kind, unknown } }: Line): string[] {
  if (unknown === null) return []
  return [`${scale}: ${unknown === 'too-few-answers' ? TOO_FEW : OTHER_SCALE[kind]}`]
}

function groupedUnknownLines(lines: readonly Line[]): string[] {
  const tooFew = lines.some(({ figures }) => figures.unknown === 'too-few-answers')
  const others = lines.filter(({ figures }) => figures.unknown === 'other-scale').flatMap(unknownLine)
  return [...(tooFew ? [`Without a score: ${TOO_FEW}`] : []), ...new Set(others)]
}

const OTHER_SCALE: Readonly<Record<SurveyKind, string>> = {
  nps: 'NPS is asked on 0–10; no score on another scale.',
  csat: 'a scale without boxes, or of more than 11, has a mean alone.',
  ces: 'CES is asked on 1–7 or 1–5; no score on another scale.',
  csi: 'no score on this scale.',
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

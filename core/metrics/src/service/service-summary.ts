import { sortedQuantile } from '@rapport/stats'
import { type ServiceCounts, type ServiceFigures, serviceFigures, wantedPositions } from './figures.ts'
import type { FirstContactVerdict } from './first-contact.ts'
import type { FirstResponse, Reopening, TicketMetrics } from './ticket-metrics.ts'

/** What of a ticket's metrics the figures are made of. */
export interface SummarizedMetrics
  extends Pick<TicketMetrics, 'standing' | 'topic' | 'firstResolution' | 'survey'> {
  readonly firstResponse: Pick<FirstResponse, 'human' | 'outcome' | 'repliedAt'>
  readonly reopenings: readonly Pick<Reopening, 'by'>[]
}

/** A ticket with its verdict of first-contact resolution, repeat contacts looked at. */
export interface JudgedTicket {
  readonly metrics: SummarizedMetrics
  readonly fcr: FirstContactVerdict
}

export interface SummaryOptions {
  /** By which clock response times are shown. */
  readonly clock: 'calendar' | 'business'
  /** Topics that cannot be resolved at the first contact. */
  readonly notAtFirstContact: readonly string[]
}

/** The figures of tickets in any order, those that do not count left out. */
export function serviceSummary(tickets: Iterable<JudgedTicket>, options: SummaryOptions): ServiceFigures {
  const tally = new ServiceTally(options)
  for (const ticket of tickets) tally.add(ticket)
  return tally.figures()
}

type MutableCounts = { -readonly [Name in keyof ServiceCounts]: number }

const noCounts = (): MutableCounts => ({
  n: 0,
  answered: 0,
  met: 0,
  missed: 0,
  overdue: 0,
  pending: 0,
  closedWithoutReply: 0,
  resolved: 0,
  reopened: 0,
  totalSeconds: 0,
  fcrJudged: 0,
  fcrResolved: 0,
  fcrMaturing: 0,
  netJudged: 0,
  netResolved: 0,
  repeatContacts: 0,
  surveyAnswers: 0,
  surveyResolved: 0,
  satisfactionAnswers: 0,
  satisfactionSum: 0,
})

const COUNT_OF_OUTCOME = {
  met: 'met',
  missed: 'missed',
  pending: 'pending',
  closed: 'closedWithoutReply',
} as const

/** The same, counting tickets one after the other, so that millions need not be in memory together. */
export class ServiceTally {
  readonly #options: SummaryOptions
  readonly #counts = noCounts()
  #responses = new Float64Array(64)

  constructor(options: SummaryOptions) {
    this.#options = options
  }

  /** A ticket that does not count changes nothing. */
  add({ metrics, fcr }: JudgedTicket): void {
    if (metrics.standing !== 'counted') return
    this.#counts.n += 1
    this.#addResponse(metrics.firstResponse)
    this.#addResolution(metrics)
    this.#addVerdict(fcr, metrics)
    this.#addSurvey(metrics.survey, fcr)
  }

  figures(): ServiceFigures {
    const sorted = this.#responses.slice(0, this.#counts.answered).sort()
    // Of sorted values the sum is the same, whatever the order of the tickets was.
    const totalSeconds = sorted.reduce((sum, seconds) => sum + seconds, 0)
    return serviceFigures(
      { ...this.#counts, totalSeconds },
      wantedPositions(sorted.length).map((share) => sortedQuantile(sorted, share) ?? Number.NaN),
    )
  }

  #addResponse({ human, outcome, repliedAt }: SummarizedMetrics['firstResponse']): void {
    const counts = this.#counts
    const isBusiness = this.#options.clock === 'business'
    const seconds = (isBusiness ? human?.businessSeconds : human?.calendarSeconds) ?? null
    if (seconds !== null) {
      if (counts.answered === this.#responses.length) {
        this.#responses = new Float64Array(this.#responses.buffer.transfer(this.#responses.byteLength * 2))
      }
      this.#responses[counts.answered] = seconds
      counts.answered += 1
    }
    if (outcome !== null) counts[COUNT_OF_OUTCOME[outcome]] += 1
    if (outcome === 'missed' && repliedAt === null) counts.overdue += 1
  }

  #addResolution({ firstResolution, reopenings }: SummarizedMetrics): void {
    if (firstResolution === null) return
    this.#counts.resolved += 1
    if (reopenings.some(({ by }) => by === 'customer')) this.#counts.reopened += 1
  }

  #addVerdict({ resolved, reason, repeated }: JudgedTicket['fcr'], { topic }: SummarizedMetrics): void {
    const counts = this.#counts
    if (reason === 'maturing') counts.fcrMaturing += 1
    if (repeated === true) counts.repeatContacts += 1
    if (resolved === null) return
    counts.fcrJudged += 1
    if (resolved) counts.fcrResolved += 1
    if (topic !== null && this.#options.notAtFirstContact.includes(topic)) return
    counts.netJudged += 1
    if (resolved) counts.netResolved += 1
  }

  #addSurvey(survey: SummarizedMetrics['survey'], { resolved }: JudgedTicket['fcr']): void {
    const counts = this.#counts
    if (survey === null) return
    if (survey.resolved !== null) counts.surveyAnswers += 1
    if (survey.resolved === true) counts.surveyResolved += 1
    if (resolved !== true || survey.satisfaction === null) return
    counts.satisfactionAnswers += 1
    counts.satisfactionSum += survey.satisfaction
  }
}

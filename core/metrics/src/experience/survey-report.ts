import { compareTexts } from './answer-order.ts'
import { type CustomerEffortScore, customerEffortScore } from './customer-effort-score.ts'
import { type CustomerSatisfaction, customerSatisfaction } from './customer-satisfaction.ts'
import { type CustomerSatisfactionIndex, customerSatisfactionIndex } from './customer-satisfaction-index.ts'
import { type NetPromoterScore, netPromoterScore } from './net-promoter-score.ts'
import { DEFAULT_WAVE_DAYS, type PersonWave, personWaves } from './person-waves.ts'
import { type SurveyResponseRate, surveyResponseRate } from './response-rate.ts'
import {
  compareScales,
  SURVEY_KINDS,
  type SurveyAnswer,
  type SurveyKind,
  type SurveyScale,
  scaleKey,
  surveyProblem,
} from './survey-answer.ts'

/** The score of one kind of survey. */
export type SurveyFigures =
  | ({ readonly kind: 'nps' } & NetPromoterScore)
  | ({ readonly kind: 'csat' } & CustomerSatisfaction)
  | ({ readonly kind: 'ces' } & CustomerEffortScore)
  | ({ readonly kind: 'csi' } & CustomerSatisfactionIndex)

/** One scale: its score and its response rate. */
export interface ScaleReport {
  readonly scale: SurveyScale
  readonly responses: SurveyResponseRate
  readonly figures: SurveyFigures
}

/** Several scales of one kind together, which `figures.scales` names. */
export interface PooledReport {
  readonly responses: SurveyResponseRate
  readonly figures: SurveyFigures
}

/** What surveys say, one score for each scale. */
export interface SurveyReport {
  /** What is evaluated: ms since 1970. */
  readonly asOf: number
  readonly waveDays: number
  /** People with an answer that counts. */
  readonly people: number
  readonly scales: readonly ScaleReport[]
  /**
   * Beside the scales, never in place of them: kinds with scores that can be converted, and more than one scale. A person
   * who answered on two scales within one wave counts once here.
   */
  readonly pooled: readonly PooledReport[]
}

export interface SurveySettings {
  /** Ms since 1970; what comes later is not looked at. */
  readonly asOf: number
  /** See `personWaves`. */
  readonly waveDays?: number
}

/** An answer that cannot be counted. */
export interface SurveySetAside<Answer extends SurveyAnswer = SurveyAnswer> {
  readonly answer: Answer
  readonly reason: string
}

/** A mean of converted scores can be pooled. NPS has one scale, and the two of CES are different questions. */
const POOLED_KINDS: readonly SurveyKind[] = ['csat', 'csi']

function figuresOf(kind: SurveyKind, waves: readonly PersonWave[]): SurveyFigures {
  if (kind === 'csi') return { kind, ...customerSatisfactionIndex(waves) }
  const answers = waves.flatMap(({ answers: own }) => own.slice(-1))
  if (kind === 'nps') return { kind, ...netPromoterScore(answers) }
  if (kind === 'csat') return { kind, ...customerSatisfaction(answers) }
  return { kind, ...customerEffortScore(answers) }
}

/** Answers by person and wave: within each scale, and within each kind that can be pooled. */
interface Waves {
  readonly byScale: PersonWave[]
  readonly byKind: PersonWave[]
  /** People with an answer that counts. */
  people: number
}

const noWaves = (): Waves => ({ byScale: [], byKind: [], people: 0 })

/** The order of groups: "unknown" stands last. */
const compareKeys = (left: string | null, right: string | null): number =>
  Number(left === null) - Number(right === null) || compareTexts(left ?? '', right ?? '')

/**
 * Counts surveys person by person, so that the answers of millions need not be in memory together: of a wave only what the scores
 * are made of is kept, once for all that are alike.
 */
export class SurveyTally<Answer extends SurveyAnswer> {
  readonly #settings: SurveySettings
  readonly #keyOf: ((answer: Answer) => string | null) | null
  readonly #all = noWaves()
  readonly #groups = new Map<string | null, Waves>()
  readonly #alike = new Map<string, PersonWave>()

  /** `keyOf`: by what the answers are grouped; null is "unknown". Without it there are no groups. */
  constructor(settings: SurveySettings, keyOf: ((answer: Answer) => string | null) | null = null) {
    this.#settings = settings
    this.#keyOf = keyOf
  }

  /** All surveys of one person, in any order; those of a person must come together. */
  addPerson(answers: Iterable<Answer>): void {
    const { asOf, waveDays = DEFAULT_WAVE_DAYS } = this.#settings
    const counted = [...answers].filter((answer) => answer.at <= asOf && surveyProblem(answer) === null)
    const poolable = counted.filter(({ scale }) => POOLED_KINDS.includes(scale.kind))
    const byScale = personWaves(counted, { waveDays })
    for (const wave of byScale) this.#file(wave, 'byScale')
    for (const wave of personWaves(poolable, { waveDays, apart: 'kind' })) this.#file(wave, 'byKind')
    const answered = byScale.filter((wave) => wave.answers.length > 0)
    if (answered.length > 0) this.#all.people += 1
    if (this.#keyOf === null) return
    const keyOf = this.#keyOf
    for (const key of new Set(answered.map(({ latest }) => keyOf(latest)))) this.#group(key).people += 1
  }

  /** Of all answers. */
  report(): SurveyReport {
    return reportOf(this.#all, this.#settings)
  }

  /** Of each group. A person's wave is in one, that of the answer that counts, so that the groups add up to the whole. */
  groups(): { readonly key: string | null; readonly report: SurveyReport }[] {
    return [...this.#groups]
      .sort(([left], [right]) => compareKeys(left, right))
      .map(([key, waves]) => ({ key, report: reportOf(waves, this.#settings) }))
  }

  #file(wave: PersonWave<Answer>, place: 'byScale' | 'byKind'): void {
    const kept = this.#kept(wave)
    this.#all[place].push(kept)
    if (this.#keyOf !== null) this.#group(this.#keyOf(wave.latest))[place].push(kept)
  }

  #group(key: string | null): Waves {
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const waves = noWaves()
    this.#groups.set(key, waves)
    return waves
  }

  #kept({ latest, answers, delivered }: PersonWave<Answer>): PersonWave {
    const said = answers.map(({ scale, score, question }) => [scaleKey(scale), score, question])
    const name = JSON.stringify([scaleKey(latest.scale), delivered, said])
    const known = this.#alike.get(name)
    if (known !== undefined) return known
    const plain = ({ scale, score, question }: SurveyAnswer) => ({
      ...{ personId: '', scale, score, question, at: 0, delivered: null, wave: null },
    })
    const kept: PersonWave = {
      latest: plain(latest),
      answers: answers.map((answer) => ({ ...plain(answer), score: answer.score })),
      delivered,
    }
    this.#alike.set(name, kept)
    return kept
  }
}

function reportOf(
  { byScale, byKind, people }: Waves,
  { asOf, waveDays = DEFAULT_WAVE_DAYS }: SurveySettings,
): SurveyReport {
  const scales = [...Map.groupBy(byScale, ({ latest }) => scaleKey(latest.scale)).values()]
    .flatMap((waves) => {
      const scale = waves[0]?.latest.scale
      return scale === undefined ? [] : [{ scale, waves }]
    })
    .sort((left, right) => compareScales(left.scale, right.scale))
    .map(({ scale, waves }) => ({
      scale,
      responses: surveyResponseRate(waves),
      figures: figuresOf(scale.kind, waves),
    }))
  const pooled = SURVEY_KINDS.flatMap((kind) => {
    if (scales.filter(({ scale }) => scale.kind === kind).length < 2) return []
    const waves = byKind.filter(({ latest }) => latest.scale.kind === kind)
    return waves.length === 0
      ? []
      : [{ responses: surveyResponseRate(waves), figures: figuresOf(kind, waves) }]
  })
  return { asOf, waveDays, people, scales, pooled }
}

/**
 * Every score of some surveys: NPS, CSAT, CES and CSI, one for each scale and direction, with response rates; no score under
 * five answers. One answer per person and wave counts, the latest. The order of the answers, and duplicates, change nothing.
 * What cannot be counted is left out; `surveysSetAside` lists it.
 */
export function surveyReport(answers: Iterable<SurveyAnswer>, settings: SurveySettings): SurveyReport {
  const tally = new SurveyTally(settings)
  for (const own of Map.groupBy(answers, ({ personId }) => personId).values()) tally.addPerson(own)
  return tally.report()
}

/** The answers that no report counts, each with its reason, in the order in which they came. */
export function surveysSetAside<Answer extends SurveyAnswer>(
  answers: Iterable<Answer>,
): SurveySetAside<Answer>[] {
  return [...answers].flatMap((answer) => {
    const reason = surveyProblem(answer)
    return reason === null ? [] : [{ answer, reason }]
  })
}

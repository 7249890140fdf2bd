import { compareAnswers, compareTexts, laterAnswer } from './answer-order.ts'
import { type Answered, isAnswered, type SurveyAnswer, scaleKey } from './survey-answer.ts'

const MS_PER_DAY = 86_400_000

/** Where the source names no waves, what a person answers within so many days of the first answer is one wave. */
export const DEFAULT_WAVE_DAYS = 30

/** What one person said in one wave. It counts once, whatever the number of answers and reminders. */
export interface PersonWave<Answer extends SurveyAnswer = SurveyAnswer> {
  /** The latest answer; where there is none, the latest survey sent. */
  readonly latest: Answer
  /** The latest answer to each question, in order of time; empty where there is none. */
  readonly answers: readonly Answered<Answer>[]
  /** Whether a survey of the wave reached the person; null where that is not known. */
  readonly delivered: boolean | null
}

export interface WaveRules {
  /** Days; above 0. `Infinity` makes everything without a named wave one wave. Default 30. */
  readonly waveDays?: number
  /** Whether answers on different scales are of different waves (the default), or only those of different kinds. */
  readonly apart?: 'scale' | 'kind'
}

/**
 * Brings answers together by person and wave; the latest counts. The wave is the one that the source names. Where it names
 * none, a wave begins with the first survey or answer and holds what comes less than `waveDays` after it. Of two answers at
 * the same moment the worse one counts, so that neither order nor duplicates matter. Throws a RangeError unless `waveDays`
 * is above 0.
 */
export function personWaves<Answer extends SurveyAnswer>(
  answers: Iterable<Answer>,
  { waveDays = DEFAULT_WAVE_DAYS, apart = 'scale' }: WaveRules = {},
): PersonWave<Answer>[] {
  if (!(waveDays > 0)) {
    throw new RangeError(`A wave of ${waveDays} days holds nothing; give a number of days above 0.`)
  }
  const groups = new Map<string, Answer[]>()
  for (const answer of answers) {
    const of = apart === 'scale' ? scaleKey(answer.scale) : answer.scale.kind
    const wave = answer.wave === null ? '' : `\u0000${answer.wave}`
    const key = `${of}\u0000${answer.personId}${wave}`
    const others = groups.get(key)
    if (others === undefined) groups.set(key, [answer])
    else others.push(answer)
  }
  return [...groups.values()]
    .flatMap((group) => [...wavesOf(group.sort(compareAnswers), waveDays * MS_PER_DAY)])
    .sort(
      (left, right) =>
        compareTexts(left.latest.personId, right.latest.personId) ||
        compareAnswers(left.latest, right.latest),
    )
}

/** The waves among the answers of one person, in order of time; a wave with a name is one, however long it takes. */
function* wavesOf<Answer extends SurveyAnswer>(
  answers: readonly Answer[],
  length: number,
): Generator<PersonWave<Answer>> {
  let wave: Answer[] = []
  for (const answer of answers) {
    const [first] = wave
    if (first !== undefined && answer.wave === null && answer.at - first.at >= length) {
      yield oneWave(first, wave)
      wave = []
    }
    wave.push(answer)
  }
  const [first] = wave
  if (first !== undefined) yield oneWave(first, wave)
}

function oneWave<Answer extends SurveyAnswer>(first: Answer, wave: readonly Answer[]): PersonWave<Answer> {
  const byQuestion = new Map<string | null, Answered<Answer>>()
  for (const answer of wave) {
    if (!isAnswered(answer)) continue
    const known = byQuestion.get(answer.question)
    byQuestion.set(answer.question, known === undefined ? answer : laterAnswer(known, answer))
  }
  const answers = [...byQuestion.values()].sort(compareAnswers)
  return {
    latest: answers.at(-1) ?? wave.at(-1) ?? first,
    answers,
    delivered: wave.some(({ delivered }) => delivered === true)
      ? true
      : wave.some(({ delivered }) => delivered === null)
        ? null
        : false,
  }
}

import { type Change, defineStream } from '@rapport/connector'
import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import type { ZendeskSettings } from '../settings.ts'
import { answerSource } from './survey-answers.ts'
import { ratingSource } from './survey-ratings.ts'
import { readSurveySource, sourceState } from './survey-source.ts'
import type { RecordChange } from './ticket-event-stream.ts'

/** How far each of the two has been read. */
const state = z.strictObject({ ratings: sourceState, answers: sourceState })
type State = z.infer<typeof state>

/**
 * Customer satisfaction. An account has the legacy ratings or the surveys of the new kind, never both at a time, and may have
 * changed over: what both hold is read.
 */
export const surveyResponses = defineStream<'surveyResponse', State, ZendeskSettings>({
  entity: 'surveyResponse',
  state,
  // A customer may change an answer as long as that; nothing else tells that it changed.
  overlapMs: ratingSource.editableMs,
  async *read(ctx: ZendeskContext, since): AsyncGenerator<Change<'surveyResponse', State>> {
    let reached: State = since ?? { ratings: null, answers: null }
    for (const [name, source] of [
      ['ratings', ratingSource],
      ['answers', answerSource],
    ] as const) {
      for await (const change of readSurveySource(ctx, source, reached[name])) {
        if (!('reached' in change)) {
          yield change satisfies RecordChange<'surveyResponse'>
          continue
        }
        reached = { ...reached, [name]: change.reached }
        yield { type: 'checkpoint', state: reached }
      }
    }
    yield { type: 'checkpoint', state: reached }
  },
})

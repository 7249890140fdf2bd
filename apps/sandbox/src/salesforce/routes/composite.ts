import { z } from 'zod'
import { SalesforceError } from '../errors.ts'
import { type Answer, bodyOf, type Call, type Route, route } from '../route.ts'

const MOST_SUBREQUESTS = 25

const subrequestSchema = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string(),
  referenceId: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/),
  body: z.unknown().optional(),
})
type Subrequest = z.infer<typeof subrequestSchema>

const compositeSchema = z.object({
  allOrNone: z.boolean().default(false),
  compositeRequest: z.array(subrequestSchema).min(1),
})

interface Subanswer {
  body: unknown
  httpHeaders: Record<string, string>
  httpStatusCode: number
  referenceId: string
}

/**
 * Composite: up to 25 requests as one call, each of which may use answers of those before it by `@{reference.field}`.
 * One that refers to a failed one fails too. With `allOrNone` none is tried after a failure; what was done stays done.
 */
export function compositeRoutes(routes: readonly Route[]): Route[] {
  const matchers = routes
    .filter(({ versioned }) => versioned)
    .map((one) => ({ one, pattern: patternOf(one.path) }))

  const perform = (call: Call, { method, url, body }: Subrequest): Answer => {
    const address = new URL(url, call.origin)
    const path = address.pathname.replace(/^\/services\/data\/v\d+\.0/, '')
    for (const { one, pattern } of matchers) {
      const found = one.method === method ? pattern.exec(path) : null
      if (found === null) continue
      const params = { ...call.params, ...found.groups }
      const bodyText = body === undefined ? '' : JSON.stringify(body)
      return one.handle({ ...call, method, params, query: address.searchParams, bodyText })
    }
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
  }

  const composite = (call: Call): Answer => {
    const { allOrNone, compositeRequest } = bodyOf(call, compositeSchema)
    if (compositeRequest.length > MOST_SUBREQUESTS) {
      const message = `The request can't contain more than ${MOST_SUBREQUESTS} subrequests`
      throw new SalesforceError(400, 'LIMIT_EXCEEDED', message)
    }
    const answers: Subanswer[] = []
    for (const request of compositeRequest) {
      const halted = allOrNone && answers.some(({ httpStatusCode }) => httpStatusCode >= 400)
      answers.push(
        halted ? haltedAnswer(request) : answerOf(request, answers, (ready) => perform(call, ready)),
      )
    }
    return { status: 200, json: { compositeResponse: answers } }
  }

  return [route('POST', '/composite', 'write', composite)]
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`)
}

function haltedAnswer({ referenceId }: Subrequest): Subanswer {
  const message = 'The transaction was rolled back since another operation in the same transaction failed.'
  const body = [{ errorCode: 'PROCESSING_HALTED', message }]
  return { body, httpHeaders: {}, httpStatusCode: 400, referenceId }
}

function answerOf(
  request: Subrequest,
  before: readonly Subanswer[],
  perform: (request: Subrequest) => Answer,
): Subanswer {
  const { referenceId } = request
  try {
    const ready = subrequestSchema.parse(JSON.parse(fillIn(JSON.stringify(request), before)))
    const answer = perform(ready)
    return { body: answer.json ?? null, httpHeaders: {}, httpStatusCode: answer.status, referenceId }
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    return { body: error.toBody(), httpHeaders: {}, httpStatusCode: error.status, referenceId }
  }
}

/** Replaces `@{reference.field}`. @throws {SalesforceError} 400 when there is no such answer */
function fillIn(text: string, before: readonly Subanswer[]): string {
  return text.replaceAll(/@\{([A-Za-z]\w*)\.([\w.[\]]+)\}/g, (whole, reference: string, path: string) => {
    const answer = before.find(({ referenceId }) => referenceId === reference)
    const steps = path.split(/[.[\]]+/).filter((step) => step !== '')
    const value = steps.reduce<unknown>((at, step) => childOf(at, step), answer?.body)
    if (typeof value === 'string' || typeof value === 'number')
      return JSON.stringify(String(value)).slice(1, -1)
    throw new SalesforceError(400, 'PROCESSING_HALTED', `Invalid reference specified. No value for ${whole}`)
  })
}

function childOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

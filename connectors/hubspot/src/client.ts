import { Client } from '@hubspot/api-client'
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js'
import {
  type Access,
  boundedAgent,
  type CallOptions,
  type ConnectorContext,
  HttpFailure,
  longestAnswer,
} from '@rapport/connector'
import { classifyFailure } from './failures.ts'
import type { HubspotSettings } from './settings.ts'

/** The filter operators of a search that are used here, as the client names them. */
export const searchOperators = {
  EQ: FilterOperatorEnum.Eq,
  GT: FilterOperatorEnum.Gt,
  GTE: FilterOperatorEnum.Gte,
  LT: FilterOperatorEnum.Lt,
} as const

/**
 * One call through the official client, with everything the client lacks or does for the whole process left to the
 * context: budgets, time-outs, retries.
 *
 * The client's own limiter and retries stay off. They live in one place per process (the last `Client` made sets them for
 * all), and they are only put around an API when it is first touched, so a fresh client per call, used at once, runs bare.
 */
export async function callClient<T>(
  ctx: ConnectorContext<HubspotSettings>,
  options: CallOptions,
  send: (client: Client, token: string) => Promise<T>,
): Promise<T> {
  return ctx.call(options, async ({ token, observe, agentsFor }) => {
    const url = new URL(ctx.settings.baseUrl)
    const { httpAgent, httpsAgent } = agentsFor(url)
    const agent = url.protocol === 'https:' ? httpsAgent : httpAgent
    const client = new Client({
      accessToken: token,
      basePath: ctx.settings.baseUrl,
      ...(agent === undefined ? {} : { httpAgent: boundedAgent(agent, longestAnswer) }),
      middleware: [readAnswers(observe)],
    })
    try {
      return await send(client, token)
    } catch (error) {
      throw classifyFailure(error, options.operation) ?? error
    }
  })
}

/** The part of the client's answer that its middleware is given. The client types it `unknown`. */
interface ClientAnswer {
  readonly httpStatusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: { text(): Promise<string> }
}

function isClientAnswer(value: unknown): value is ClientAnswer {
  return typeof value === 'object' && value !== null && 'httpStatusCode' in value && 'body' in value
}

/**
 * Sees every answer before the client reads it: passes its headers on, and throws what is not 2xx with its status and
 * body. The client itself would lose both where a 5xx comes without a content type or as HTML.
 */
function readAnswers(observe: Access['observe']): {
  pre(context: unknown): unknown
  post(context: unknown): unknown
} {
  return {
    pre: (context) => context,
    post: async (context) => {
      if (!isClientAnswer(context)) return context
      observe(context.headers)
      if (context.httpStatusCode >= 200 && context.httpStatusCode <= 299) return context
      throw new HttpFailure(context.httpStatusCode, context.headers, parse(await context.body.text()))
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

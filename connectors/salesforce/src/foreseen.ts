import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from './client.ts'
import { paths } from './paths.ts'

/** What Salesforce answered to a question before it was asked. */
export interface ForeseenAnswer {
  readonly status: number
  readonly body: unknown
}

const answered = z.object({
  compositeResponse: z.array(
    z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() }),
  ),
})

/** By connection and path. */
const foreseen = new WeakMap<object, Map<string, ForeseenAnswer>>()

/** What Salesforce takes in one call, and how many of these may be queries. */
const most = { requests: 25, queries: 5 }

/**
 * Asks what is going to be asked, all of it with one call, or one for each 25 paths and 5 queries. Whoever asks then is given the
 * answer once. What Salesforce refuses, or does not answer this way, is asked for as if nothing had been foreseen.
 */
export async function foresee(ctx: SalesforceContext, asked: readonly string[]): Promise<void> {
  for (const part of parts([...new Set(asked)])) {
    // Alone, it is as well asked when its time comes.
    if (part.length > 1) await foreseePart(ctx, part)
  }
}

async function foreseePart(ctx: SalesforceContext, part: readonly string[]): Promise<void> {
  const body = {
    compositeRequest: part.map((url, index) => ({ method: 'GET', url, referenceId: `r${index}` })),
  }
  const operation = 'look at several things together'
  let answer: unknown
  try {
    answer = await callClient(ctx, { effect: 'read', operation }, (connection) =>
      connection.requestPost(paths.composite(ctx.settings), body),
    )
  } catch (error) {
    if (error instanceof ConnectorError && ['invalid', 'gone', 'contract'].includes(error.kind)) return
    throw error
  }
  const parsed = answered.safeParse(answer)
  if (!parsed.success) return
  const known = foreseen.get(ctx) ?? new Map<string, ForeseenAnswer>()
  foreseen.set(ctx, known)
  for (const { referenceId, httpStatusCode, body: given } of parsed.data.compositeResponse) {
    const path = part[Number(referenceId.slice(1))]
    if (path !== undefined) known.set(path, { status: httpStatusCode, body: given })
  }
}

/** The answer to what is asked now, if it was foreseen and is one of these; null where it has to be asked for. */
export function takeForeseen(
  ctx: SalesforceContext,
  path: string,
  statuses: readonly number[] = [200],
): ForeseenAnswer | null {
  const known = foreseen.get(ctx)
  const answer = known?.get(path)
  known?.delete(path)
  return answer !== undefined && statuses.includes(answer.status) ? answer : null
}

function parts(asked: readonly string[]): string[][] {
  const found: { paths: string[]; queries: number }[] = []
  for (const path of asked) {
    const query = path.includes('/query') ? 1 : 0
    const last = found.at(-1)
    if (last === undefined || last.paths.length >= most.requests || last.queries + query > most.queries) {
      found.push({ paths: [path], queries: query })
      continue
    }
    last.paths.push(path)
    last.queries += query
  }
  return found.map((part) => part.paths)
}

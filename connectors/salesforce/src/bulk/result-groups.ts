import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'

/** Results that can be fetched at once, by path, and where the next ones are. */
export interface ResultGroup {
  readonly paths: readonly string[]
  /** The path of the next group; null at the end. */
  readonly next: string | null
}

const answered = z.object({
  resultPages: z.array(z.object({ resultUrl: z.string() })).default([]),
  nextRecordsUrl: z.string().nullish(),
  done: z.boolean().default(true),
})

/** The first version that tells the addresses of results in groups of five. */
const firstVersion = 58

/** Whether the org tells addresses of results; an older version has them one after the other, by locator. */
export function hasResultGroups(ctx: SalesforceContext): boolean {
  return Number(ctx.settings.apiVersion) >= firstVersion
}

/** Asks for a group of results, with one call; `at` is null for the first. */
export async function readResultGroup(
  ctx: SalesforceContext,
  job: string,
  at: string | null,
): Promise<ResultGroup> {
  const operation = `list the results of bulk job ${job}`
  const path = at ?? paths.resultPages(ctx.settings, job)
  const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
    connection.requestGet(ownPath(operation, path)),
  )
  const parsed = answered.safeParse(answer)
  if (!parsed.success) {
    throw new ConnectorError('contract', `${operation}: the answer lists no results`, { cause: parsed.error })
  }
  const { resultPages, nextRecordsUrl, done } = parsed.data
  return {
    paths: resultPages.map(({ resultUrl }) => ownPath(operation, resultUrl)),
    next: done ? null : (nextRecordsUrl ?? null),
  }
}

/** Addresses in answers are paths of the org. Anything else could lead the token elsewhere. */
function ownPath(operation: string, path: string): string {
  if (path.startsWith('/services/')) return path
  throw new ConnectorError('contract', `${operation}: "${path}" is no path of the org`)
}

import { createRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import { type Access, requires } from '../access/requires.ts'
import type { ApiEnv } from './api-env.ts'
import { invalidRequest } from './problem.ts'

/** Where the description of a route says who may call it. */
export const accessKey = 'x-access'

/**
 * Describes a route, with who may call it. There is no other way to make one, so none is left unguarded.
 *
 * @example
 * const listRuns = apiRoute('runs:read', {
 *   method: 'get',
 *   path: '/runs',
 *   tags: ['Runs'],
 *   summary: 'Runs, the latest first',
 *   responses: { 200: json(runPage, 'A page of runs') },
 * })
 */
export function apiRoute<P extends string, R extends Omit<RouteConfig, 'path' | 'middleware'> & { path: P }>(
  access: Access,
  definition: R,
) {
  return createRoute({ ...definition, [accessKey]: access, middleware: requires(access) })
}

/** The routes of one area. */
export const apiRouter = () =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.target, result.error)
    },
  })

/** An answer as JSON. */
export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

/** A body as JSON, which must be there. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

/** The number of a record in an address. */
export const idParameter = z.object({
  id: z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .openapi({ param: { name: 'id', in: 'path' } }),
})

/** A list, or one page of it; `next` is given as `cursor` to get the page after it. */
export const page = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('Cursor of the next page; null: this is the last'),
    total: z.number().int().nullable().describe('How many there are by these filters; null: not counted'),
  })

/** How many items a page has at most. */
export const limitParameter = z.coerce.number().int().min(1).max(200).default(50)

/** A moment as ISO text. */
export const moment = z.iso.datetime()

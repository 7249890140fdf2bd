import { z } from 'zod'
import { invalid } from '../errors.ts'
import { objectPaths } from '../paths.ts'
import { bodyRoute, type Route, typeOf } from '../route.ts'
import { SEARCH_LIMITS, search } from '../search.ts'
import { FILTER_OPERATORS } from '../search-filters.ts'
import { readScopes } from './objects.ts'

const searchSchema = z.object({
  filterGroups: z
    .array(
      z.object({
        filters: z.array(
          z.object({
            propertyName: z.string(),
            operator: z.enum(FILTER_OPERATORS),
            value: z.union([z.string(), z.number()]).transform(String).optional(),
            highValue: z.union([z.string(), z.number()]).transform(String).optional(),
            values: z.array(z.union([z.string(), z.number()]).transform(String)).optional(),
          }),
        ),
      }),
    )
    .default([]),
  sorts: z
    .array(
      z.union([
        z.string(),
        z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).optional() }),
      ]),
    )
    .default([]),
  query: z.string().optional(),
  properties: z.array(z.string()).default([]),
  limit: z.int().min(0).default(10),
  after: z
    .union([z.string().regex(/^\d{0,9}$/), z.int().min(0)])
    .transform(Number)
    .default(0),
})

/** Search over one object type. */
export const searchRoutes: readonly Route[] = [
  bodyRoute(
    { method: 'POST', paths: objectPaths('/search'), kind: 'search', scopes: readScopes },
    searchSchema,
    (call) => {
      if (call.bodyText.length > SEARCH_LIMITS.bodyCharacters) {
        throw invalid(
          `The request body has ${call.bodyText.length} characters; search accepts ${SEARCH_LIMITS.bodyCharacters}`,
        )
      }
      return { status: 200, body: search(call.state, typeOf(call), call.body) }
    },
  ),
]

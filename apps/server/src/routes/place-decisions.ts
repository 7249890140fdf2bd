import { z } from '@hono/zod-openapi'
import { OverrideError, reviewedPlaces, takeDecisionOnPlace, undoDecisionOnPlace } from '@rapport/run'
import { apiRoute, apiRouter, idParameter, json, jsonBody } from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import { findCompanies } from '../places/find-companies.ts'
import { referenceOf } from '../reviews/review-query.ts'
import type { Server } from '../server.ts'
import { placeParameter } from './places.ts'

const tags = ['Places']

const decide = apiRoute('connections:write', {
  ...{ method: 'put', path: '/places/{reference}/company', tags },
  summary: 'A place belongs to a company, or to none, whatever they share',
  description:
    'It takes the place of the decision before, and is shown at once; numbers follow with the next sync.',
  request: {
    params: placeParameter,
    ...jsonBody(
      z.strictObject({
        company: z.string().max(600).nullable().describe('connection/company:id; null: it belongs to none'),
        reason: z.string().trim().max(500).default(''),
      }),
    ),
  },
  responses: {
    200: json(
      z.object({ decision: z.number().int().describe('By which it is taken back') }),
      'It is decided',
    ),
  },
})

const undo = apiRoute('connections:write', {
  ...{ method: 'delete', path: '/place-decisions/{id}', tags },
  summary: 'Takes a decision on a place back: it goes by its ids and its domain again',
  request: { params: idParameter },
  responses: { 204: { description: 'It is taken back' } },
})

const companies = apiRoute('connections:write', {
  ...{ method: 'get', path: '/companies', tags },
  summary: 'Companies that a place may belong to, by name',
  request: {
    query: z.object({
      q: z.string().trim().min(1).max(200).describe('A part of the name, a domain, or connection/company:id'),
    }),
  },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({ company: z.string(), name: z.string().nullable(), domains: z.array(z.string()) }),
        ),
      }),
      'The first of them',
    ),
  },
})

/** So many companies are offered; for others one types more. */
const offered = 20

export const placeDecisionsRoutes = (server: Server) =>
  apiRouter()
    .openapi(decide, async (c) => {
      const { reference } = c.req.valid('param')
      const { company, reason } = c.req.valid('json')
      // A decision is stored before the places are linked anew, which takes as long as there are places: the one comes with the other.
      const workspace = server.unhurried(await server.current())
      const place = (await reviewedPlaces(workspace.store.db)).find((one) => one.place === reference)
      if (place === undefined) throw notFound(`place ${reference.slice(0, 200)}`)
      const decision = await takeDecisionOnPlace(workspace, {
        place: { connection: place.connection, id: place.placeId },
        company: company === null ? null : companyOf(company),
        reason: reason === '' ? null : reason,
        by: c.get('principal').actor,
      })
        .catch((error: unknown) => {
          throw error instanceof OverrideError ? wrongCompany(`${error.message}.`) : error
        })
        // What was computed between the decision and what it changes of the places is told no more.
        .finally(() => server.cache.clear())
      return c.json({ decision }, 200)
    })
    .openapi(undo, async (c) => {
      const { id } = c.req.valid('param')
      const workspace = server.unhurried(await server.current())
      await undoDecisionOnPlace(workspace, id, c.get('principal').actor)
        .catch((error: unknown) => {
          throw error instanceof OverrideError ? notFound(`decision ${id} on a place that holds`) : error
        })
        .finally(() => server.cache.clear())
      return c.body(null, 204)
    })
    .openapi(companies, async (c) => {
      if (!c.get('principal').permissions.has('records:read'))
        throw new ProblemError(403, 'not-allowed', 'Looking for companies needs records:read too.')
      const { q: sought } = c.req.valid('query')
      return c.json(
        { items: await findCompanies(server.workspace.store.db, { sought, limit: offered }) },
        200,
      )
    })

/** @throws ProblemError where it is no reference of a company. */
function companyOf(text: string): { readonly connection: string; readonly id: string } {
  const found = referenceOf(text, 'company')
  if (found === null)
    throw wrongCompany('Write it as connection/company:id, for example hubspot/company:123.')
  return { connection: found.connection, id: found.id }
}

const wrongCompany = (message: string) =>
  new ProblemError(422, 'invalid', `json.company: ${message}`, {
    errors: [{ path: 'json.company', message }],
  })

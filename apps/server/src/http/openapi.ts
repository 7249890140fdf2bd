import type { createApp } from '../app.ts'
import { accessKey } from './api-route.ts'

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** What every route may answer beside what it says itself. */
const problemAnswer = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** The description of the whole API, from the schemas that requests and answers are checked by. */
export function openApiDocument(app: ReturnType<typeof createApp>, origin: string) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Rapport',
      version: '1',
      description:
        'Everything that the page shows and does. Sign in on the page, or send an API key as "Authorization: Bearer rapport_…". Lists are read page by page: give "next" as "cursor".',
    },
    servers: [{ url: origin }],
  })
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of methods) {
      const operation = path[method]
      if (operation === undefined) continue
      operation.responses = { ...operation.responses, default: problemAnswer }
      if (Reflect.get(operation, accessKey) !== 'public')
        operation.security = [{ session: [] }, { apiKey: [] }]
    }
  }
  return document
}

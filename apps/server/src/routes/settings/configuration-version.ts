import { z } from '@hono/zod-openapi'
import { json } from '../../http/api-route.ts'

/** What a change of rapport.yaml says that it has seen. */
export const seen = z.string().max(64).describe('The version of rapport.yaml that was seen')
export const version = z.string().nullable().describe('Of rapport.yaml; null: it cannot be changed here')
export const saved = json(z.object({ version: z.string() }), 'It is changed')

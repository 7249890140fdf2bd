import { Hono } from 'hono'
import type { ApiEnv } from '../http/api-env.ts'
import { docsPage, docsStyle } from '../http/docs-page.ts'

/** The API described, for programs and for people. It is the same for everyone: it tells of routes, not of data. */
export const descriptionRoutes = (describe: () => object) =>
  new Hono<ApiEnv>()
    .get('/api/openapi.json', (c) => c.json(describe()))
    .get('/api/docs', (c) => c.html(docsPage(describe())))
    .get('/api/docs/style.css', (c) => c.body(docsStyle, 200, { 'Content-Type': 'text/css; charset=utf-8' }))

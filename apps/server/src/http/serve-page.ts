import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import type { ApiEnv } from './api-env.ts'
import { notFound, ProblemError } from './problem.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Answers with a file of the built page. An address that names no file is one of the page's own: it gets `index.html`, which holds
 * nothing but the page itself.
 */
export async function servePage(c: Context<ApiEnv>, folder: string | null): Promise<Response> {
  const { method, path: asked } = c.req
  if (folder === null || asked === '/api' || asked.startsWith('/api/'))
    throw notFound('page or route of this name')
  if (method !== 'GET' && method !== 'HEAD') throw onlyToBeRead()
  const named = fileBelow(folder, asked)
  if (named !== null && path.extname(named) !== '') {
    // A file that is not there must not come back as a page: a script tag would run it.
    const found = await send(c, named, asked.startsWith('/assets/'))
    if (found === null) throw notFound('file of this name')
    return found
  }
  const page = await send(c, path.join(folder, 'index.html'), false)
  if (page === null)
    throw new ProblemError(503, 'page-missing', 'The page is not built: run "npm run build".')
  return page
}

const onlyToBeRead = () =>
  new ProblemError(405, 'method-not-allowed', 'Pages can only be read.', { headers: { Allow: 'GET, HEAD' } })

/** The file that an address names; null where it would lie elsewhere. */
function fileBelow(folder: string, asked: string): string | null {
  let name: string
  try {
    name = decodeURIComponent(asked)
  } catch {
    return null
  }
  if (name.includes('\0')) return null
  const file = path.join(folder, name)
  return file.startsWith(folder + path.sep) ? file : null
}

async function send(c: Context<ApiEnv>, file: string, isNamedByContent: boolean): Promise<Response | null> {
  const found = await stat(file).catch(() => null)
  if (found === null || !found.isFile()) return null
  c.header('Content-Type', types[path.extname(file)] ?? 'application/octet-stream')
  c.header('Content-Length', String(found.size))
  c.header('Cache-Control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (c.req.method === 'HEAD') return c.body(null, 200)
  // The types of Node's web streams and of the platform's differ in name only.
  return c.body(Readable.toWeb(createReadStream(file)) as ReadableStream, 200)
}

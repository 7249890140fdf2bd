import { failure } from './errors.ts'

/** One page of a list, and the token of the next. The token holds for a while, and for the very same question only. */
export function pageOf<Item>(
  items: readonly Item[],
  url: URL,
  options: { largest: number; usual: number; now: number; lifeMs: number },
): { items: readonly Item[]; nextPageToken?: string } {
  const size = Number(url.searchParams.get('pageSize') ?? options.usual)
  if (!Number.isInteger(size) || size < 1 || size > options.largest) {
    throw failure(400, `page_size must be between 1 and ${options.largest}`)
  }
  const asked = new URLSearchParams(url.searchParams)
  asked.delete('pageToken')
  const question = `${url.pathname}?${asked}`
  const start = startOf(url.searchParams.get('pageToken'), question, options)
  const next = start + size
  return {
    items: items.slice(start, next),
    ...(next < items.length ? { nextPageToken: encode({ start: next, question, at: options.now }) } : {}),
  }
}

function encode(token: { start: number; question: string; at: number }): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

function startOf(
  token: string | null,
  question: string,
  { now, lifeMs }: { now: number; lifeMs: number },
): number {
  if (token === null) return 0
  const invalid = failure(400, 'Request contains an invalid argument: page_token is invalid or has expired.')
  let given: { start: number; question: string; at: number }
  try {
    given = JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    throw invalid
  }
  if (given.question !== question || now - given.at > lifeMs) throw invalid
  return given.start
}

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CommandError } from '../../../command-error.ts'
import { type RedirectAnswer, readRedirect } from './redirect-answer.ts'

/** Waits on this machine for the browser to be sent back. */
export interface RedirectListener extends AsyncDisposable {
  /** The first answer that belongs to the sign-in: a code, or a refusal. */
  readonly answer: Promise<RedirectAnswer>
  /** The port that is listened on. */
  readonly port: number
}

/**
 * Listens at the callback's port, for this machine alone (RFC 8252, section 7.3). One answer is taken; a request without the
 * right state is refused and does not end the wait, since any page can send a browser here.
 * @throws CommandError where the port is taken.
 */
export async function listenForRedirect(callback: URL, state: string): Promise<RedirectListener> {
  let take: ((answer: RedirectAnswer) => void) | null = null
  const answer = new Promise<RedirectAnswer>((resolve) => {
    take = resolve
  })
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (request.method !== 'GET' || asked.pathname !== callback.pathname)
      return say(response, 404, 'There is nothing here.')
    if (take === null) return say(response, 410, 'This sign-in is over.')
    const read = readRedirect(asked.searchParams, state)
    if (read.kind === 'foreign') return say(response, 400, `This was not taken: ${read.reason}.`)
    say(
      response,
      200,
      read.kind === 'code' ? 'You may close this page.' : 'The sign-in was refused. You may close this page.',
    )
    take(read)
    take = null
  })
  await listen(server, callback)
  return {
    answer,
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => close(server),
  }
}

async function listen(server: Server, callback: URL): Promise<void> {
  const port = callback.port === '' ? 80 : Number(callback.port)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(
      `the answer cannot be waited for at ${callback.href} (${reason}): add a callback URL with another port to the app, and give it with --callback`,
    )
  }
}

/** What was answered goes out first; a connection that is kept open for more does not hold the end up. */
async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 1_000).unref()
  })
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    // The address holds the code.
    'referrer-policy': 'no-referrer',
    connection: 'close',
  })
  response.end(`${text}\n`)
}

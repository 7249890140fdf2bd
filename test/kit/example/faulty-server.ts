import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Fault } from '../stand-in.ts'

/** A request as the routes of a stand-in see it. */
export interface ExampleRequest {
  readonly method: string
  readonly url: URL
  readonly body: unknown
}

export interface ExampleAnswer {
  readonly status: number
  readonly body: unknown
  /** The answer is lost: the connection is cut instead. */
  readonly lost?: boolean
}

/** A loopback HTTP server that checks the token, can fail once in each of the ways of a real one, and counts calls. */
export class FaultyServer {
  readonly #server: Server
  readonly #answer: (request: ExampleRequest) => ExampleAnswer
  readonly #token: () => string
  #fault: Fault | null = null
  calls = 0

  private constructor(answer: (request: ExampleRequest) => ExampleAnswer, token: () => string) {
    this.#answer = answer
    this.#token = token
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async start(
    answer: (request: ExampleRequest) => ExampleAnswer,
    token: () => string,
  ): Promise<FaultyServer> {
    const server = new FaultyServer(answer, token)
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The next call fails this way. */
  failNext(fault: Fault): void {
    this.#fault = fault
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1
    const sent = await text(request).catch(() => '')
    const fault = this.#fault
    this.#fault = null
    if (fault === 'hang') return
    if (fault === 'reset') return void request.socket.destroy()
    if (fault === 'server-error') return send(response, 503, { message: 'try later' })
    if (fault === 'rate') return send(response, 429, { message: 'too fast' })
    if (fault === 'rate-with-retry-after') {
      return send(response, 429, { message: 'too fast' }, { 'retry-after': '1' })
    }
    if (fault === 'unauthorised-once' || request.headers.authorization !== `Bearer ${this.#token()}`) {
      return send(response, 401, { message: 'expired' })
    }
    const url = new URL(request.url ?? '/', this.url)
    const answer = this.#answer({
      method: request.method ?? 'GET',
      url,
      body: sent === '' ? null : JSON.parse(sent),
    })
    if (answer.lost) return void request.socket.destroy()
    if (fault === 'truncated') return truncate(response, answer)
    send(response, answer.status, answer.body)
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** Half of the body, in an answer that ends cleanly: only the reader can notice. */
function truncate(response: ServerResponse, answer: ExampleAnswer): void {
  const whole = JSON.stringify(answer.body)
  response.writeHead(answer.status, { 'content-type': 'application/json' })
  response.end(whole.slice(0, Math.floor(whole.length / 2)))
}

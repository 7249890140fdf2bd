import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { ConnectorError } from './errors.ts'

const mebibyte = 1024 * 1024

/** Bytes of an answer beyond which it is broken off: no page of records is that large. */
export const longestAnswer = 64 * mebibyte

/** The same of an answer to a sign-in, which is a token and a few words about it. */
export const longestSignInAnswer = 4 * mebibyte

/** An answer that was broken off: whoever names the host could otherwise fill our memory. */
export function tooLongAnswer(longest: number): ConnectorError {
  return new ConnectorError(
    'contract',
    `the answer is longer than ${longest / mebibyte} MiB: check that the address is the vendor's`,
    { outcome: 'unknown' },
  )
}

/**
 * The text of an answer, of `longest` bytes at most.
 * @throws ConnectorError of kind `contract` for a longer one, whose rest is not read.
 */
export async function boundedText(response: Response, longest: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  // Leaving the loop ends the connection.
  for await (const piece of response.body ?? []) {
    length += piece.byteLength
    if (length > longest) throw tooLongAnswer(longest)
    pieces.push(piece)
  }
  return new TextDecoder().decode(Buffer.concat(pieces))
}

/** What of an agent sees every request. Node's types leave it out, but all clients of agents call it. */
interface RequestTaking {
  addRequest(request: ClientRequest, options: unknown): void
}

/**
 * The same agent, but answers beyond `longest` bytes are broken off. For a vendor's client that holds whatever comes until its end, and
 * takes no limit.
 */
export function boundedAgent<Kind extends Agent>(agent: Kind, longest: number): Kind {
  const taking = agent as Kind & RequestTaking
  const bounded: Kind & RequestTaking = Object.create(taking)
  bounded.addRequest = (request, options) => {
    request.once('response', (response) => bound(response, longest))
    taking.addRequest(request, options)
  }
  return bounded
}

function bound(response: IncomingMessage, longest: number): void {
  let length = 0
  response.on('data', (piece: Buffer) => {
    length += piece.byteLength
    if (length > longest) response.destroy(tooLongAnswer(longest))
  })
}

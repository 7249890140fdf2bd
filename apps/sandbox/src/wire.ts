import type { ServerResponse } from 'node:http'

/** An answer on its way out. A null body is sent without a content type. */
export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: string | null
}

/** Drops the connection with a TCP reset: the client sees ECONNRESET. */
export function resetConnection(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy()
}

/** Announces the whole body, sends half of it, and closes. */
export async function sendHalf(outgoing: ServerResponse, answer: WireAnswer): Promise<void> {
  const bytes = Buffer.from(answer.body ?? '')
  outgoing.writeHead(answer.status, { ...answer.headers, 'Content-Length': String(bytes.length) })
  await new Promise<void>((resolve) => {
    outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => resolve())
  })
  outgoing.socket?.destroySoon()
}

/** Resolves when the other side, or the closing server, ends the connection. */
export function connectionClosed(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => outgoing.once('close', resolve))
}

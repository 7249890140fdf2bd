import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'

/** A server that listens on 127.0.0.1. */
export interface LoopbackServer {
  url: string
  /** Stops listening and cuts open connections. May be called twice. */
  close(): Promise<void>
}

/** Serves on 127.0.0.1. @param port 0 for any free port @throws {Error} when the port is taken */
export async function listenOnLoopback(listener: RequestListener, port: number): Promise<LoopbackServer> {
  const server = createServer(listener)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') {
    throw new Error('The sandbox server has no TCP address.')
  }
  let closing: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      closing ??= stop()
      return closing
    },
  }
}

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { acceptWebhook, type WebhookAnswer, type Workspace } from '@rapport/run'

/** A server with the route of webhooks alone. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string
  /** The requests that came in, as they came, and what was answered. */
  readonly received: ReceivedWebhook[]
}

export interface ReceivedWebhook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly answer: WebhookAnswer
}

/** Starts a server that takes in the webhooks of a workspace, which is given the server's address. */
export async function receiveWebhooks(workspaceAt: (url: string) => Workspace): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  let workspace: Workspace | null = null
  const server = createServer(async (request, response) => {
    try {
      if (workspace === null) throw new Error('the workspace is not there yet')
      const body = await bodyOf(request)
      const headers = headersOf(request)
      const target = request.url ?? ''
      const connection = decodeURIComponent(/^\/api\/webhooks\/([^/?]*)/.exec(target)?.[1] ?? '')
      const answer = await acceptWebhook(workspace, connection, {
        method: request.method ?? '',
        target,
        headers,
        body,
      })
      received.push({ headers, body, answer })
      response.writeHead(answer.status).end()
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  workspace = workspaceAt(url)
  return {
    url,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A mail that arrived. */
export interface ArrivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

/** A mail server on this machine that takes all mail, or refuses it. */
export interface SmtpListener extends AsyncDisposable {
  readonly port: number
  readonly mails: ArrivedMail[]
  /** What it answers to a sender; null: it takes the mail. */
  refusal: string | null
  /** What it waits for before it greets a sender; null: nothing. */
  before: Promise<void> | null
  /** When no sender is connected any more. */
  ended(): Promise<void>
}

/** Starts a mail server (RFC 5321, without extensions) on a free port of the loopback. */
export async function listenForMail(): Promise<SmtpListener> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    if (listener.before === null) converse(socket, listener)
    else listener.before.then(() => converse(socket, listener))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const listener: SmtpListener = {
    port: (server.address() as AddressInfo).port,
    mails: [],
    refusal: null,
    before: null,
    ended: async () => {
      await Promise.all([...sockets].map((socket) => socket.closed || once(socket, 'close')))
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return listener
}

function converse(socket: Socket, listener: SmtpListener): void {
  let from = ''
  let to: string[] = []
  let data: string[] | null = null
  let rest = ''
  const answer = (text: string) => socket.write(`${text}\r\n`)
  const address = (line: string): string => /<(.*)>/.exec(line)?.[1] ?? ''
  answer('220 loopback ready')
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (data !== null) {
        if (line === '.') {
          listener.mails.push({ from, to, text: data.join('\n') })
          data = null
          answer('250 taken')
        } else data.push(line.replace(/^\./, ''))
        continue
      }
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'MAIL') {
        from = address(line)
        to = []
        answer(listener.refusal ?? '250 ok')
      } else if (verb === 'RCPT') {
        to.push(address(line))
        answer('250 ok')
      } else if (verb === 'DATA') {
        data = []
        answer('354 go on')
      } else if (verb === 'QUIT') {
        answer('221 bye')
        socket.end()
      } else answer('250 ok')
    }
  })
}

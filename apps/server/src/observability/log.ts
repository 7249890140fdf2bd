import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** Lines of JSON; what could hold a secret is left out by name, and every text passes through `redact`. */
export function createLog(
  redact: (text: string) => string,
  { level = 'info', destination }: { readonly level?: string; readonly destination?: DestinationStream } = {},
): Log {
  const options = {
    level,
    base: { service: 'rapport' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['password', 'token', 'key', 'secret', 'authorization', 'cookie'].flatMap((name) => [
        name,
        `*.${name}`,
      ]),
      censor: '[hidden]',
    },
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: redact },
  }
  return pino(options, destination ?? standardOutput())
}

/** As many bytes of lines are kept for later where they cannot be written just now. */
const keptBytes = 1024 ** 2

/** Standard output. A server does not end because the disk of its log is full: what does not fit is left out. */
function standardOutput(): DestinationStream {
  const lines = pino.destination({ fd: 1, sync: true, maxLength: keptBytes })
  lines.on('error', () => {})
  return lines
}

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
  return destination === undefined ? pino(options) : pino(options, destination)
}

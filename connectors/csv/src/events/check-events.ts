import { type CheckResult, type ConnectorContext, ConnectorError } from '@rapport/connector'
import type { Settings } from '../settings.ts'
import { findFile, type SourceFile } from '../source-file.ts'
import { type ReadLine, readEvents } from './read-events.ts'

type Context = ConnectorContext<Settings>

/** Looks at the start of the file of events: it can be read, and its first line is an event. Nothing of it is shown but its keys. */
export async function* checkEvents(ctx: Context): AsyncGenerator<CheckResult> {
  const name = 'ticketEvents: readable'
  try {
    const file = await findFile(ctx.settings, 'ticketEvents')
    if (file === null) return
    yield { name, ok: true, detail: file.path }
    yield sample(await firstLine(ctx, file))
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    yield { name, ok: false, detail: error.message }
  }
}

async function firstLine(ctx: Context, file: SourceFile): Promise<ReadLine> {
  for await (const [first = null] of readEvents(ctx, file)) return first
  return null
}

function sample(line: ReadLine): CheckResult {
  const name = 'ticketEvents: a sample line'
  if (line === null) return { name, ok: true, detail: 'the file has no lines yet' }
  if ('reject' in line) return { name, ok: false, detail: line.reject.reason }
  const { type, ...keys } = line.event
  return {
    name,
    ok: true,
    detail: `the first line is an event "${type}" with ${Object.keys(keys).join(', ')}`,
  }
}

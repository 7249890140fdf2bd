import type { ConnectorContext } from '@rapport/connector'
import type { HubspotSettings } from './settings.ts'

type Context = ConnectorContext<HubspotSettings>

/** Makes of a read one that is made once a run and connection, whichever streams ask. One that failed is made again. */
export function oncePerRun<T>(read: (ctx: Context) => Promise<T>): (ctx: Context) => Promise<T> {
  const known = new WeakMap<object, Map<string, Promise<T>>>()
  return (ctx) => {
    const ofRun = known.get(ctx.run) ?? new Map<string, Promise<T>>()
    known.set(ctx.run, ofRun)
    const found = ofRun.get(ctx.connection)
    if (found !== undefined) return found
    const reading = read(ctx)
    ofRun.set(ctx.connection, reading)
    reading.catch(() => ofRun.delete(ctx.connection))
    return reading
  }
}

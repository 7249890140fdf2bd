import { type Change, noSelection } from '@rapport/connector'
import { type Connection, streamOf } from './connection.ts'

/**
 * Reads contacts while something happens in the portal: `act` runs right before each call whose operation begins like that,
 * with the number of the call.
 */
export async function readDuring(
  connection: Connection,
  operation: string,
  act: (call: number) => Promise<void>,
): Promise<void> {
  let calls = 0
  const ctx: Connection['ctx'] = {
    ...connection.ctx,
    call: async (options, perform) => {
      if (options.operation.startsWith(operation)) await act(++calls)
      return connection.ctx.call(options, perform)
    },
  }
  const since = connection.store.states.get('contact') ?? null
  let pending: Change[] = []
  for await (const change of streamOf('contact').read(ctx, since, noSelection)) {
    pending.push(change)
    if (change.type !== 'checkpoint') continue
    for (const committed of pending) connection.store.apply('contact', committed)
    pending = []
  }
}

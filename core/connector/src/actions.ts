import type { ActionDefinition } from './connector.ts'
import type { ConnectorContext } from './context.ts'
import { ConnectorError } from './errors.ts'

/** Declares an action. What it is given is checked against its schema before anything is done. */
export function defineAction<Settings, Input, Result>(
  definition: ActionDefinition<Settings, Input, Result>,
): ActionDefinition<Settings, unknown, Result> {
  const { input, rules } = definition
  return {
    name: definition.name,
    input,
    ...(rules === undefined ? {} : { rules: (settings) => definition.rules?.(settings) }),
    perform: async (ctx, given) => definition.perform(ctx, input.parse(given)),
    readBack: async (ctx, given) => definition.readBack(ctx, input.parse(given)),
  }
}

/**
 * Does an action once. Where the outcome is unknown, what is there now is read back first: only what did not take effect is tried
 * again, and that once. Whoever keeps a record of actions and finds one that was begun and never ended calls `readBack` first.
 * @throws ConnectorError of kind `invalid` where the vendor refuses it, for the reason in its message; with outcome `unknown` where it may
 * have taken effect. Of any other error, such as an abort, the outcome is not known either.
 */
export async function performAction<Settings, Result>(
  action: ActionDefinition<Settings, unknown, Result>,
  ctx: ConnectorContext<Settings>,
  input: unknown,
): Promise<Result> {
  try {
    return await action.perform(ctx, input)
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.outcome !== 'unknown') throw error
    const found = await action.readBack(ctx, input).catch(stillUnknown)
    return found ?? (await action.perform(ctx, input))
  }
}

/** What became of it was not known, and could not be learnt. */
function stillUnknown(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error
  throw new ConnectorError(error.kind, error.message, { cause: error, outcome: 'unknown' })
}

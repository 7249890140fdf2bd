import type { z } from 'zod'
import type { ConnectorContext } from './context.ts'
import { ConnectorError } from './errors.ts'
import { Shown } from './shown.ts'
import type { ShownReview } from './shown-review.ts'

/** What a view may use of the outside world: requests, and nothing that could lead to the store. */
export type ViewContext<Settings = unknown> = Pick<
  ConnectorContext<Settings>,
  'connection' | 'settings' | 'signal' | 'request'
>

/** Reviews of a place, fetched to be shown: for sources whose terms forbid storing. */
export interface ViewDefinition<Settings> {
  readonly name: string
  /** How the site writes the id of a place: the one thing of it that may be kept. */
  readonly placeId: z.ZodType<string>
  fetch(ctx: ViewContext<Settings>, placeId: string): AsyncIterable<Shown<ShownReview>>
}

/**
 * Declares a view. An id that the site cannot have is refused before anything is asked. What the view itself throws is replaced:
 * it may quote what it was reading, and errors are printed and logged. Errors of requests pass, which hold nothing of an answer.
 */
export function defineView<Settings>(definition: ViewDefinition<Settings>): ViewDefinition<Settings> {
  return {
    ...definition,
    async *fetch(ctx, given) {
      const placeId = placeOf(definition, ctx, given)
      const told = new WeakSet<object>()
      const { connection, settings, signal } = ctx
      const request: typeof ctx.request = async (options) => {
        try {
          return await ctx.request(options)
        } catch (error) {
          if (error instanceof Error) told.add(error)
          throw error
        }
      }
      try {
        for await (const item of definition.fetch({ connection, settings, signal, request }, placeId)) {
          signal.throwIfAborted()
          yield marked(item)
        }
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof Error && told.has(error)) throw error
        const where = `${connection}: the view ${definition.name} of place ${placeId}`
        throw new ConnectorError(
          'contract',
          `${where} failed on what the site answered, which may not be repeated: report this as a fault`,
        )
      }
    },
  }
}

function placeOf<Settings>(
  { placeId }: ViewDefinition<Settings>,
  ctx: ViewContext<Settings>,
  given: string,
): string {
  const parsed = placeId.safeParse(given)
  if (parsed.success) return parsed.data
  const why = parsed.error.issues[0]?.message ?? 'it is written otherwise'
  throw new ConnectorError('invalid', `${ctx.connection}: "${given}" is no id of a place there: ${why}`)
}

/** Content that was given unmarked is marked all the same. */
function marked(item: Shown<ShownReview>): Shown<ShownReview> {
  return item instanceof Shown ? item : new Shown(item)
}

import { checkInTurn } from '../check-attempt.ts'
import type { CheckResult } from '../connector.ts'
import type { ConnectorContext } from '../context.ts'
import { listPlaces } from './listed-places.ts'
import type { ReadAgain, ReviewSite } from './review-site.ts'

/** Whether the site is reached, which places the sign-in sees, whether reviews can be read, and replies be sent. */
export function checkSite<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
  ctx: ConnectorContext<Settings>,
): AsyncGenerator<CheckResult> {
  // Sites count calls, and some read each place by one: once is enough.
  let listed: ReturnType<typeof listPlaces> | null = null
  const places = (): ReturnType<typeof listPlaces> => {
    listed ??= listPlaces(site, ctx)
    return listed
  }
  return checkInTurn({
    authorised: async () => {
      await places()
      return { ok: true, detail: `${site.title} answers and takes the sign-in` }
    },
    places: async () => {
      const { length } = (await places()).places
      const advice = 'none is seen: sign in as somebody who manages one'
      return length === 0 ? { ok: false, detail: advice } : { ok: true, detail: `${length} can be read` }
    },
    reviews: async () => {
      const [first] = (await places()).places
      const page = await site.reviewPage(ctx, first?.path ?? '', { token: null, from: null })
      const count = page.total ?? page.records.length
      const shown = first?.shown === undefined ? '' : `; ${site.title} itself shows ${first.shown}`
      return {
        ok: true,
        detail: `can be read; place ${first?.id} has ${count}${page.total === null ? ' or more' : ''}${shown}`,
      }
    },
    replies: async () => {
      const problem = site.replyProblem(ctx.settings, 'Thank you')
      return { ok: true, detail: problem === null ? 'can be sent' : problem.message }
    },
  })
}

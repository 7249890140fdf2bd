import type { Reject } from '@rapport/connector'

/** Says of a second that it held more than Zendesk could show, so that it is not lost without a word. */
export function cutSecondReject(what: string, second: number): Reject {
  const at = new Date(second * 1_000).toISOString()
  return {
    type: 'reject',
    id: `${what} of ${at}`,
    reason: `more ${what} changed at ${at} than fit on one page of Zendesk's export, and it cannot go on within a second: what did not fit comes when it changes again`,
  }
}

import { seededRandom } from '@rapport/stats'

/** A line of an events file, before it is written. */
export type EventKeys = Readonly<Record<string, unknown>> & { readonly ticketId: string }

const start = Date.UTC(2026, 0, 5, 8)

/**
 * Histories of many tickets, the sensible and the others: calls, bots, handoffs, halves of assignments, reopenings, merges, spam,
 * deletions, tickets without a creation. Whole seconds. Shuffled, and one in ten stands there twice.
 */
export function randomEvents(count: number, seed: number): readonly EventKeys[] {
  const random = seededRandom(seed)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  const chance = (share: number): boolean => random() < share
  const lines: EventKeys[] = []
  for (let ticket = 0; ticket < count; ticket += 1) {
    const ticketId = `t${ticket}`
    let at = start + Math.floor(random() * 60 * 86_400) * 1_000
    let number = 0
    const add = (type: string, keys: Readonly<Record<string, unknown>> = {}): void => {
      number += 1
      const id = chance(0.5)
        ? { id: `${ticketId}-${number}`, ...(chance(0.3) ? { source: 'desk' } : {}) }
        : {}
      lines.push({ ticketId, type, at: new Date(at).toISOString(), ...id, ...keys })
    }
    const message = (author: string, keys: Readonly<Record<string, unknown>> = {}): void =>
      add('message', { direction: author === 'customer' ? 'in' : 'out', author, kind: 'email', ...keys })
    if (!chance(0.05)) {
      add('created', {
        initiator: pick(['customer', 'customer', 'customer', 'agent', 'system']),
        channel: pick(['email', 'chat', null]),
        customerId: chance(0.9) ? `c${Math.floor(random() * count * 0.4)}` : null,
        topic: pick(['billing', 'delivery', null]),
        ...(chance(0.1) ? { imported: true } : {}),
        ...(chance(0.2) ? { vendorFirstResponseSeconds: 900 } : {}),
      })
    }
    const steps: readonly (() => void)[] = [
      () => message('customer', chance(0.3) ? { sessionId: pick(['s1', 's2']) } : {}),
      () => message('customer'),
      () => message('agent', { authorId: pick(['a1', 'a2', 'a3']) }),
      () => message('agent', { authorId: pick(['a1', 'a2']), visibility: pick(['public', 'private']) }),
      () => message('agent', { authorId: 'a1', loggedAt: new Date(at + 3_600_000).toISOString() }),
      () => message(pick(['bot', 'automation', 'campaign', 'system']), { automatic: chance(0.5) }),
      () => message('customer', { ...called(), authorId: 'a2' }),
      () => add('status', { to: 'solved', from: 'open', ...(chance(0.3) ? { by: 'agent' } : {}) }),
      () => add('status', { to: pick(['open', 'pending_customer', 'on_hold', 'solved', 'closed']) }),
      () => add('status', { to: 'Waiting', category: 'on_hold', ...(chance(0.3) ? { by: 'customer' } : {}) }),
      () => add('assigned', { agent: pick(['a1', 'a2', null]) }),
      () => add('assigned', { team: pick(['first', 'second', null]) }),
      () => add('assigned', { agent: 'a3', team: 'third' }),
      () => add('bot_handoff'),
      () => add('priority', { from: pick([null, 'low']), to: pick(['high', null]) }),
      () =>
        add('survey', { satisfaction: 1 + Math.floor(random() * 10), resolved: pick([true, false, null]) }),
      () => add('survey', { resolved: pick([true, false]) }),
      () => add('schedule_applied', { schedule: 'day' }),
    ]
    const called = () => ({
      kind: 'call',
      ringAt: new Date(at).toISOString(),
      answeredAt: chance(0.7) ? new Date(at + 30_000).toISOString() : null,
    })
    for (let left = Math.floor(random() * 14); left > 0; left -= 1) {
      at += Math.floor(random() * (chance(0.7) ? 3 : 90) * 3_600 + 1) * 1_000
      pick(steps)()
    }
    const ends: readonly (readonly [number, () => void])[] = [
      [0.05, () => add(pick(['spam', 'trash', 'test', 'deleted']))],
      [0.03, () => add('restore')],
      [0.05, () => add('merged', { into: `t${Math.floor(random() * count)}` })],
    ]
    for (const [share, end] of ends) {
      at += 60_000
      if (chance(share)) end()
    }
  }
  const twice = lines.filter(() => chance(0.1))
  return [...lines, ...twice]
    .map((line) => ({ line, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ line }) => line)
}

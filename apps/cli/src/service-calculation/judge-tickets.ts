import {
  type FirstContactPolicy,
  type FirstContactTicket,
  type JudgedTicket,
  withRepeatContacts,
} from '@rapport/metrics'
import type { FcrPolicy } from './fcr-policy.ts'
import type { MeasuredTicket, MeasuredTickets } from './measure-tickets.ts'

/** A verdict of first-contact resolution. */
export type Verdict = JudgedTicket['fcr']

/** Told of each ticket once, with the verdict on it. */
export type OnJudged = (ticket: MeasuredTicket, verdict: Verdict) => void

/** The verdicts on the tickets, by their places. A preset of another system looks at each ticket alone. */
export function judgeTickets(
  measured: MeasuredTickets,
  policy: FcrPolicy,
  onJudged: OnJudged,
): readonly Verdict[] {
  const verdicts = new Verdicts(measured.order.length)
  const judge = policy.kind === 'rapport' ? judgeTogether(policy.policy) : judgeAlone
  for (const places of placesByCustomer(measured)) {
    const tickets = places.map((place) => measured.tickets.at(place))
    const judged = judge(tickets)
    for (const [index, ticket] of tickets.entries()) {
      onJudged(ticket, verdicts.put(places[index] ?? 0, judged[index] ?? alone(ticket)))
    }
  }
  return verdicts.all
}

/** Verdicts are few and tickets many: equal ones are kept once. */
class Verdicts {
  readonly all: Verdict[]
  readonly #known = new Map<string, Verdict>()

  constructor(length: number) {
    this.all = new Array<Verdict>(length)
  }

  put(place: number, { resolved, reason, repeated }: Verdict): Verdict {
    const name = `${resolved} ${reason} ${repeated}`
    const known = this.#known.get(name) ?? { resolved, reason, repeated }
    this.#known.set(name, known)
    this.all[place] = known
    return known
  }
}

const alone = ({ own }: MeasuredTicket): Verdict => ({ ...own, repeated: null })

const judgeAlone = (tickets: readonly MeasuredTicket[]): readonly Verdict[] => tickets.map(alone)

const judgeTogether =
  (policy: FirstContactPolicy) =>
  (tickets: readonly MeasuredTicket[]): readonly Verdict[] =>
    withRepeatContacts(tickets.map(firstContactTicket), policy)

function firstContactTicket({ own, metrics }: MeasuredTicket): FirstContactTicket {
  const { createdAt, customerId, initiator, standing, topic } = metrics
  return { ...own, createdAt, customerId, initiator, standing, topic }
}

/** The places of each customer's tickets, the customers in the order of their first ones; a ticket of nobody known is alone. */
function* placesByCustomer({ order, customerIds }: MeasuredTickets): Generator<readonly number[]> {
  const groups = new Map<string, number[]>()
  for (const place of order) {
    const customerId = customerIds[place] ?? null
    if (customerId === null) yield [place]
    else {
      const group = groups.get(customerId)
      if (group === undefined) groups.set(customerId, [place])
      else group.push(place)
    }
  }
  yield* groups.values()
}

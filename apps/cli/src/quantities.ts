import type { Counts } from '@rapport/run'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A count with thousands set apart: `12,000`. */
export function count(value: number): string {
  return whole.format(value)
}

/** A length of time in words: `0.4 s`, `34 s`, `5 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const rounded = Math.round(seconds)
  if (rounded < 60) return `${rounded} s`
  const [minutes, rest] = [Math.floor(rounded / 60), rounded % 60]
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/**
 * Counts in the words of the people who read them, singular and plural; a single text for what happens once or not at
 * all; null for what only the program needs, or what another count says already. A count that is not named here is told by
 * its name.
 */
const words: Readonly<Record<string, readonly [one: string, many: string] | string | null>> = {
  inserted: ['new', 'new'],
  updated: ['changed', 'changed'],
  rejected: ['set aside', 'set aside'],
  records: ['record', 'records'],
  links: null,
  customersCreated: ['new customer', 'new customers'],
  customersRemoved: ['customer gone', 'customers gone'],
  deals: ['deal', 'deals'],
  partiesChanged: null,
  recordsSetAside: ['record set aside', 'records set aside'],
  unassignedDeals: ['deal without a customer', 'deals without a customer'],
  customers: ['customer with orders', 'customers with orders'],
  scored: ['scored', 'scored'],
  changed: null,
  cleared: ['lost its value', 'lost their value'],
  refitted: 'model fitted anew',
  ticketsMeasured: ['ticket measured', 'tickets measured'],
  ticketsJudged: null,
  serviceScores: null,
  experienceScores: null,
  healthScores: null,
  reviewsMeasured: ['review measured', 'reviews measured'],
  placesLinked: null,
  reviewersLinked: null,
  reputationScores: null,
  considered: null,
  holding: null,
  changing: null,
  heldBack: ['held since a revert', 'held since a revert'],
  drifted: ['edited by a person', 'edited by a person'],
  partlyDrifted: ['edited in part', 'edited in part'],
  planned: ['to write', 'to write'],
  withoutExchangeRate: ['without an exchange rate', 'without an exchange rate'],
  readBack: ['read back', 'read back'],
  applied: ['written', 'written'],
  alreadyThere: ['there already', 'there already'],
  refused: ['left alone', 'left alone'],
  gone: ['gone from there', 'gone from there'],
  readCalls: ['call to read', 'calls to read'],
  writeCalls: ['call to write', 'calls to write'],
}

/** Counts by name in a row: `1,200 read, 3 set aside`. Zeros are left out. */
export function counts(values: Counts): string {
  return Object.entries(values)
    .flatMap(([name, value]) => {
      const known = Object.hasOwn(words, name) ? words[name] : undefined
      if (value === 0 || known === null) return []
      if (typeof known === 'string') return [known]
      return [`${count(value)} ${known?.[value === 1 ? 0 : 1] ?? name}`]
    })
    .join(', ')
}

/** The sum of all counts. */
export function total(values: Counts): number {
  return Object.values(values).reduce((sum, value) => sum + value, 0)
}

import type { CustomerLevel } from '@rapport/model'

/** How parties become customers. A change of any of it is applied to everything at the next run. */
export interface IdentitySettings {
  /** What a customer is: a company or a person. */
  readonly level: CustomerLevel
  /** ISO 3166-1 alpha-2: the country of phone numbers that are written without one. Null: such numbers link nothing. */
  readonly defaultCountry: string | null
  /** The connector of each connection, so that a record can be found that is named by its system. Default: none is known. */
  readonly connectors?: Readonly<Record<string, string>>
  /** Per connection, the label of the contact that a deal counts for (contact level only). */
  readonly associationLabels: Readonly<Record<string, string | null>>
  /**
   * Which companies are one customer beside those that are the same: `own` none, `ultimate-parent` all below one ultimate
   * parent (company level only). Default `own`.
   */
  readonly accounts?: 'own' | 'ultimate-parent'
  /** More records than this are never one customer by what they share alone. Default 50. */
  readonly maxComponent?: number
}

export interface ResolveOptions {
  /** Records or deals per transaction. Default 2,000. */
  readonly batchSize?: number
  /** Stops after the batch in work; the next run goes on from there. */
  readonly signal?: AbortSignal | undefined
  /** Told after every committed batch. */
  readonly onProgress?: (counts: Readonly<ResolveCounts>) => void
}

/** What a run did. */
export interface ResolveCounts {
  /** Changed contacts or companies that were read. */
  records: number
  /** Links from a record to its customer that were made, moved or taken away. */
  links: number
  customersCreated: number
  customersRemoved: number
  /** Deals whose party was chosen, because they or their parties changed. */
  deals: number
  /** Deals that now count for another record than before. */
  partiesChanged: number
  /** Contacts or companies that are set aside now, over all runs: what they share was not used. */
  recordsSetAside: number
  /** Deals that belong to no customer now, over all runs. */
  unassignedDeals: number
}

/** The number of records that one customer can have at most, unless set otherwise. */
export const defaultMaxComponent = 50
/** Records or deals per transaction, unless set otherwise. */
export const defaultBatchSize = 2000

/** Whether subsidiaries count for their ultimate parents. */
export function rollsUp({ level, accounts }: Pick<IdentitySettings, 'level' | 'accounts'>): boolean {
  return level === 'company' && accounts === 'ultimate-parent'
}

/** @throws RangeError that names the setting. */
export function checkPositive(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a whole number of at least 1, not ${value}`)
  }
  return value
}

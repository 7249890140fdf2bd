/** A value as HubSpot sends it: always a string, or null when unset. */
export type PropertyValue = string | null

/** The stored properties of one record. Unset properties have no key. */
export type PropertyValues = Readonly<Record<string, string>>

/** One value that a property had. An empty value cleared it. */
export interface PropertyVersion {
  readonly value: string
  /** Epoch milliseconds. */
  readonly at: number
  /** `CRM_UI`, `INTEGRATION`, `AUTOMATION_PLATFORM` and the like. */
  readonly sourceType: string
  readonly userId?: number | undefined
}

/** The values that properties had, oldest first. */
export type PropertyHistory = Readonly<Record<string, readonly PropertyVersion[]>>

/**
 * One version of one record. A write replaces the whole version and never changes one in place, so that the search
 * index can go on showing the version from before the write for as long as the index lags.
 */
export interface RecordVersion {
  readonly id: number
  readonly properties: PropertyValues
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds; what `lastmodifieddate` / `hs_lastmodifieddate` and `updatedAt` say. */
  readonly modifiedAt: number
  /** Epoch milliseconds, or null while the record is live. */
  readonly archivedAt: number | null
  /** Kept for tickets; of a property that is not in it, the present value is all that is known. */
  readonly history?: PropertyHistory | undefined
}

/** Parses an object id as it stands in a URL or a body; null when it cannot be one. */
export function parseId(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** Epoch milliseconds as HubSpot prints a `datetime` value. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

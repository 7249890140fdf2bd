import type { Instant } from '@rapport/model'
import type { Answer } from '../context.ts'
import { ConnectorError } from '../errors.ts'

/**
 * The vendor's clock, by the `Date` of an answer (RFC 9110, section 6.6.1). A connector has no clock of its own, and this is the
 * one that also stamps the vendor's records.
 * @throws ConnectorError of kind `contract` where there is none.
 */
export function vendorClock({ headers }: Pick<Answer<unknown>, 'headers'>): Instant {
  const at = Date.parse(headers.date ?? '')
  if (Number.isNaN(at)) {
    throw new ConnectorError(
      'contract',
      'the answer tells no time (header Date): look for a proxy on the way that takes it off, and run again',
    )
  }
  return new Date(at).toISOString()
}

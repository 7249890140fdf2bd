import { type CustomerRate, customerRate } from '../retention/customer-rate.ts'
import type { PersonWave } from './person-waves.ts'

/** How many of those whom a survey reached answered it. */
export interface SurveyResponseRate {
  /** Completed ÷ delivered; null where of none it is known that it was delivered. */
  readonly rate: CustomerRate | null
  /** People and waves of which the source does not tell whether the survey was delivered: in neither count. */
  readonly deliveryUnknown: number
  readonly notDelivered: number
}

/**
 * Completed ÷ delivered, per person and wave, so that a reminder is no second survey. An answer shows that its survey was
 * delivered, but a file that holds answers alone would then always say 100 %; so only known deliveries count.
 */
export function surveyResponseRate(waves: readonly PersonWave[]): SurveyResponseRate {
  const delivered = waves.filter((wave) => wave.delivered === true)
  const completed = delivered.filter(({ answers }) => answers.length > 0)
  return {
    rate: customerRate(completed.length, delivered.length),
    deliveryUnknown: waves.filter((wave) => wave.delivered === null).length,
    notDelivered: waves.filter((wave) => wave.delivered === false).length,
  }
}

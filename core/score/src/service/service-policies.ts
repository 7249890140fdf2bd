import type { ServiceSettings } from '@rapport/config'
import {
  type BusinessCalendar,
  businessCalendar,
  type FirstContactPolicy,
  RAPPORT_SERVICE_POLICY,
  type ServicePolicy,
  scheduleFile,
} from '@rapport/metrics'

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 }

/** The seconds of a duration such as `30m`, `2h` or `1d`, as the configuration's schema lets it through. */
export function durationSeconds(text: string): number {
  return Number(text.slice(0, -1)) * (unitSeconds[text.slice(-1)] ?? Number.NaN)
}

/** The policy that response times are measured by. */
export function servicePolicy({
  target,
  targetByPriority,
  targetClock,
  countBot,
}: ServiceSettings): ServicePolicy {
  return {
    ...RAPPORT_SERVICE_POLICY,
    countBot,
    firstResponseTarget: {
      seconds: durationSeconds(target),
      clock: targetClock,
      byPriority: Object.fromEntries(
        Object.entries(targetByPriority).map(([priority, text]) => [priority, durationSeconds(text)]),
      ),
    },
  }
}

/** The policy that first-contact resolution is judged by. */
export function firstContactPolicy({ fcr }: ServiceSettings): FirstContactPolicy {
  return {
    id: fcr.sameTopic ? `rapport-fcr-${fcr.windowDays}d-topic@1` : `rapport-fcr-${fcr.windowDays}d@1`,
    windowDays: fcr.windowDays,
    sameTopic: fcr.sameTopic,
  }
}

/** The working hours; null where none are set. */
export function serviceCalendar({ schedules }: ServiceSettings): BusinessCalendar | null {
  return schedules.length === 0 ? null : businessCalendar(scheduleFile.parse({ schedules }))
}

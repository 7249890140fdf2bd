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

/** The policy that response times are measured by. Its id says in what it differs from Rapport's own. */
export function servicePolicy(settings: ServiceSettings): ServicePolicy {
  const { target, targetByPriority, targetClock, countBot } = settings
  return {
    ...RAPPORT_SERVICE_POLICY,
    id: policyId(settings),
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

function policyId({ target, targetByPriority, targetClock, countBot }: ServiceSettings): string {
  const differences = [
    ...(durationSeconds(target) === RAPPORT_SERVICE_POLICY.firstResponseTarget?.seconds ? [] : [target]),
    ...(targetClock === 'business' ? ['business'] : []),
    ...(Object.keys(targetByPriority).length === 0 ? [] : ['by-priority']),
    ...(countBot ? ['bot'] : []),
  ]
  return RAPPORT_SERVICE_POLICY.id.replace('@', ['', ...differences].join('-').concat('@'))
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

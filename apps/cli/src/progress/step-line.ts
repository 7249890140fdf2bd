import type { RunEvent } from '@rapport/run'
import { count, counts, duration } from '../quantities.ts'
import { type ExpectedStep, stepSubject } from '../steps.ts'

/** A step's line on a terminal: what it works on, and how far it is. */
export function stepLine(step: ExpectedStep, event: RunEvent | null): string {
  const subject = stepSubject(step)
  switch (event?.type) {
    case 'step-progress': {
      const parts = [
        counts(event.counts),
        `${count(event.perSecond)}/s`,
        event.callsMade > 0 ? callsText(event.callsMade, event.callsLeft) : '',
        event.secondsToGo === null ? '' : `${duration(event.secondsToGo)} to go`,
      ]
      return `${subject}  ${parts.filter((part) => part !== '').join(', ')}`
    }
    case 'step-finished':
      return `${subject}  ${counts(event.counts) || 'nothing to do'} (${duration(event.seconds)})`
    case 'step-failed':
      return `${subject}  ${event.message}`
    default:
      return subject
  }
}

function callsText(made: number, left: number | null): string {
  const said = `${count(made)} ${made === 1 ? 'call' : 'calls'}`
  return left === null ? said : `${said} (${count(left)} left)`
}

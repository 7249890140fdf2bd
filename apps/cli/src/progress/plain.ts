import type { RunEvent } from '@rapport/run'
import { counts, duration } from '../quantities.ts'
import { stepTitle } from '../steps.ts'

/** Where no terminal watches: one plain line per finished step, nothing in between. */
export function plainProgress(tell: (line: string) => void): (event: RunEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'run-started':
        if (event.resumed) tell(`run ${event.runId} goes on where an interrupted one stopped`)
        break
      case 'step-finished':
        tell(
          `${stepTitle(event.step)}: ${counts(event.counts) || 'nothing to do'} (${duration(event.seconds)})`,
        )
        break
      case 'step-failed':
        tell(`${stepTitle(event.step)} ${event.isParked ? 'waits' : 'failed'}: ${event.message}`)
        break
    }
  }
}

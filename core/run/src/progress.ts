import type { Counts, RunEvent, StepReference } from './events.ts'

/** Tells what a step does, at most four times a second. */
export interface StepProgress {
  report(counts: Counts, total?: number): void
}

/** Turns a step's counts into events with rates. The rate is that of the count `read`, else of `done`. */
export function stepProgress(
  step: StepReference,
  emit: (event: RunEvent) => void,
  calls: { readonly made: number; readonly left: number | null },
): StepProgress {
  const started = performance.now()
  let last = 0
  return {
    report: (counts, total) => {
      const now = performance.now()
      if (now - last < 250) return
      last = now
      const rows = counts.read ?? counts.done ?? 0
      const perSecond = rows / Math.max(0.001, (now - started) / 1000)
      emit({
        type: 'step-progress',
        step,
        counts,
        perSecond,
        callsMade: calls.made,
        callsLeft: calls.left,
        secondsToGo: total === undefined || perSecond === 0 ? null : Math.max(0, (total - rows) / perSecond),
      })
    },
  }
}

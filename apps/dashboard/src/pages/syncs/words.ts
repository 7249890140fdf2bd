import type { Format } from '../../messages/format.ts'
import { findMessage, message, named } from '../../messages/message.ts'
import type { ListedRun, Step } from './queries.ts'

/** The text of a name that the server gave; the name itself where no text is known. */
export const worded =
  (group: string) =>
  (name: string): string =>
    findMessage(`${group}.${name}`) ?? name.replaceAll('_', ' ')

export const runStateText = worded('runState')

/** How a run stands. One that reverts a plan says whether it put all back, not what else is set aside. */
export const stateOfRunText = ({ kind, state }: Pick<ListedRun, 'kind' | 'state'>): string =>
  kind === 'revert' && state === 'partial' ? message('runState.partial.revert') : runStateText(state)

export const stepStateText = worded('stepState')
const planStateName = worded('planState')

/** How a plan stands. One in which nothing changes waits for nobody. */
export function planStateText({
  state,
  changes,
}: {
  readonly state: string
  readonly changes?: number | null
}): string {
  return changes === 0 && state === 'planned' ? message('planState.nothing') : planStateName(state)
}

/** The tone of how a plan stands. */
export const planTone = ({ state, changes }: { readonly state: string; readonly changes: number | null }) =>
  changes === 0 && state === 'planned' ? 'neutral' : toneOf(state)
export const itemStateText = worded('itemState')
export const stageText = worded('rejectStage')
/** What a run that goes on is at. */
export const stageOfRun = worded('run.stage')
export const outcomeText = worded('rejectOutcome')
const kindText = worded('runKind')

type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent'

const tones: Readonly<Record<string, Tone>> = {
  ...{ running: 'accent', applying: 'accent', sending: 'accent', planned: 'accent' },
  ...{ succeeded: 'good', applied: 'good', mended: 'good' },
  ...{ partial: 'warn', stopped: 'warn', waiting: 'warn', drifted: 'warn', refused: 'warn' },
  ...{ failed: 'bad', rejected: 'bad', 'failed again': 'bad' },
}

/** The tone of a state; the word beside it says the same. */
export const toneOf = (state: string): Tone => tones[state] ?? 'neutral'

/** What a run is: a sync, or a plan that is applied or taken back. */
export function runText({ kind, dryRun, plan }: Pick<ListedRun, 'kind' | 'dryRun' | 'plan'>): string {
  const what = kindText(kind)
  if (plan !== null) return message('runs.ofPlan', { kind: what, id: String(plan.id) })
  return dryRun ? message('runs.dry', { kind: what }) : what
}

/** Who or what began a run. */
export function begunBy({ requestedBy, schedule }: Pick<ListedRun, 'requestedBy' | 'schedule'>): string {
  if (schedule !== null) return message('runs.schedule', { name: schedule })
  return requestedBy ?? message('runs.commandLine')
}

/** What is written to: a kind of record of a connection. */
export const targetText = ({
  connection,
  entity,
}: {
  readonly connection: string
  readonly entity: string
}): string => `${connection} ${named('entity', entity)}`

/** What a step does, in words. */
export function stepText({
  name,
  connection,
  subject,
}: Pick<Step, 'name' | 'connection' | 'subject'>): string {
  const what = [connection, subject === null ? null : named('entity', subject)]
    .filter((part) => part !== null)
    .join(' ')
  if (name === 'extract' || name === 'plan' || name === 'write') return message(`stepName.${name}`, { what })
  if (name === 'resolve' || name === 'score') return message(`stepName.${name}`)
  return [name, what].join(' ')
}

/** How long something took; what took less than a second is not told as none. */
export function tookText(seconds: number, format: Pick<Format, 'duration'>): string {
  return seconds < 1 ? message('run.step.moment') : format.duration(seconds)
}

/** What a count counts; the words of its name where no text is known. */
export const countName = (name: string, count?: number): string =>
  findMessage(`stepCount.${name}`, count) ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Counts in words: `12 read, 3 rejected`. Nothing of what is zero. */
export function countsText(
  counts: Readonly<Record<string, number>>,
  write: (count: number) => string,
): string {
  return Object.entries(counts)
    .filter(([name, count]) => count !== 0 && name !== 'done')
    .map(([name, count]) =>
      message('step.count', {
        n: write(count),
        name: countName(name, count),
      }),
    )
    .join(', ')
}

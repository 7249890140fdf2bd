import { formatReference } from '@rapport/model'
import { runStages, type showPlan, type Workspace } from '@rapport/run'
import { existingPlan } from './existing-plan.ts'
import { exitCodes, exitWith } from './exit-codes.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult, tell } from './output.ts'
import { count } from './quantities.ts'
import { exitCodeOfRun } from './run-report.ts'
import { watchRun } from './watch-run.ts'

interface ShowPlansOptions extends GlobalOptions {
  readonly show: number
  readonly new?: boolean
  readonly wait?: boolean
}

type ShownPlan = NonNullable<Awaited<ReturnType<typeof showPlan>>>

/** Prints plans, old → new; the latest where none is named. */
export async function showPlans(options: ShowPlansOptions, numbers: readonly number[]): Promise<void> {
  await withWorkspace(options, async (workspace, signal) => {
    if (options.new === true) return planAnew(workspace, options, signal)
    const shown = await existingPlans(workspace, numbers.length > 0 ? numbers : [undefined], options.show)
    printResult(options, shown, () => shown.flatMap(describePlan))
  })
}

/** Plans in a dry run and prints what that made: no plan of before stands for one that was not made. */
async function planAnew(workspace: Workspace, options: ShowPlansOptions, signal: AbortSignal): Promise<void> {
  const { config, connectors } = workspace
  const run = { stages: ['resolve', 'score', 'plan'], connections: null } as const
  const result = await watchRun({ config, connectors, ...run }, (onEvent) =>
    runStages(workspace, {
      ...run,
      dryRun: true,
      wait: options.wait ?? false,
      confirm: false,
      signal,
      onEvent,
    }),
  )
  if (result.message !== null && result.state !== 'cancelled') tell(`rapport: ${result.message}`)
  const exitCode = exitCodeOfRun(result, false)
  const shown = await existingPlans(workspace, result.planIds, options.show)
  printResult(options, shown, () =>
    shown.length === 0 && exitCode === exitCodes.ok
      ? ['no plan was made: nothing is written back']
      : shown.flatMap(describePlan),
  )
  exitWith(exitCode)
}

async function existingPlans(
  workspace: Workspace,
  numbers: readonly (number | undefined)[],
  show: number,
): Promise<readonly ShownPlan[]> {
  const shown: ShownPlan[] = []
  for (const planId of numbers) shown.push(await existingPlan(workspace, planId, show))
  return shown
}

/** A plan as lines to read: what it is, and old → new for the records of the page. */
export function describePlan({ plan, page }: ShownPlan): string[] {
  const items = Object.entries(plan.items).map(([state, number]) => `${count(number)} ${state}`)
  const kind = plan.kind === 'revert' ? `, which reverts plan ${plan.reverts},` : ''
  const target = `${plan.connection}/${plan.entity}`
  return [
    `plan ${plan.id}${kind} for ${target}: ${plan.state}; ${items.join(', ') || 'no changes'}`,
    ...(plan.linesNotKept > 0 ? ['a newer plan took its place: what was not sent is not kept'] : []),
    ...page.lines.flatMap((line) => describeLine(plan, line)),
    ...(page.next === null ? [] : ['… more: give a larger --show']),
  ]
}

function describeLine(plan: ShownPlan['plan'], line: ShownPlan['page']['lines'][number]): string[] {
  const record = formatReference({ connection: plan.connection, entity: plan.entity, id: line.recordId })
  const width = Math.max(0, ...line.changes.map(({ field }) => field.length))
  return [
    `${record}  ${line.state}${line.reason === null ? '' : `: ${line.reason}`}`,
    ...line.changes.map(
      ({ field, before, after }) => `  ${field.padEnd(width)}  ${shown(before)} → ${shown(after)}`,
    ),
  ]
}

function shown(value: string | number | null): string {
  return value === null ? '(empty)' : String(value)
}

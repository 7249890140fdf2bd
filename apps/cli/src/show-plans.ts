import { formatReference } from '@rapport/model'
import { runStages, type showPlan, type Workspace } from '@rapport/run'
import { existingPlan } from './existing-plan.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult, tell } from './output.ts'
import { count } from './quantities.ts'
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
    const made = options.new === true ? await planAnew(workspace, options, signal) : numbers
    const shown: ShownPlan[] = []
    for (const planId of made.length > 0 ? made : [undefined]) {
      shown.push(await existingPlan(workspace, planId, options.show))
    }
    printResult(options, shown, () => shown.flatMap((plan) => describePlan(plan)))
  })
}

async function planAnew(
  workspace: Workspace,
  options: ShowPlansOptions,
  signal: AbortSignal,
): Promise<readonly number[]> {
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
  if (result.message !== null) tell(`rapport: ${result.message}`)
  return result.planIds
}

/** A plan as lines to read: what it is, and old → new for the records of the page. */
export function describePlan({ plan, page }: ShownPlan): string[] {
  const items = Object.entries(plan.items).map(([state, number]) => `${count(number)} ${state}`)
  const kind = plan.kind === 'revert' ? `, which reverts plan ${plan.reverts},` : ''
  const target = `${plan.connection}/${plan.entity}`
  return [
    `plan ${plan.id}${kind} for ${target}: ${plan.state}; ${items.join(', ') || 'no changes'}`,
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

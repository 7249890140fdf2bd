import { type AppliedPlan, applyPlanById, latestOpenPlan, type Workspace } from '@rapport/run'
import { CommandError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { existingPlan } from './existing-plan.ts'
import { exitCodes, exitWith } from './exit-codes.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { counts } from './quantities.ts'

interface ApplyPlansOptions extends GlobalOptions {
  readonly confirm?: boolean
}

/** Writes the given plans, or all that are open but interrupted reverts, and says what became of them. */
export async function applyPlans(options: ApplyPlansOptions, numbers: readonly number[]): Promise<void> {
  const confirm = options.confirm ?? false
  await withWorkspace(
    options,
    async (workspace, signal) => {
      const applied: AppliedPlan[] = []
      for await (const planId of plansToApply(workspace, numbers)) {
        await mustNotBeStopped(workspace, planId, confirm)
        applied.push(await applyPlanById(workspace, planId, { confirm, signal }))
      }
      printResult(options, applied, () =>
        applied.length === 0
          ? ['nothing to apply: no plan is open']
          : applied.map(
              (plan) => `plan ${plan.planId}: ${counts({ ...plan.counts }) || 'nothing was left to write'}`,
            ),
      )
      const setAside = applied.some((plan) => plan.counts.rejected + plan.counts.refused > 0)
      exitWith(setAside ? exitCodes.rejects : exitCodes.ok)
    },
    'stopping; what was written so far is kept, and the same command goes on from there',
  )
}

/** The given plans, or one open plan after the other: a plan that was applied is open no more. */
async function* plansToApply(workspace: Workspace, numbers: readonly number[]): AsyncGenerator<number> {
  if (numbers.length > 0) {
    yield* numbers
    return
  }
  for (let open = await latestOpenPlan(workspace); open !== null; ) {
    yield open
    const next = await latestOpenPlan(workspace)
    if (next === open) return
    open = next
  }
}

async function mustNotBeStopped(workspace: Workspace, planId: number, confirm: boolean): Promise<void> {
  const { plan } = await existingPlan(workspace, planId, 1)
  if (plan.state !== 'stopped' || confirm) return
  throw new CommandError(
    `plan ${planId} was stopped by a guard rail: look at it with "${commandName} plan ${planId}", then run "${commandName} apply ${planId} --confirm"`,
    exitCodes.stopped,
  )
}

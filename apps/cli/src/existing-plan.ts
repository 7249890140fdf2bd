import { showPlan, type Workspace } from '@rapport/run'
import { PlanError } from '@rapport/writeback'
import { CommandError } from './command-error.ts'
import { commandName } from './command-name.ts'

/**
 * A plan by its number, with so many of its lines; the latest where none is named.
 * @throws CommandError that says where the numbers of plans stand, where there is no such plan.
 */
export async function existingPlan(workspace: Workspace, planId: number | undefined, limit: number) {
  const plan = await showPlan(workspace, { planId, limit }).catch((error: unknown) => {
    if (error instanceof PlanError && planId !== undefined) throw unknownPlan(planId)
    throw error
  })
  if (plan !== null) return plan
  throw new CommandError(`there is no plan yet: run "${commandName} sync --dry-run" first`)
}

function unknownPlan(planId: number): CommandError {
  return new CommandError(
    `there is no plan ${planId}: "${commandName} plan" shows the latest plan, "${commandName} runs" which runs made which plans`,
  )
}

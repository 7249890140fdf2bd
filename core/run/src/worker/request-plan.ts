import type { Database } from '@rapport/store'
import { hasLeftToRevert, loadPlan, PlanError, type PlanRecord } from '@rapport/writeback'
import { sql } from 'kysely'
import type { PlanOrder, StageName } from '../events.ts'
import { keepRequest, withJobs } from './request-run.ts'

/** A plan that a person wants applied, or taken back. */
export interface WantedPlan {
  readonly order: PlanOrder
  /** Apply it although a guard rail stopped it. */
  readonly confirm: boolean
  readonly requestedBy: string
}

/** Why a plan cannot be asked for: it waits for a person's word, or what it is does not allow it. */
export class PlanRequestError extends PlanError {
  readonly kind: 'unconfirmed' | 'impossible' | 'asked already'

  constructor(kind: PlanRequestError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

const stagesOf: Readonly<Record<PlanOrder['action'], readonly StageName[]>> = {
  apply: ['write'],
  revert: ['plan', 'write'],
}

/**
 * Asks for a run that applies one plan, or puts back what stood in the CRM before it. A worker does it as it does any run, so that
 * nothing is written twice, whoever is killed meanwhile.
 * @throws PlanError where there is none of this number; PlanRequestError where it cannot be done.
 */
export async function requestPlan(db: Database, wanted: WantedPlan): Promise<{ readonly requestId: number }> {
  const { order, confirm, requestedBy } = wanted
  return withJobs(db, (boss) =>
    db.transaction().execute(async (transaction) => {
      // Two who ask at the same time ask one after the other.
      await sql`select from plan where id = ${order.id} for update`.execute(transaction)
      const plan = await loadPlan(transaction, order.id)
      await mustBePossible(transaction, plan, order, confirm)
      await mustNotBeAsked(transaction, order.id)
      await transaction
        .insertInto('audit')
        .values({
          ...{ actor: requestedBy, action: `plan.${order.action}`, subject: `plan ${order.id}` },
          detail: JSON.stringify({ connection: plan.connection, entity: plan.entity, confirm }),
        })
        .execute()
      return keepRequest(transaction, boss, {
        ...{ stages: stagesOf[order.action], connections: [plan.connection], dryRun: false },
        ...{ confirm, requestedBy, plan: order },
      })
    }),
  )
}

async function mustBePossible(
  transaction: Database,
  plan: PlanRecord,
  { action, id }: PlanOrder,
  confirm: boolean,
): Promise<void> {
  if (action === 'revert') {
    if (plan.kind === 'revert')
      throw new PlanRequestError(
        'impossible',
        `plan ${id} is itself a revert: release its holds and plan again to write anew`,
      )
    if (!(await hasLeftToRevert(transaction, id)))
      throw new PlanRequestError('impossible', `plan ${id} wrote nothing that is left to revert`)
    return
  }
  if (plan.state === 'discarded')
    throw new PlanRequestError(
      'impossible',
      `plan ${id} was replaced by a newer one: apply that, or plan again`,
    )
  if (plan.state === 'applied' || plan.state === 'partial')
    throw new PlanRequestError('impossible', `plan ${id} was applied already`)
  if (plan.state === 'stopped' && !confirm)
    throw new PlanRequestError(
      'unconfirmed',
      `plan ${id} was stopped by a guard rail: look at its changes, then confirm that they are meant`,
    )
}

async function mustNotBeAsked(transaction: Database, planId: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from run_request
    where plan->>'id' = ${String(planId)} and state in ('queued', 'running', 'waiting') limit 1
  `.execute(transaction)
  if (rows.length > 0)
    throw new PlanRequestError(
      'asked already',
      `plan ${planId} is under way already: wait until that has ended`,
    )
}

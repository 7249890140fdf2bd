import type { AnyConnector, ConnectorContext } from '@rapport/connector'
import { replaceConnectionRates } from '@rapport/store'
import { extractSteps } from './stages.ts'
import type { StepContext } from './steps.ts'

/** Reads the exchange rates that a vendor keeps, where it does: once in a run, with the first of its streams. */
export async function readVendorRates(
  { workspace, step, hold }: StepContext,
  connector: AnyConnector,
  ctx: ConnectorContext,
): Promise<void> {
  const [first] = extractSteps(workspace, [ctx.connection])
  if (connector.exchangeRates === undefined || first?.subject !== step.subject) return
  const rates = await connector.exchangeRates(ctx)
  if (rates === null) return
  await workspace.store.db.transaction().execute(async (transaction) => {
    await replaceConnectionRates(transaction, ctx.connection, rates)
    await hold.mustBeMine(transaction)
  })
}

import type { FirstContactPolicy, ServicePolicy } from '@rapport/metrics'
import type { Database } from '@rapport/store'

/** The number under which a pair of policies is kept; each row of a ticket says by which it was measured. */
export async function measuringPolicyId(
  db: Database,
  service: ServicePolicy,
  firstContact: FirstContactPolicy,
): Promise<number> {
  const names = { service: service.id, fcr: firstContact.id }
  const known = await db
    .selectFrom('ticket_policy')
    .select('id')
    .where('service', '=', names.service)
    .where('fcr', '=', names.fcr)
    .executeTakeFirst()
  if (known !== undefined) return known.id
  // Only where it is missing: an insert that finds it there uses a number up as well.
  const { id } = await db
    .insertInto('ticket_policy')
    .values(names)
    .onConflict((conflict) => conflict.columns(['service', 'fcr']).doUpdateSet(names))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

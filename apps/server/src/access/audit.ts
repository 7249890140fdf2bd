import type { Database } from '@rapport/store'

/** Notes who changed what. `subject` names the record; `detail` holds no secret. */
export async function audit(
  db: Database,
  actor: string,
  action: string,
  subject: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await db
    .insertInto('audit')
    .values({ actor, action, subject, detail: JSON.stringify(detail) })
    .execute()
}

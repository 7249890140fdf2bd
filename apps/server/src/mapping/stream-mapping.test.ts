import { openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { sampleValues } from './stream-mapping.ts'

test('what a site let be kept for a time is no sample any more once that time is over', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const give = (id: string, minutes: number) =>
    sql`
      insert into review (connection, id, data, hash, revision, expires_at)
      values ('yelp', ${id}, ${JSON.stringify({ text: id })}::jsonb, ${id}, 1, now() + make_interval(mins => ${minutes}))
    `.execute(db)
  await give('still there', 5)
  await give('over', -1)
  const { records, model } = await sampleValues(db, { connection: 'yelp', entity: 'review', hidden: false })
  expect(records).toBe(1)
  expect(model).toEqual([{ name: 'text', values: ['still there'] }])
})

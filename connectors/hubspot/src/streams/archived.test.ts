import { expect, test } from 'vitest'
import { openBareReading } from '../testing/bare-reading.ts'
import { ContactsPortal } from '../testing/contacts-portal.ts'
import { type ArchivedState, neverSwept, sweepArchived } from './archived.ts'

async function sweep(portal: ContactsPortal, previous: ArchivedState, upserted?: ReadonlySet<string>) {
  const reading = await openBareReading(portal.connection.ctx)
  const deletes: string[] = []
  const changes = sweepArchived(reading, previous, upserted)
  let step = await changes.next()
  while (!step.done) {
    deletes.push(step.value.id)
    step = await changes.next()
  }
  return { deletes, ...step.value }
}

test('a record that search brought back is deleted again, though its delete was yielded before', async () => {
  await using portal = await ContactsPortal.open(5)
  await portal.archive(2)
  await portal.archive(3)
  const first = await sweep(portal, neverSwept)
  expect(first.deletes).toEqual(['2', '3'])
  const second = await sweep(portal, first.state, new Set(['3', '4']))
  expect(second).toEqual({ deletes: ['3'], state: first.state, shrunk: false })
})

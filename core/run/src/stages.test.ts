import { type ConfigurationInput, configuration } from '@rapport/config'
import { expect, test } from 'vitest'
import { fieldSelection, stepSelection } from './field-selection.ts'
import { extractSteps, mustHaveConnections, writeTargets } from './stages.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const config = (given: ConfigurationInput) => configuration.parse(given)

test('Every wanted stream of every connection that is asked for is read', async () => {
  await using opened = await openTestWorkspace()
  const workspace = opened.configured({
    connections: { crm: { connector: 'test' }, shop: { connector: 'test', streams: ['deal'] } },
  })
  const steps = (only: readonly string[] | null) =>
    extractSteps(workspace, only).map(({ connection, subject }) => `${connection}/${subject}`)
  expect(steps(null)).toEqual(['crm/contact', 'crm/deal', 'shop/deal'])
  expect(steps(['shop'])).toEqual(['shop/deal'])
})

test('A stream reads what is mapped, what is kept beside, and what Rapport writes to the same records', () => {
  const written = config({
    connections: {
      crm: {
        connector: 'test',
        mapping: {
          contact: { fields: { name: 'full_name' }, extra: ['tier'] },
          deal: { associationLabel: 'Buyer' },
        },
      },
    },
    writeBack: { crm: { contact: ['clv', 'why'] } },
  })
  expect(fieldSelection(written, 'crm', 'contact')).toEqual({
    mapping: { name: 'full_name' },
    extra: ['tier'],
    held: ['clv', 'why'],
    associationLabel: null,
  })
  expect(fieldSelection(written, 'crm', 'deal')).toMatchObject({ held: [], associationLabel: 'Buyer' })
})

test('A step may ask what the other streams of its connection read', () => {
  const fields = { place: 'Venue' }
  const mapped = config({ connections: { files: { connector: 'test', mapping: { review: { fields } } } } })
  expect(stepSelection(mapped, 'files', 'place')).toMatchObject({ mapping: {} })
  expect(stepSelection(mapped, 'files', 'place').others?.('review')).toMatchObject({ mapping: fields })
})

test('Only entities with fields to write are written to', () => {
  const written = config({
    writeBack: { crm: { contact: ['clv'], company: [] }, shop: { company: ['clv'] } },
  })
  expect(writeTargets(written, null)).toEqual([
    { connection: 'crm', entity: 'contact' },
    { connection: 'shop', entity: 'company' },
  ])
  expect(writeTargets(written, ['crm'])).toEqual([{ connection: 'crm', entity: 'contact' }])
})

test('A connection named by hand must exist', () => {
  const one = config({ connections: { crm: { connector: 'test' } } })
  expect(() => mustHaveConnections(one, null)).not.toThrow()
  expect(() => mustHaveConnections(one, ['crm'])).not.toThrow()
  expect(() => mustHaveConnections(one, ['crm', 'toString'])).toThrow(
    expect.objectContaining({ kind: 'config', message: expect.stringContaining('"toString"') }),
  )
})

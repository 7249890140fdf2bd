import { expect, it } from 'vitest'
import { connectorNames } from './connector-names.ts'
import { connectors } from './connectors.ts'

it('every connector is named on the command line', () => {
  expect([...connectorNames].sort()).toEqual(connectors.map(({ id }) => id).sort())
})

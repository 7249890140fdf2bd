import { expect, it } from 'vitest'
import { table } from './table.ts'

it('columns are as wide as their widest cell, numbers to the right, nothing trails', () => {
  expect(
    table(
      ['run', 'state'],
      [
        ['9', 'failed'],
        ['10', 'ok'],
      ],
      ['right'],
    ),
  ).toEqual(['run  state', '  9  failed', ' 10  ok'])
})

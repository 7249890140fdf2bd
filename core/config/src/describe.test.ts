import { expect, it } from 'vitest'
import { z } from 'zod'
import { describeConfiguration, describeSettings } from './describe.ts'

const keyOf = (path: string) => describeConfiguration().find((key) => key.path === path)

it('tells type, default and meaning of a key', () => {
  expect(keyOf('metrics.value.margin')).toEqual({
    path: 'metrics.value.margin',
    type: 'a number above 0, up to 1',
    default: '0.3',
    required: false,
    description: 'Gross margin, 0.30 = 30 %',
  })
})

it('names the part of a path that the author chooses', () => {
  expect(keyOf('connections.<connection>.mapping.<stream>.extra')?.type).toBe('a list')
})

it('marks a key that must be given', () => {
  expect(keyOf('connections.<connection>.connector')).toMatchObject({ required: true, default: null })
})

it('explains every key', () => {
  expect(describeConfiguration().filter(({ description }) => description === '')).toEqual([])
})

it("describes a connector's settings likewise", () => {
  expect(
    describeSettings(z.strictObject({ size: z.number().int().default(5).describe('How many') })),
  ).toEqual([
    { path: 'size', type: 'a whole number', default: '5', required: false, description: 'How many' },
  ])
})

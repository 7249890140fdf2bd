import { InvalidArgumentError } from 'commander'
import { expect, it } from 'vitest'
import { gatherPair, revertSubject, wholeNumber, wholeNumbers } from './arguments.ts'

it.each(['0', '-1', '1.5', 'x', ''])('"%s" is no number of a plan', (text) => {
  expect(() => wholeNumber(text)).toThrow(InvalidArgumentError)
})

it('numbers are gathered one after the other', () => {
  expect(wholeNumbers('2', wholeNumbers('1', undefined))).toEqual([1, 2])
})

it('what to revert is a plan, a record or a connection, by how it is written', () => {
  expect(revertSubject('12')).toEqual({ plan: 12 })
  expect(revertSubject('crm/contact:9')).toEqual({
    record: { connection: 'crm', entity: 'contact', id: '9' },
  })
  expect(revertSubject('crm')).toEqual({ connection: 'crm' })
})

it('a record that is written wrongly is told with an example', () => {
  expect(() => revertSubject('crm/9')).toThrow(/write connection\/entity:id/)
})

it('a pair is split at its first equals sign', () => {
  expect(gatherPair('url=a=b', { x: '1' })).toEqual({ x: '1', url: 'a=b' })
  expect(() => gatherPair('url', undefined)).toThrow(/name=value/)
})

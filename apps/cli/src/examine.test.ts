import { DatabaseUrlError, StoreError } from '@rapport/store'
import { expect, it } from 'vitest'
import { describeDatabaseProblem } from './examine.ts'

const url = 'postgres://rapport:hunter22@127.0.0.1:5432/rapport'

it('a server that does not answer is named, with what to do', () => {
  const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  expect(describeDatabaseProblem(new StoreError('run rapport doctor', { cause }), url)).toBe(
    '127.0.0.1:5432: cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL; where it stopped by itself, its log says why',
  )
})

it('an answer of the server is told as it is', () => {
  const cause = Object.assign(new Error('no'), { code: '28P01' })
  expect(describeDatabaseProblem(new StoreError('it refused the sign-in', { cause }), url)).toBe(
    '127.0.0.1:5432: it refused the sign-in',
  )
})

it('a DATABASE_URL that is no address, and the embedded database, have no server to name', () => {
  expect(describeDatabaseProblem(new DatabaseUrlError('write it so'), 'nonsense')).toBe('write it so')
  expect(describeDatabaseProblem(new StoreError('it does not start'), undefined)).toBe('it does not start')
})

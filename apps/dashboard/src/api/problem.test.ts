import { expect, test } from 'vitest'
import { ApiError, readProblem } from './problem.ts'

const refusal = (body: unknown, type = 'application/problem+json'): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status: 422,
    headers: { 'content-type': type },
  })

test('a refusal is read with what is wrong with each field', async () => {
  const problem = await readProblem(
    refusal({
      title: 'Invalid',
      detail: 'The limit is too high.',
      errors: [{ path: ['limit'], message: 'at most 200' }],
    }),
  )
  expect(problem).toEqual({
    title: 'Invalid',
    status: 422,
    detail: 'The limit is too high.',
    errors: [{ path: 'limit', message: 'at most 200' }],
  })
  expect(new ApiError(422, problem).message).toBe('The limit is too high.')
})

test.each([
  ['<html>Bad gateway</html>', 'text/html'],
  ['{', 'application/json'],
  ['null', 'application/json'],
])('what is no refusal of this server is not taken for one: %s', async (body, type) => {
  expect(await readProblem(refusal(body, type))).toBeNull()
})

test.each([
  [0, true],
  [503, true],
  [401, false],
  [500, false],
])('a failure with status %i passes by itself: %s', (status, passing) => {
  expect(new ApiError(status, null).passing).toBe(passing)
})

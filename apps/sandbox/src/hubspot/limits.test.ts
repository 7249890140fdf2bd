import { expect, it } from 'vitest'
import { open } from './testing/open.ts'

const list = '/crm/v3/objects/contacts'
const limits = { general: { requests: 3, perMs: 10_000 }, search: { requests: 2, perMs: 1_000 } }

it('admits exactly the limit in any ten seconds, and says how much is left', async () => {
  const { send, clock } = await open({}, { limits })
  const left: (string | null)[] = []
  for (let call = 0; call < 3; call += 1) {
    left.push((await send('GET', list)).headers.get('X-HubSpot-RateLimit-Remaining'))
    clock.now += 1_000
  }
  expect(left).toEqual(['2', '1', '0'])
  const refused = await send('GET', list)
  expect(refused.status).toBe(429)
  expect(refused.body).toMatchObject({
    status: 'error',
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
  })
  expect(refused.headers.get('Retry-After')).toBeNull()
  // The first of the three leaves the window 10 s after it came, the second 1 s later: it slides, it does not reset.
  clock.now += 7_000
  expect((await send('GET', list)).status).toBe(200)
  expect((await send('GET', list)).status).toBe(429)
})

it('shows the limit headers, daily ones included', async () => {
  const { send } = await open({}, { limits: 'professional' })
  const { headers } = await send('GET', list)
  const shown = ['Max', 'Remaining', 'Interval-Milliseconds', 'Daily', 'Daily-Remaining']
  expect(shown.map((name) => headers.get(`X-HubSpot-RateLimit-${name}`))).toEqual([
    '190',
    '189',
    '10000',
    '625000',
    '624999',
  ])
})

it('limits search for the account, without headers', async () => {
  const tokens = [
    { token: 'one', appId: 1 },
    { token: 'two', appId: 2 },
  ]
  const { send, clock } = await open({}, { limits, tokens })
  const first = await send('POST', `${list}/search`, {}, 'one')
  expect([...first.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
  await send('POST', `${list}/search`, {}, 'two')
  const refused = await send('POST', `${list}/search`, {}, 'one')
  expect([refused.status, refused.body.policyName]).toEqual([429, 'SECONDLY'])
  clock.now += 1_000
  expect((await send('POST', `${list}/search`, {}, 'one')).status).toBe(200)
})

it('counts each app for itself', async () => {
  const tokens = [
    { token: 'one', appId: 1 },
    { token: 'two', appId: 2 },
  ]
  const { send } = await open({}, { limits, tokens })
  for (let call = 0; call < 3; call += 1) await send('GET', list, undefined, 'one')
  expect((await send('GET', list, undefined, 'one')).status).toBe(429)
  expect((await send('GET', list, undefined, 'two')).status).toBe(200)
})

it('says when to come back if asked to', async () => {
  const { send } = await open({}, { limits: { ...limits, retryAfter: true } })
  for (let call = 0; call < 3; call += 1) await send('GET', list)
  expect((await send('GET', list)).headers.get('Retry-After')).toBe('10')
})

it('ends the day’s calls at the account’s midnight', async () => {
  const { send, clock } = await open({}, { limits: { daily: 1 } })
  await send('GET', list)
  const refused = await send('GET', list)
  expect([refused.status, refused.body.policyName]).toEqual([429, 'DAILY'])
  clock.now += 12 * 3_600_000
  expect((await send('GET', list)).status).toBe(200)
})

it('announces a limit that nobody reaches when limits are off, and never refuses', async () => {
  const { send } = await open({}, { limits: 'off' })
  const { status, headers } = await send('GET', list)
  expect([status, headers.get('X-HubSpot-RateLimit-Max')]).toEqual([200, '1000000'])
  for (let call = 0; call < 300; call += 1) expect((await send('GET', list)).status).toBe(200)
})

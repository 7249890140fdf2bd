import { expect, test } from 'vitest'
import { addUser } from './edits.ts'
import { open } from './testing/open.ts'

const tickets = '/api/v2/incremental/tickets/cursor.json?start_time=0'
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

test('an API token is taken with the address and /token, and not as a password', async () => {
  const { get, email, apiToken } = await open()
  expect((await get(tickets, basic(`${email}/token:${apiToken}`))).status).toBe(200)
  for (const wrong of [
    `${email}:${apiToken}`,
    `${email}/token:wrong`,
    `other@sandbox.example/token:${apiToken}`,
  ]) {
    expect(await get(tickets, basic(wrong))).toMatchObject({
      status: 401,
      body: { error: "Couldn't authenticate you" },
    })
  }
})

test('only admins may export', async () => {
  const { get } = await open({ role: 'agent' })
  expect((await get(tickets)).status).toBe(403)
  expect((await get('/api/v2/users/me.json')).body.user).toMatchObject({ role: 'agent' })
})

test('a refresh token is good for one exchange', async () => {
  const { send, get, clientId, clientSecret, refreshToken } = await open()
  const form = {
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  }
  const first = await send('POST', '/oauth/tokens', form)
  expect((await get(tickets, `Bearer ${first.body.access_token}`)).status).toBe(200)
  expect(await send('POST', '/oauth/tokens', form)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  })
})

test('ten exports a minute, and the plan’s requests for all', async () => {
  const { get, clock } = await open({ limits: 'team' })
  for (let call = 0; call < 10; call += 1) expect((await get(tickets)).status).toBe(200)
  const refused = await get(tickets)
  expect(refused.status).toBe(429)
  expect(refused.body.description).toBe(
    'Number of allowed incremental export API requests per minute exceeded',
  )
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '60',
    'x-rate-limit': '200',
    'x-rate-limit-remaining': '190',
    'zendesk-ratelimit-incremental-exports': 'total=10; remaining=0; resets=60',
  })
  expect((await get('/api/v2/groups.json')).status).toBe(200)
  clock.now += 60_000
  expect((await get(tickets)).status).toBe(200)
})

test('pages and lists of ids have their largest size', async () => {
  const { get } = await open()
  expect((await get('/api/v2/groups.json?page[size]=101')).status).toBe(400)
  const ids = Array.from({ length: 101 }, (_, at) => at + 1).join(',')
  expect((await get(`/api/v2/tickets/show_many.json?ids=${ids}`)).status).toBe(400)
})

test('a list goes on behind its last record', async () => {
  const { get, state } = await open()
  for (const name of ['Ada', 'Ben', 'Cai']) addUser(state, { name, role: 'agent' })
  const namesOf = ({ body }: { body: { users: { name: string }[] } }) => body.users.map(({ name }) => name)
  const first = await get('/api/v2/users.json?role[]=agent&page[size]=2')
  const second = await get(
    `/api/v2/users.json?role[]=agent&page[size]=2&page[after]=${first.body.meta.after_cursor}`,
  )
  expect([namesOf(first), first.body.meta.has_more, namesOf(second), second.body.meta.has_more]).toEqual([
    ['Ada', 'Ben'],
    true,
    ['Cai'],
    false,
  ])
})

test('faults strike when told to, and every call is in the log', async () => {
  const { get, send, control } = await open()
  const fault = { kind: 'rate-limit', retryAfterSeconds: 7 }
  await send('POST', '/sandbox/faults', { path: '/api/v2/*', fault })
  const refused = await get('/api/v2/groups.json')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7'])
  await expect(async () => {
    control.fail({ path: '*', fault: { kind: 'truncated-body' } })
    await get('/api/v2/groups.json')
  }).rejects.toThrow()
  expect(control.log().map(({ status, fault: struck }) => [status, struck])).toEqual([
    [429, 'rate-limit'],
    [200, 'truncated-body'],
  ])
})

test('people’s doings can be told over HTTP', async () => {
  const { send, get, clock } = await open()
  const { body: customer } = await send('POST', '/sandbox/edits', { do: 'addUser', name: 'Ada' })
  const { body: agent } = await send('POST', '/sandbox/edits', { do: 'addUser', name: 'Tom', role: 'agent' })
  const opened = { do: 'addTicket', subject: 'Help', requesterId: customer.id }
  const { body: ticket } = await send('POST', '/sandbox/edits', opened)
  const reply = { do: 'addComment', ticketId: ticket.id, authorId: agent.id, body: 'So', status: 'solved' }
  await send('POST', '/sandbox/edits', reply)
  await send('POST', '/sandbox/edits', { do: 'rateTicket', ticketId: ticket.id, score: 'good' })
  clock.now += 60_000
  const { body } = await get(tickets)
  expect(body.tickets).toMatchObject([
    { id: ticket.id, status: 'solved', satisfaction_rating: { score: 'good' } },
  ])
  expect((await send('POST', '/sandbox/edits', { do: 'deleteTicket', ticketId: 99 })).status).toBe(400)
})

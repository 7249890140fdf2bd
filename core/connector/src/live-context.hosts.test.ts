import { expect, test } from 'vitest'
import { connect, failureOf, json, readThing, startVendor, status } from './testing/vendor.ts'

const thing = json({ id: '1' })

test('a whole URL on the configured host is asked', async () => {
  await using vendor = await startVendor(thing)
  expect((await readThing(connect(vendor.url).ctx, `${vendor.url}/things/2`)).status).toBe(200)
})

test('a host that is not configured is refused before anything is sent', async () => {
  await using vendor = await startVendor(thing)
  await using stranger = await startVendor(thing)
  for (const path of [
    `${stranger.url}/things`,
    `//127.0.0.1:${stranger.port}/things`,
    `http://127.0.0.1:${vendor.port}@evil.test/`,
  ]) {
    const error = await failureOf(readThing(connect(vendor.url).ctx, path))
    expect(error).toMatchObject({ kind: 'config' })
    expect((error as Error).message).toMatch(
      /^crm: requests to .+ are not allowed: the connection speaks to 127\.0\.0\.1:\d+ only$/,
    )
  }
  expect([...vendor.asked, ...stranger.asked]).toEqual([])
})

test('a further host of the connector is asked', async () => {
  await using vendor = await startVendor(thing)
  await using files = await startVendor(thing)
  const { ctx } = connect(vendor.url, { connector: { hosts: () => [`127.0.0.1:${files.port}`] } })
  expect((await readThing(ctx, `${files.url}/things/1`)).status).toBe(200)
})

test('a link without encryption is refused where the connection is encrypted', async () => {
  const error = await failureOf(
    readThing(connect('https://api.example.com').ctx, 'http://api.example.com/things?page=2'),
  )
  expect(error).toMatchObject({
    kind: 'config',
    message: 'crm: requests to http://api.example.com are not allowed: they must be encrypted (https)',
  })
})

test('what is no address is a wrong setting', async () => {
  expect(await failureOf(readThing(connect(null).ctx, '/things'))).toMatchObject({
    kind: 'config',
    message: 'crm: "/things" is no address: check the connection\'s base URL',
  })
})

test('a redirect is not followed', async () => {
  await using elsewhere = await startVendor(thing)
  await using vendor = await startVendor(status(302, { location: `${elsewhere.url}/things/1` }))
  const error = await failureOf(readThing(connect(vendor.url).ctx))
  expect(error).toMatchObject({ kind: 'config', status: 302 })
  expect((error as Error).message).toContain('redirects are not followed')
  expect(vendor.asked).toHaveLength(1)
  expect(elsewhere.asked).toEqual([])
})

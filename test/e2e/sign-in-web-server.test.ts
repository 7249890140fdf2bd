import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { ClientApp } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Installation, install, type Running } from '../support/installation.ts'
import { type Org, openOrg, seedOrgShop } from '../support/org.ts'

const tokenFile = '.rapport/salesforce.refresh-token'

/** A port of this machine that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

interface Started extends AsyncDisposable {
  readonly org: Org
  readonly installation: Installation
  readonly running: Running
  /** The address that the command printed. */
  readonly address: URL
  readonly callback: string
}

/** Keeps a secret as `rapport secrets set` does. */
async function store(installation: Installation, name: string, secret: string): Promise<void> {
  const setting = installation.start('secrets', 'set', name)
  setting.process.stdin?.end(secret)
  const { code, stderr } = await setting.finished
  expect(code, stderr).toBe(0)
}

/** An org, and a `rapport connect salesforce --sign-in webServer` that waits for its answer. */
async function startSignIn(
  app: Partial<ClientApp> = {},
  secret: 'in a variable' | 'stored' = 'in a variable',
): Promise<Started> {
  const callback = `http://127.0.0.1:${await freePort()}/callback`
  const org = await openOrg({ seed: seedOrgShop(3), app: { callbackUrls: [callback], ...app } })
  const { instanceUrl, consumerKey, clientSecret } = org.server
  const isInVariable = secret === 'in a variable' && app.requireSecret !== false
  const installation = await install('http://127.0.0.1:9', {
    token: null,
    environment: isInVariable ? { SALESFORCE_CLIENT_SECRET: clientSecret } : {},
    change: ({ connections: _none, writeBack: _nothing, ...input }) => input,
  })
  if (secret === 'stored') await store(installation, 'app-secret', clientSecret)
  const running = installation.start(
    ...['connect', 'salesforce', '--sign-in', 'webServer', '--callback', callback],
    ...['--setting', `instanceUrl=${instanceUrl}`, '--auth', `clientId=${consumerKey}`],
    ...(secret === 'stored' ? ['--auth', 'clientSecret=stored:app-secret'] : []),
  )
  return {
    org,
    installation,
    running,
    callback,
    address: await printedAddress(running),
    [Symbol.asyncDispose]: async () => {
      running.process.kill('SIGKILL')
      await running.finished
      await installation[Symbol.asyncDispose]()
      await org[Symbol.asyncDispose]()
    },
  }
}

async function printedAddress(running: Running): Promise<URL> {
  let text = ''
  const printed = new Promise<string>((resolve) => {
    running.process.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const [, address] = /^ {2}(http\S+)\n\n/m.exec(text) ?? []
      if (address !== undefined) resolve(address)
    })
  })
  const over = running.finished.then(({ stderr }) => {
    throw new Error(`it ended before it printed an address: ${stderr}`)
  })
  return new URL(await Promise.race([printed, over]))
}

/** Where the org sends the browser after the person signed in. */
async function signInAt(address: URL): Promise<URL> {
  const response = await fetch(address, { redirect: 'manual' })
  expect(response.status).toBe(302)
  return new URL(response.headers.get('location') ?? '')
}

async function follow(address: URL | string): Promise<{ status: number; text: string }> {
  const response = await fetch(address)
  return { status: response.status, text: await response.text() }
}

const configurationOf = async ({ installation }: Started) =>
  parse(await readFile(path.join(installation.folder, 'rapport.yaml'), 'utf8'))

it.concurrent('connects by a sign-in in a browser, and keeps the token where only its owner can read it', async () => {
  await using started = await startSignIn()
  const { org, installation, running, address, callback } = started
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    response_type: 'code',
    redirect_uri: callback,
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
  })
  const target = await signInAt(address)
  expect(await follow(target)).toMatchObject({ status: 200, text: 'You may close this page.\n' })
  const { code, stdout, stderr } = await running.finished
  expect(code, stderr).toBe(0)

  const { connections } = await configurationOf(started)
  expect(connections.salesforce.auth).toEqual({
    clientId: org.server.consumerKey,
    clientSecret: 'env:SALESFORCE_CLIENT_SECRET',
    refreshToken: `file:${tokenFile}`,
  })
  const file = path.join(installation.folder, tokenFile)
  expect((await stat(file)).mode & 0o077).toBe(0)
  const token = (await readFile(file, 'utf8')).trim()
  expect(token.length).toBeGreaterThan(20)
  expect(stdout + stderr).not.toContain(token)
  expect(stdout + stderr).not.toContain(target.searchParams.get('code'))
  // The listener is gone with the answer.
  await expect(fetch(target)).rejects.toThrow()

  const check = await installation.run('check')
  expect(check.code, check.stdout).toBe(0)
})

it.concurrent('signs in with a secret that is stored, and goes on referring to it', async () => {
  await using started = await startSignIn({}, 'stored')
  const { org, installation, running, address } = started
  await follow(await signInAt(address))
  const { code, stdout, stderr } = await running.finished
  expect(code, stderr).toBe(0)
  expect(stdout + stderr).not.toContain(org.server.clientSecret)
  expect((await configurationOf(started)).connections.salesforce.auth).toEqual({
    clientId: org.server.consumerKey,
    clientSecret: 'stored:app-secret',
    refreshToken: `file:${tokenFile}`,
  })
  const check = await installation.run('check')
  expect(check.code, check.stdout).toBe(0)
})

it.concurrent('takes the address that was pasted where the browser is on another machine', async () => {
  await using started = await startSignIn({ requireSecret: false })
  const target = await signInAt(started.address)
  started.running.process.stdin?.write(`nothing\n${target.href}\n`)
  const { code, stderr } = await started.running.finished
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('This was not taken: it is neither the address')
  expect((await configurationOf(started)).connections.salesforce.auth).not.toHaveProperty('clientSecret')
})

it.concurrent('does not take an answer with another state, and goes on waiting for its own', async () => {
  await using started = await startSignIn()
  const target = await signInAt(started.address)
  const other = new URL(target)
  other.searchParams.set('state', 'a'.repeat(43))
  expect(await follow(other)).toMatchObject({ status: 400 })
  other.searchParams.delete('state')
  expect(await follow(other)).toMatchObject({ status: 400 })
  expect(await follow(new URL('/elsewhere', target))).toMatchObject({ status: 404 })
  expect(started.org.server.control.log().filter(({ path }) => path.endsWith('/token'))).toEqual([])
  expect(await follow(target)).toMatchObject({ status: 200 })
  expect((await started.running.finished).code).toBe(0)
})

const refusals: readonly (readonly [string, string, Partial<ClientApp>])[] = [
  ['a person who refuses', 'end-user denied authorization [access_denied]', { consent: 'deny' }],
  ['a code that has ended', 'expired authorization code', { authorizationCodeMs: 0 }],
]

it.concurrent.for(refusals)('exits with 4 for %s, and writes nothing', async ([, sentence, app]) => {
  await using started = await startSignIn(app)
  await follow(await signInAt(started.address))
  const { code, stderr } = await started.running.finished
  expect(code, stderr).toBe(4)
  expect(stderr).toContain(sentence)
  expect(await configurationOf(started)).not.toHaveProperty('connections')
  await expect(stat(path.join(started.installation.folder, tokenFile))).rejects.toThrow('ENOENT')
})

it.concurrent('a code of another sign-in is refused by its proof key', async () => {
  await using started = await startSignIn()
  const other = new URL(started.address)
  other.searchParams.set('code_challenge', 'A'.repeat(43))
  await follow(await signInAt(other))
  const { code, stderr } = await started.running.finished
  expect(code, stderr).toBe(4)
  expect(stderr).toContain('The code belongs to another sign-in')
})

it.concurrent('a callback URL that the app does not know is told by Salesforce in the browser', async () => {
  await using started = await startSignIn({ callbackUrls: ['https://elsewhere.example.com/callback'] })
  const { status, text } = await follow(started.address)
  expect(status).toBe(400)
  expect(text).toContain('redirect_uri_mismatch')
  started.running.process.kill('SIGINT')
  expect((await started.running.finished).code).toBe(130)
  expect(await configurationOf(started)).not.toHaveProperty('connections')
})

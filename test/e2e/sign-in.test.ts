import type { RunResult } from '@rapport/run'
import { startSandbox } from '@rapport/sandbox'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { reachCall } from '../support/calls.ts'
import { writesPerContact } from '../support/end-state.ts'
import { connect, type Installation, install } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

/** Looks like no known kind of token, so that only knowing it can keep it secret. */
const canary = 'Qx7canary2RvB9mKp4wLz'

const readOnly = [
  'crm.objects.contacts.read',
  'crm.objects.companies.read',
  'crm.objects.deals.read',
  'crm.objects.owners.read',
  'crm.schemas.contacts.write',
  'crm.schemas.companies.write',
  'crm.objects.companies.write',
]

/** All that the workspace, the shared tables and the job queue hold, as text. */
async function everythingStored(installation: Installation): Promise<string> {
  const store = await installation.openStore()
  try {
    const tables = await sql<{ name: string }>`
      select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
      where table_schema in (${`ws_${store.workspace}`}, 'rapport', 'pgboss') and table_type = 'BASE TABLE'
    `.execute(store.db)
    const texts: string[] = []
    for (const { name } of tables.rows) {
      const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} as t`.execute(
        store.db,
      )
      texts.push(...rows.map(({ row }) => row))
    }
    return texts.join('\n')
  } finally {
    await store.close()
  }
}

it.concurrent('exits with 4 and says what to do where HubSpot refuses the token', async () => {
  await using portal = await openPortal({ seed: seedShop(5) })
  await using installation = await connect(portal, { token: 'not-the-token' })

  const sync = await installation.run('sync')
  expect(sync.code).toBe(4)
  expect(sync.stderr).toContain('env:HUBSPOT_TOKEN was refused: create a new one')

  const check = await installation.run('check')
  expect(check.code).toBe(4)
  expect(check.stdout).toMatch(/✓ reachable/)
  expect(check.stdout).toMatch(/✗ authorised: .*env:HUBSPOT_TOKEN was refused/)
})

it.concurrent('exits with 5 and names the variable where the token is missing', async () => {
  await using portal = await openPortal({ seed: seedShop(5) })
  await using installation = await connect(portal, { token: null })

  const sync = await installation.run('sync')
  expect(sync.code).toBe(5)
  expect(sync.stderr).toContain('HUBSPOT_TOKEN')
  expect(portal.server.control.log()).toEqual([])
})

it.concurrent('names the scope that is missing and exits with 4', async () => {
  const server = await startSandbox({
    hubspot: { seed: seedShop(5), limits: 'off', tokens: [{ token: 'reads-only', scopes: readOnly }] },
  })
  await using installation = await install(server.baseUrl, { token: 'reads-only' })

  const check = await installation.run('check')
  expect(check.code).toBe(4)
  expect(check.stdout).toContain(
    '✗ scopes: missing: crm.objects.contacts.write (to write scores to contacts)',
  )

  const sync = await installation.run('sync')
  expect(sync.code).toBe(4)
  expect(sync.stderr).toContain('lacks the scope crm.objects.contacts.write')
  expect(writesPerContact(server.state).size).toBe(0)
  await server.close()
})

it.concurrent('never prints or stores the token, whatever fails', async () => {
  const server = await startSandbox({
    hubspot: { seed: seedShop(5), limits: 'off', tokens: [{ token: canary, scopes: readOnly }] },
  })
  const port = Number(new URL(server.baseUrl).port)
  await using installation = await install(server.baseUrl, { token: canary })
  const outputs: string[] = []
  const collect = async (...parameters: string[]): Promise<void> => {
    const { stdout, stderr } = await installation.run(...parameters)
    outputs.push(stdout, stderr)
  }

  await collect('sync', '--verbose')
  await collect('sync', '--json', '--verbose')
  await collect('check', '--verbose')
  await collect('doctor', '--json')
  server.control.revokeToken(canary)
  await collect('sync', '--verbose')
  await collect('check', '--json')
  await server.close()
  // Something else answers under the address: it echoes what it was sent.
  const { createServer } = await import('node:http')
  const echo = createServer((request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ status: 'error', message: `bad: ${request.headers.authorization}` }))
  })
  await new Promise<void>((resolve) => echo.listen(port, '127.0.0.1', resolve))
  await collect('sync', '--verbose')
  await collect('sync', '--json')
  echo.closeAllConnections()
  echo.close()

  expect(outputs.join('').length).toBeGreaterThan(1_000)
  expect(outputs.join('\n')).not.toContain(canary)
  expect(outputs.join('\n')).toContain('[redacted]')
  expect(await everythingStored(installation)).not.toContain(canary)
})

it.concurrent('renews an OAuth token that expires in mid-run', async () => {
  const app = {
    clientId: 'rapport-app',
    clientSecret: 'the-client-secret',
    refreshToken: 'the-refresh-token',
  }
  const server = await startSandbox({ hubspot: { seed: seedShop(300), limits: 'off', oauthApps: [app] } })
  await using installation = await install(server.baseUrl, {
    environment: { OAUTH_SECRET: app.clientSecret, OAUTH_REFRESH: app.refreshToken },
    change: (input) => ({
      ...input,
      connections: {
        hubspot: {
          ...input.connections!.hubspot!,
          auth: {
            clientId: app.clientId,
            clientSecret: 'env:OAUTH_SECRET',
            refreshToken: 'env:OAUTH_REFRESH',
          },
        },
      },
    }),
  })
  server.control.change({ latencyMs: 20 })

  const running = installation.start('sync', '--json')
  await reachCall(server, running, (log) => log.length >= 5)
  server.control.expireTokens()
  const { code, stderr, json } = await running.finished

  expect(code, stderr).toBe(0)
  expect(json<RunResult>().written).toBe(300)
  expect(server.control.log().some(({ status }) => status === 401)).toBe(true)
  expect(server.control.counters().tokensIssued).toBe(2)
  await server.close()
})

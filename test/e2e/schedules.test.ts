import { expect, test } from 'vitest'
import { install } from '../support/installation.ts'

test('rapport schedules lists what rapport.yaml has, shows the next times, asks for a run, pauses and resumes', async () => {
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      timezone: 'Europe/Berlin',
      connections: { shop: { connector: 'csv', settings: { folder: '.' } } },
      schedules: {
        nightly: { cron: '30 2 * * *' },
        hourly: { cron: '0 * * * *', timezone: 'UTC', connections: ['shop'], dryRun: true },
      },
    }),
  })
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await installation.run('schedules', ...words)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    return stdout
  }
  const list = async () =>
    JSON.parse(await run('list', '--json')) as { name: string; paused: boolean; pausedBy: string | null }[]

  expect(await list()).toMatchObject([
    {
      name: 'hourly',
      cron: '0 * * * *',
      timezone: 'UTC',
      connections: ['shop'],
      dryRun: true,
      paused: false,
    },
    { name: 'nightly', cron: '30 2 * * *', timezone: 'Europe/Berlin', connections: null, paused: false },
  ])
  const shown = await run()
  expect(shown).toMatch(/nightly +30 2 \* \* \* +Europe\/Berlin +all +\d{4}-\d{2}-\d{2}T0[01]:30Z/)

  const next = (await run('next', 'nightly')).trim().split('\n')
  expect(next).toHaveLength(5)
  for (const line of next) expect(line).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2} Europe\/Berlin {2}\(.*Z\)$/)

  expect(await run('run', 'hourly')).toContain('hourly is asked for')
  const store = await installation.openStore()
  const requests = await store.db
    .selectFrom('run_request')
    .select(['schedule', 'dry_run', 'connections', 'state', 'due_at'])
    .execute()
  await store.close()
  expect(requests).toEqual([
    { schedule: 'hourly', dry_run: true, connections: ['shop'], state: 'queued', due_at: null },
  ])

  expect(await run('pause', 'nightly')).toContain('nightly is paused')
  expect(await list()).toMatchObject([{ paused: false }, { paused: true, pausedBy: expect.any(String) }])
  expect(await run('next', 'nightly')).toContain('paused by')
  expect(await run('resume', 'nightly')).toContain('nightly goes on from now')
  expect(await list()).toMatchObject([{ paused: false }, { paused: false, pausedBy: null }])

  const unknown = await installation.run('schedules', 'pause', 'weekly')
  expect(unknown.code).not.toBe(0)
  expect(unknown.stderr).toContain('there is no schedule "weekly" (there: hourly, nightly)')
})

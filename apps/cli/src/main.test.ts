import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { runWarm } from './testing/warm-command.ts'

const bin = fileURLToPath(new URL('../bin/rapport.js', import.meta.url))
// One process at a time is quick; several test files beside each other are not.
const patience = 30_000

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-cli-'))
})

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function rapport(...words: string[]): Promise<Ended> {
  return rapportWith({}, ...words)
}

async function rapportWith(variables: NodeJS.ProcessEnv, ...words: string[]): Promise<Ended> {
  const environment = { ...process.env, ...variables }
  const { code, stdout, stderr } = await runWarm({ folder, environment, parameters: words })
  return { code, out: stdout, err: stderr }
}

describe('the command line', () => {
  it('--help names every command and every exit code', { timeout: patience }, async () => {
    const { code, out, err } = await rapport('--help')

    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const name of [
      'init',
      'config',
      'secrets',
      'check',
      'sync',
      'score',
      'plan',
      'apply',
      'revert',
      'explain',
      'doctor',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    }
    expect(out).toContain('130  interrupted')
  })

  it('an unknown command exits with 2 and names the one that was meant', { timeout: patience }, async () => {
    const { code, out, err } = await rapport('snyc')

    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Did you mean sync?')
  })

  it('an argument of the wrong kind exits with 2 and says what is right', { timeout: patience }, async () => {
    const { code, err } = await rapport('plan', 'latest')

    expect(code).toBe(2)
    expect(err).toContain('It must be a whole number from 1.')
  })

  it('starts again with the Node beside it where its own does not run TypeScript', {
    timeout: patience,
  }, async () => {
    const older = ['--no-experimental-strip-types', bin, 'snyc']
    const child = spawn(process.execPath, older, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])

    expect(code).toBe(2)
    expect(err).toContain('Did you mean sync?')
  })

  it('its start names nothing in an import that Node 20 lacks', async () => {
    // Node 20 reads the whole file before it can start again with the Node beside it.
    expect(await readFile(bin, 'utf8')).not.toMatch(/import \{[^}]*enableCompileCache/)
  })

  it('has no colours where no terminal watches', { timeout: patience }, async () => {
    const { out, err } = await rapport('config')

    expect(out + err).not.toContain(String.fromCharCode(27))
  })
})

describe('config check', () => {
  it('tells every problem with its line and exits with 5', { timeout: patience }, async () => {
    await writeFile(join(folder, 'rapport.yaml'), 'timezone: Europe/Berln\ncurency: EUR\n')

    const { code, out, err } = await rapport('config', 'check')

    expect({ code, out }).toEqual({ code: 5, out: '' })
    expect(err).toBe(
      `rapport: rapport.yaml:1:11 timezone: unknown time zone "Europe/Berln" (did you mean "Europe/Berlin"?)
rapport: rapport.yaml:2:1 curency: unknown key (did you mean "currency"?)
`,
    )
  })

  it('gives the problems as data with --json', { timeout: patience }, async () => {
    await writeFile(join(folder, 'rapport.yaml'), 'currency: EUR\ncustomer: person\n')

    const { code, out } = await rapport('config', 'check', '--json')

    expect(code).toBe(5)
    expect(JSON.parse(out).error.problems).toMatchObject([{ line: 2, column: 11, path: 'customer' }])
  })

  it('without a file says how to make one', { timeout: patience }, async () => {
    const { code, err } = await rapport('config', 'check')

    expect(code).toBe(5)
    expect(err).toContain('npx rapport init')
  })
})

describe('init', () => {
  it('--yes writes a configuration that passes its own check', { timeout: patience }, async () => {
    const made = await rapport('init', '--yes', '--timezone', 'Europe/Berlin', '--currency', 'EUR')
    const checked = await rapport('config', 'check')

    expect(made).toMatchObject({ code: 0, out: 'wrote rapport.yaml\n' })
    expect(made.err).toMatch(/^ {2}npx rapport sync --dry-run /m)
    expect(checked).toEqual({ code: 0, out: 'rapport.yaml is sound (1 connected: hubspot)\n', err: '' })
  })

  it('replaces a configuration only with --force', { timeout: patience }, async () => {
    await writeFile(join(folder, 'rapport.yaml'), 'currency: EUR\n')

    const refused = await rapport('init', '--yes')

    expect(refused.code).toBe(1)
    expect(refused.err).toContain('--force')
    expect(await readFile(join(folder, 'rapport.yaml'), 'utf8')).toBe('currency: EUR\n')
    expect((await rapport('init', '--yes', '--force')).code).toBe(0)
  })

  it('asks for what a connector needs', { timeout: patience }, async () => {
    const lacking = await rapport('init', '--yes', '--connector', 'csv')
    const complete = await rapport('init', '--yes', '--connector', 'csv', '--setting', 'folder=./data')

    expect(lacking.code).toBe(2)
    expect(lacking.err).toContain('name a folder')
    expect(complete.code).toBe(0)
    expect((await rapport('config', 'check')).code).toBe(0)
  })

  it('leaves a connection that needs a walk-through to it', { timeout: patience }, async () => {
    const setting = ['--setting', 'instanceUrl=https://acme.my.salesforce.com']
    const made = await rapport('init', '--yes', '--connector', 'salesforce', ...setting)
    const checked = await rapport('config', 'check')

    expect(made.code).toBe(0)
    expect(made.err).toMatch(
      /^ {2}npx rapport connect salesforce --setting instanceUrl=https:\/\/acme.my.salesforce.com /m,
    )
    expect(await readFile(join(folder, 'rapport.yaml'), 'utf8')).not.toContain('consumerKey')
    expect(checked).toMatchObject({ code: 0, err: '' })
  })

  it('writes a sign-in that is given, its secrets as references', { timeout: patience }, async () => {
    const made = await rapport(
      ...[
        'init',
        '--yes',
        '--connector',
        'salesforce',
        '--auth',
        'consumerKey=3MVG9',
        '--auth',
        'username=a@b.example',
      ],
      ...['--setting', 'instanceUrl=https://acme.my.salesforce.com'],
    )

    expect(made.code).toBe(0)
    expect(made.err).toContain('export SALESFORCE_PRIVATE_KEY=')
    expect(await readFile(join(folder, 'rapport.yaml'), 'utf8')).toContain(
      '      consumerKey: 3MVG9\n      username: a@b.example\n      privateKey: env:SALESFORCE_PRIVATE_KEY\n',
    )
    expect((await rapport('config', 'check')).code).toBe(0)
  })

  it('does not wait for answers where nobody can give them', { timeout: patience }, async () => {
    const { code, err } = await rapport('init')

    expect(code).toBe(2)
    expect(err).toContain('--yes')
  })
})

describe('a database that cannot be used', () => {
  beforeEach(() => writeFile(join(folder, 'rapport.yaml'), 'currency: EUR\n'))

  it('a DATABASE_URL that is none exits with 5 and shows how one is written', {
    timeout: patience,
  }, async () => {
    const { code, err } = await rapportWith({ DATABASE_URL: 'nonsense' }, 'runs')

    expect(code).toBe(5)
    expect(err).toContain(
      'write postgres://host:5432/database, and before the host the user, a colon, the password',
    )
    expect(err).not.toContain('[redacted]')
  })

  it('doctor tells what it can, and what to do about the database', { timeout: patience }, async () => {
    const url = 'postgres://rapport:hunter22@127.0.0.1:1/rapport'
    const { code, out, err } = await rapportWith({ DATABASE_URL: url }, 'doctor')

    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out.split('\n').map((line) => line.replace(/ {2,}/, ' '))).toEqual([
      expect.stringMatching(/^✓ node \d/),
      expect.stringMatching(/^✓ rapport \d/),
      '✓ configuration rapport.yaml: no problem',
      '✗ database 127.0.0.1:1: cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL; where it stopped by itself, its log says why',
      '',
    ])
  })
})

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runWarm } from '../../apps/cli/src/testing/warm-command.ts'
import {
  cliManifest,
  fences,
  mentionedCommands,
  otherCommands,
  pages,
  problemOfLink,
  problemOfOther,
  problemOfRapport,
  rapportCommands,
  read,
  root,
  withoutFences,
} from './documented-commands.ts'

describe('the documentation', () => {
  test('has pages with commands in them', () => {
    expect(pages).toContain('README.md')
    expect(rapportCommands.length).toBeGreaterThan(20)
  })

  test.each(rapportCommands)('$place: rapport has this command with these options', ({ parameters }) => {
    expect(problemOfRapport(parameters)).toBeNull()
  })

  test.each(mentionedCommands)('$place: rapport has this', ({ parameters }) => {
    expect(problemOfRapport(parameters, 'mention')).toBeNull()
  })

  test.each(otherCommands)('$place: what this command names is there', (command) => {
    expect(problemOfOther(command)).toBeNull()
  })

  test('calls "npx rapport", which the installation brings', () => {
    const file = cliManifest.bin.rapport
    expect(file, 'apps/cli/package.json names no "bin" rapport').toBeDefined()
    expect(existsSync(join(root, 'apps/cli', file ?? ''))).toBe(true)
  })

  test.each(pages)('%s: every link leads somewhere', (page) => {
    const links = [...withoutFences(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    expect(links.flatMap((link) => problemOfLink(page, link) ?? [])).toEqual([])
  })

  test('names in the README the scopes that the HubSpot connector asks for', () => {
    const scopes = (text: string): readonly string[] =>
      [...new Set(text.match(/crm\.[a-z]+\.[a-z]+\.(read|write)/g))].sort()
    expect(scopes(read('README.md'))).toEqual(scopes(read('connectors/hubspot/src/check.ts')))
  })
})

describe('the check of the documentation', () => {
  test.each([
    [['sinc'], 'there is no command "sinc"'],
    [['sync', '--dry'], 'there is no option --dry'],
    [['config'], '"config" needs a command after it'],
    [['config', 'chek'], 'there is no command "chek"'],
    [['plan', '--show'], '--show needs a value'],
    [['explain'], '"explain" needs 1 arguments'],
    [['doctor', 'now'], '"doctor" does not take "now"'],
  ])('refuses rapport %j', (parameters, problem) => {
    expect(problemOfRapport(parameters)).toBe(problem)
  })

  test('accepts options before the command, repeated arguments and attached values', () => {
    expect(problemOfRapport(['--config', 'other.yaml', 'apply', '1', '2', '--confirm'])).toBeNull()
    expect(problemOfRapport(['plan', '--show=5'])).toBeNull()
  })

  test('accepts a command that does something by itself beside those below it', () => {
    expect(problemOfRapport(['reviews', '--unanswered'])).toBeNull()
    expect(problemOfRapport(['places'])).toBeNull()
    expect(problemOfRapport(['reviews', 'lsit'])).toBe('there is no command "lsit"')
  })

  test.each([
    ['npm run sing', 'package.json has no script "sing"'],
    ['npx vitest run connectors/nowhere', 'connectors/nowhere does not exist'],
    ['npx somebody-elses-tool', 'no package brings "somebody-elses-tool"'],
    ['brew install rapport', '"brew" is not known here: teach this test how to check it'],
  ])('refuses %s', (text, problem) => {
    expect(problemOfOther({ place: 'here', words: text.split(' ') })).toBe(problem)
  })

  test('refuses links to files and headings that are not there', () => {
    expect(problemOfLink('docs/cli.md', 'nowhere.md')).toBe('nowhere.md leads nowhere')
    expect(problemOfLink('docs/cli.md', '../README.md#nowhere')).toBe('README.md has no heading "nowhere"')
    expect(problemOfLink('docs/cli.md', '../README.md#how-it-works')).toBeNull()
  })
})

interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command in a folder, as a person would who has set nothing else. */
function run(folder: string, parameters: readonly string[]): Promise<Finished> {
  const program = join(root, 'apps/cli/bin/rapport.js')
  const { DATABASE_URL: _, ...environment } = process.env
  const child = spawn(process.execPath, [program, ...parameters], { cwd: folder, env: environment })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      output[name] += chunk.toString('utf8')
    })
  }
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => done({ code, ...output }))
  })
}

/** What `config check` says, run in a process that has loaded the command already: it only shows. */
function check(folder: string) {
  const { DATABASE_URL: _, ...environment } = process.env
  return runWarm({ folder, environment, parameters: ['config', 'check'] })
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-documentation-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('the documented commands that need no account', () => {
  test('--help names every command that the documentation uses', async () => {
    const { code, stdout } = await run(await emptyFolder(), ['--help'])
    expect(code).toBe(0)
    for (const { parameters } of rapportCommands) expect(stdout).toContain(parameters[0])
  })

  const setUps = rapportCommands.filter(
    ({ parameters }) => parameters[0] === 'init' && parameters.includes('--yes'),
  )
  test.each([{ place: 'init --yes', parameters: ['init', '--yes'] }, ...setUps])(
    '$place: init writes a configuration that config check finds sound',
    async ({ parameters }) => {
      const folder = await emptyFolder()
      const made = await run(folder, parameters)
      expect(made.code, made.stderr).toBe(0)
      expect(await readFile(join(folder, 'rapport.yaml'), 'utf8')).toContain('connections:')
      const checked = await check(folder)
      expect(checked.code, checked.stderr).toBe(0)
    },
  )

  test('the example of write-back is a configuration that config check finds sound', async () => {
    const example = fences.find(({ page, language }) => page === 'docs/write-back.md' && language === 'yaml')
    const folder = await emptyFolder()
    await run(folder, ['init', '--yes', '--connector', 'hubspot'])
    const file = join(folder, 'rapport.yaml')
    const written = await readFile(file, 'utf8')
    const replaced = written.replace(/^writeBack:\n(?: .*\n)+/m, () => `${example?.text}\n`)
    expect(replaced).not.toBe(written)
    await writeFile(file, replaced)
    const checked = await check(folder)
    expect(checked.code, checked.stderr).toBe(0)
  })
})

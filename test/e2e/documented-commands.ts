import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { createProgram } from '../../apps/cli/src/program.ts'

/** The folder of the repository. */
export const root = resolve(import.meta.dirname, '../..')
/** The pages of the documentation, below the root. */
export const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md'], { cwd: root }).sort()
/** The text of a file below the root. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const manifest = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  bin: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
})
const rootManifest = manifest.parse(JSON.parse(read('package.json')))
/** What `apps/cli/package.json` says. */
export const cliManifest = manifest.parse(JSON.parse(read('apps/cli/package.json')))

/** A block of code or output. */
export interface Fence {
  readonly page: string
  /** The line of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
}

function fencesOf(page: string): readonly Fence[] {
  const fences: Fence[] = []
  let open: { line: number; language: string; lines: string[] } | null = null
  for (const [index, line] of read(page).split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line)
    else if (open === null) open = { line: index + 1, language: line.slice(3).trim(), lines: [] }
    else {
      fences.push({ page, line: open.line, language: open.language, text: open.lines.join('\n') })
      open = null
    }
  }
  if (open !== null) throw new Error(`${page}:${open.line}: the fence is never closed`)
  return fences
}

/** One command of a shell block. */
export interface ShellCommand {
  /** Where it stands: `README.md:17`. */
  readonly place: string
  readonly words: readonly string[]
}

/** The commands of a shell block: a line each, or several joined by `&&`; comments left out. */
function shellCommandsOf(fence: Fence): readonly ShellCommand[] {
  return fence.text.split('\n').flatMap((line, index) =>
    line
      .replace(/(^|\s)#.*$/, '')
      .replace(/\s[<>]\s*\S+/g, '')
      .split('&&')
      .map((part) => part.trim().split(/\s+/))
      .filter(([first]) => first !== undefined && first !== '')
      .map((words) => ({ place: `${fence.page}:${fence.line + index + 1}`, words })),
  )
}

/** All blocks of all pages. */
export const fences = pages.flatMap(fencesOf)
const shellCommands = fences.filter(({ language }) => language === 'sh').flatMap(shellCommandsOf)

/** The words after `rapport`, where a command runs it. */
function rapportParameters(words: readonly string[]): readonly string[] | null {
  const bare = words[0] === 'npx' ? words.slice(1) : words
  return bare[0] === 'rapport' ? bare.slice(1) : null
}

/** A command line of `rapport`, and where it stands. */
export interface RapportCommand {
  readonly place: string
  readonly parameters: readonly string[]
}

/** The commands of shell blocks that run `rapport`. */
export const rapportCommands: readonly RapportCommand[] = shellCommands.flatMap(({ place, words }) => {
  const parameters = rapportParameters(words)
  return parameters === null ? [] : [{ place, parameters }]
})

/** The other commands of shell blocks. */
export const otherCommands = shellCommands.filter(({ words }) => rapportParameters(words) === null)

/** Commands of `rapport` that a sentence names; their arguments may be left out. */
export const mentionedCommands: readonly RapportCommand[] = pages.flatMap((page) =>
  [...withoutFences(page).matchAll(/`(?:npx )?rapport ([^`]+)`/g)].map(([text, words = '']) => ({
    place: `${page}: ${text}`,
    parameters: words.split(' '),
  })),
)

/**
 * What is wrong with a command line of `rapport`; null where the program would accept it. A mention names a command and
 * options; a whole command line has its arguments too.
 */
export function problemOfRapport(
  parameters: readonly string[],
  what: 'whole' | 'mention' = 'whole',
): string | null {
  let command: Command = createProgram()
  const positional: string[] = []
  for (let index = 0; index < parameters.length; index += 1) {
    const word = parameters[index] ?? ''
    if (word.startsWith('-')) {
      const [flag = '', attached] = word.split('=', 2)
      const option = [command, ...ancestorsOf(command)]
        .flatMap((owner) => [...owner.options, ...owner.createHelp().visibleOptions(owner)])
        .find(({ long, short }) => long === flag || short === flag)
      if (option === undefined) return `there is no option ${flag}`
      if (!option.required || attached !== undefined) continue
      index += 1
      if (parameters[index] === undefined) return `${flag} needs a value`
      continue
    }
    const child = command.commands.find((candidate) => candidate.name() === word)
    if (child !== undefined && positional.length === 0) command = child
    else if (command.commands.length > 0) return `there is no command "${word}"`
    else positional.push(word)
  }
  if (what === 'mention' || parameters.includes('--help')) return null
  return problemOfArguments(command, positional)
}

/** Whether a command with others below it can stand alone: commander shows its own action, or the one it defaults to, nowhere else. */
function doesSomething(command: Command): boolean {
  const inner: { readonly _actionHandler?: unknown; readonly _defaultCommandName?: unknown } = Object(command)
  return inner._actionHandler != null || inner._defaultCommandName != null
}

function problemOfArguments(command: Command, given: readonly string[]): string | null {
  if (command.commands.length > 0 && !doesSomething(command))
    return `"${command.name()}" needs a command after it`
  const expected = command.registeredArguments
  const most = expected.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : expected.length
  const needed = expected.filter(({ required }) => required).length
  if (given.length < needed) return `"${command.name()}" needs ${needed} arguments`
  return given.length > most ? `"${command.name()}" does not take "${given[most]}"` : null
}

function ancestorsOf(command: Command): readonly Command[] {
  return command.parent === null ? [] : [command.parent, ...ancestorsOf(command.parent)]
}

/** What is wrong with a request to the server: it must go to a route that there is. */
function problemOfRequest(words: readonly string[]): string | null {
  const address = words.map((word) => word.replaceAll("'", '')).find((word) => URL.canParse(word))
  if (address === undefined) return 'it names no address'
  const route = new URL(address).pathname.replace(/^\/api/, '')
  const sources = globSync('apps/server/src/routes/**/*.ts', { cwd: root }).map(read)
  return sources.some((source) => source.includes(`path: '${route}'`)) ? null : `there is no route ${route}`
}

/** What is wrong with a command that is not `rapport`; null where all it names exists. */
export function problemOfOther({ words }: ShellCommand): string | null {
  const [program = '', ...rest] = words
  if (program === 'npm') return problemOfNpm(rest)
  if (program === 'npx') return problemOfTool(rest)
  if (program === 'cp') return problemOfPaths(rest.filter((word) => !word.startsWith('-')).slice(0, -1))
  if (program === 'curl') return problemOfRequest(rest)
  if (program === 'export') return /^[A-Z_]+=/.test(rest[0] ?? '') ? null : 'it exports nothing'
  return `"${program}" is not known here: teach this test how to check it`
}

function problemOfNpm(words: readonly string[]): string | null {
  // Options of npm itself, such as -s, name nothing of ours.
  const [verb = '', name = ''] = words.filter((word) => !word.startsWith('-'))
  if (verb === 'ci' || verb === 'install') return null
  const script = verb === 'run' ? name : verb
  const text = rootManifest.scripts[script]
  if (text === undefined) return `package.json has no script "${script}"`
  const files = text.split(/\s+/).filter((word) => /\.(ts|js)$/.test(word))
  return problemOfPaths(files)
}

const toolPackages: Readonly<Record<string, string>> = { vitest: 'vitest', changeset: '@changesets/cli' }

function problemOfTool([tool = '', ...rest]: readonly string[]): string | null {
  const owner = toolPackages[tool]
  if (owner === undefined || !(owner in rootManifest.devDependencies)) return `no package brings "${tool}"`
  return problemOfPaths(rest.filter((word) => word.includes('/')))
}

function problemOfPaths(paths: readonly string[]): string | null {
  const missing = paths.find((path) => !existsSync(join(root, path)))
  return missing === undefined ? null : `${missing} does not exist`
}

/** Headings as anchors, the way GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = withoutFences(page).matchAll(/^#+ (.+)$/gm)
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

/** A page without its blocks. */
export function withoutFences(page: string): string {
  return read(page).replace(/^```[\s\S]*?^```/gm, '')
}

/** What is wrong with a relative link; null for one that leads somewhere, or out of the repository. */
export function problemOfLink(page: string, link: string): string | null {
  if (/^[a-z]+:/.test(link)) return null
  const [path = '', anchor] = link.split('#', 2)
  const target = path === '' ? page : relative(root, resolve(root, dirname(page), path))
  if (!existsSync(join(root, target))) return `${link} leads nowhere`
  if (anchor === undefined || anchorsOf(target).has(anchor)) return null
  return `${target} has no heading "${anchor}"`
}

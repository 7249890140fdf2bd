import { existsSync, globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAst } from 'vitest/node'
import { z } from 'zod'

/**
 * Which packages a package may import: those of the tiers below its own, and none of its own tier. `core/connector` may
 * name the store's types, nothing else of it.
 */
const tiers: readonly (readonly string[])[] = [
  ['core/model', 'core/stats'],
  ['core/store'],
  ['core/connector', 'core/metrics', 'core/config'],
  ['core/extract', 'core/identity', 'core/score', 'core/writeback'],
  ['core/run'],
  ['connectors/*'],
  ['apps/sandbox', 'apps/server'],
  ['apps/dashboard'],
  ['apps/*'],
]

/** Packages that may import less than their tier allows. */
const narrower: Readonly<Record<string, readonly string[]>> = {
  'connectors/*': ['core/connector', 'core/model'],
  'core/metrics': ['core/model', 'core/stats'],
  'apps/sandbox': ['core/model'],
  // It is given the connectors.
  'apps/server': [
    ...['core/model', 'core/stats', 'core/store', 'core/connector', 'core/metrics', 'core/config'],
    ...['core/identity', 'core/score', 'core/writeback', 'core/run'],
  ],
  // All that it shows comes over HTTP.
  'apps/dashboard': [],
}

/** Allowed as `import type` only. */
const asTypes: Readonly<Record<string, readonly string[]>> = {
  'core/connector': ['core/store'],
  'apps/dashboard': ['apps/server'],
}

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
}

interface Source {
  /** Below the package's folder. */
  readonly path: string
  readonly imports: readonly Import[]
  /** Why it could not be parsed. */
  readonly problem?: string
}

interface Package {
  /** Below the root: `core/model`. */
  readonly folder: string
  readonly name: string
  /** `.`, `./routes`, … */
  readonly exports: readonly string[]
  readonly dependencies: readonly string[]
  /** Of these only types may be imported. */
  readonly devDependencies?: readonly string[]
  readonly sources: readonly Source[]
}

const root = resolve(import.meta.dirname, '..')
const manifest = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
})

const languages = { '.ts': 'ts', '.tsx': 'tsx', '.js': 'js', '.mjs': 'js' } as const
const isLanguage = (ending: string): ending is keyof typeof languages => ending in languages

/** Packages of nothing but tests, and what those use. */
const testFolders: readonly string[] = ['test', 'test/kit']

/** Tests, and what only tests use, may import anything. */
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || /(^|\/)testing\//.test(path)

/** All imports of a source: static and dynamic, of values and of types, and what is exported from elsewhere. */
function importsOf(text: string, path: string): readonly Import[] {
  const ending = extname(path)
  const found: Import[] = []
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const node = value as Readonly<Record<string, unknown>>
    const specifier = sourceOf(node)
    if (specifier !== null) {
      const typeOnly =
        node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType'
      found.push({ specifier, typeOnly })
    }
    Object.values(node).forEach(visit)
  }
  visit(parseAst(text, { lang: isLanguage(ending) ? languages[ending] : 'ts' }, path))
  return found
}

const importing =
  /^(ImportDeclaration|ImportExpression|ExportAllDeclaration|ExportNamedDeclaration|TSImportType)$/

function sourceOf(node: Readonly<Record<string, unknown>>): string | null {
  if (typeof node.type !== 'string') return null
  if (importing.test(node.type)) return textOf(node.source)
  if (node.type !== 'CallExpression' || !Array.isArray(node.arguments)) return null
  return resolves(node.callee) ? textOf(node.arguments[0]) : null
}

/** `require`, `require.resolve` and `import.meta.resolve` name a package too. */
function resolves(callee: unknown): boolean {
  const parsed = z
    .object({
      type: z.string(),
      name: z.string().optional(),
      object: z.object({ type: z.string(), name: z.string().optional() }).optional(),
      property: z.object({ name: z.string().optional() }).optional(),
    })
    .safeParse(callee)
  if (!parsed.success) return false
  const { name, object, property } = parsed.data
  if (name === 'require') return true
  return property?.name === 'resolve' && (object?.name === 'require' || object?.type === 'MetaProperty')
}

function textOf(literal: unknown): string | null {
  const parsed = z.object({ value: z.string() }).safeParse(literal)
  return parsed.success ? parsed.data.value : null
}

function readSource(folder: string, path: string): Source {
  try {
    return { path, imports: importsOf(readFileSync(join(folder, path), 'utf8'), path) }
  } catch (error) {
    return { path, imports: [], problem: `${path} cannot be parsed: ${error}` }
  }
}

const readManifest = (folder: string): z.infer<typeof manifest> =>
  manifest.parse(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')))

function sourcesBelow(folder: string): readonly string[] {
  return globSync('**/*.{ts,tsx,js,mjs}', {
    cwd: join(root, folder),
    exclude: (entry) =>
      /(^|\/)(node_modules|dist|data)$/.test(entry) || (folder === 'test' && entry === 'kit'),
  })
}

function readPackages(): readonly Package[] {
  return globSync('{apps,connectors,core}/*/package.json', { cwd: root }).map((path) => {
    const folder = dirname(path)
    const { name, exports, ...declared } = readManifest(folder)
    const sources = sourcesBelow(folder)
      .filter((source) => !isTest(source))
      .map((source) => readSource(join(root, folder), source))
    return {
      ...{ folder, name, sources, exports: Object.keys(exports) },
      dependencies: Object.keys(declared.dependencies),
      devDependencies: Object.keys(declared.devDependencies),
    }
  })
}

const inPattern = (folder: string, pattern: string): boolean =>
  pattern === folder || (pattern.endsWith('/*') && folder.startsWith(pattern.slice(0, -1)))

function tierOf(folder: string): number {
  const tier = tiers.findIndex((patterns) => patterns.some((pattern) => inPattern(folder, pattern)))
  if (tier < 0)
    throw new Error(`${folder} is in no tier: add it to the table at the top of test/layers.test.ts`)
  return tier
}

function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  if (typeOnly && asTypes[from]?.includes(to)) return true
  if (asTypes[from]?.includes(to)) return false
  const rule = Object.entries(narrower).find(([pattern]) => inPattern(from, pattern))
  if (rule !== undefined) return rule[1].includes(to)
  return tierOf(to) < tierOf(from)
}

/** `@scope/name/inner` gives `@scope/name` and `./inner`. */
function split(specifier: string): { readonly name: string; readonly subpath: string } {
  const parts = specifier.split('/')
  const size = specifier.startsWith('@') ? 2 : 1
  const inner = parts.slice(size).join('/')
  return { name: parts.slice(0, size).join('/'), subpath: inner === '' ? '.' : `./${inner}` }
}

/** Everything that is wrong with one package's imports, a sentence each. */
function wrongImports(one: Package, packages: readonly Package[]): readonly string[] {
  return one.sources.flatMap(({ path, imports, problem }) => [
    ...(problem === undefined ? [] : [problem]),
    ...imports.flatMap(({ specifier, typeOnly }) => {
      const reason = wrong(one, path, specifier, typeOnly, packages)
      return reason === null ? [] : [`${one.folder}/${path} imports "${specifier}": ${reason}`]
    }),
  ])
}

function wrong(
  one: Package,
  path: string,
  specifier: string,
  typeOnly: boolean,
  packages: readonly Package[],
): string | null {
  if (isBuiltin(specifier)) return null
  if (specifier.startsWith('.')) {
    const reached = relative(one.folder, join(one.folder, dirname(path), specifier))
    if (reached.startsWith('..')) return 'a file of another package; import the package by its name'
    return isTest(reached) ? 'a file for tests' : null
  }
  if (specifier.startsWith('/')) return 'a path of one machine'
  const { name, subpath } = split(specifier)
  if (name === one.name) return 'its own package; import the file'
  const isDeclared =
    one.dependencies.includes(name) || (typeOnly && one.devDependencies?.includes(name) === true)
  if (!isDeclared) return `${name} is not in the dependencies of ${one.folder}/package.json`
  const other = packages.find((candidate) => candidate.name === name)
  if (other === undefined) return null
  if (!other.exports.includes(subpath)) return `${name} does not export ${subpath}`
  if (mayImport(one.folder, other.folder, typeOnly)) return null
  return `${one.folder} may not import ${other.folder}${mayImport(one.folder, other.folder, true) ? ' except as types' : ''}`
}

/** Declared dependencies that no source imports. A package without sources is not begun, and is left alone. */
function unusedDependencies(one: Package): readonly string[] {
  if (one.sources.length === 0) return []
  const used = new Set(
    one.sources.flatMap(({ imports }) => imports.map(({ specifier }) => split(specifier).name)),
  )
  return one.dependencies
    .filter((name) => !used.has(typed(name)))
    .map((name) => `${one.folder}/package.json declares ${name}, which nothing imports`)
}

/** The package that a package of types describes: `@types/pg` is used by whoever imports `pg`. */
function typed(name: string): string {
  const [, plain] = /^@types\/(.+)$/.exec(name) ?? []
  return plain === undefined ? name : plain.replace(/^(.+)__/, '@$1/')
}

/** What tests import that their package does not declare, nor the root, which has what all tests share. */
function undeclaredInTests(folder: string): readonly string[] {
  const manifests = [readManifest('.'), readManifest(folder)]
  const declared = new Set(
    manifests.flatMap(({ name, dependencies, devDependencies }) => [
      name,
      ...Object.keys(dependencies),
      ...Object.keys(devDependencies),
    ]),
  )
  return sourcesBelow(folder)
    .filter((path) => testFolders.includes(folder) || isTest(path))
    .flatMap((path) =>
      readSource(join(root, folder), path)
        .imports.filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))
        .filter(({ specifier }) => !declared.has(split(specifier).name))
        .map(({ specifier }) => `${folder}/${path} imports "${specifier}"`),
    )
}

/** The packages that a package needs, directly or through others, its tests' included. */
function neededBy(name: string, direct: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const needed = new Set<string>()
  const add = (one: string): void => {
    for (const other of direct.get(one) ?? []) {
      if (needed.has(other)) continue
      needed.add(other)
      add(other)
    }
  }
  add(name)
  return needed
}

/** The packages that need themselves, through others. */
const inCircles = (direct: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  [...direct.keys()].filter((name) => neededBy(name, direct).has(name))

/** What each package declares, by its name, its tests' included. */
function declaredBy(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    folders.map(readManifest).map(({ name, dependencies, devDependencies }) => {
      return [name, [...Object.keys(dependencies), ...Object.keys(devDependencies)]]
    }),
  )
}

describe('the packages', () => {
  const packages = readPackages()

  test('are all found, with their imports', () => {
    const connector = packages.find(({ folder }) => folder === 'core/connector')
    expect(connector?.sources.flatMap(({ imports }) => imports.map(({ specifier }) => specifier))).toContain(
      'axios',
    )
    expect(packages.length).toBeGreaterThan(10)
  })

  test.each(packages.map((one) => [one.folder, one] as const))(
    '%s imports in the right direction',
    (_, one) => {
      expect(wrongImports(one, packages)).toEqual([])
    },
  )

  test.each(packages.map((one) => [one.folder, one] as const))('%s uses what it declares', (_, one) => {
    expect(unusedDependencies(one)).toEqual([])
  })

  test.each([...packages.map(({ folder }) => folder), ...testFolders])(
    '%s declares what its tests import',
    (folder) => {
      expect(undeclaredInTests(folder)).toEqual([])
    },
  )

  // Turbo could not order their tasks.
  test('do not need each other in a circle, for their tests either', () => {
    const declared = declaredBy([...packages.map(({ folder }) => folder), ...testFolders])
    expect(inCircles(declared)).toEqual([])
  })

  test.each(packages.map((one) => [one.folder, one] as const))('%s exports files that exist', (folder) => {
    const { exports } = readManifest(folder)
    const begun = packages.find((one) => one.folder === folder)?.sources.length !== 0
    const missing = Object.values(exports).filter((path) => !existsSync(join(root, folder, String(path))))
    expect(begun ? missing : []).toEqual([])
  })
})

describe('a wrong import is found:', () => {
  const packageWith = (folder: string, text: string, dependencies: readonly string[] = []): Package => ({
    folder,
    name: `@rapport/${folder.split('/')[1]}`,
    exports: ['.'],
    dependencies,
    sources: [{ path: 'src/index.ts', imports: importsOf(text, 'index.ts') }],
  })
  const others = tiers.flat().flatMap((folder) => (folder.endsWith('*') ? [] : [packageWith(folder, '')]))
  const names = [...new Set([...others.map(({ name }) => name), '@rapport/hubspot', 'zod'])]
  const all = [...others, packageWith('connectors/hubspot', ''), packageWith('apps/cli', '')]
  const complaints = (folder: string, text: string): readonly string[] =>
    wrongImports(packageWith(folder, text, names), all)

  test.each([
    ['core/model', "import { open } from '@rapport/store'", 'core/model may not import core/store'],
    ['core/store', "import { createContext } from '@rapport/connector'", 'may not import core/connector'],
    ['core/extract', "export * from '@rapport/identity'", 'may not import core/identity'],
    ['core/metrics', "const store = await import('@rapport/store')", 'may not import core/store'],
    ['connectors/csv', "import type { Run } from '@rapport/run'", 'may not import core/run'],
    ['connectors/csv', "import hubspot from '@rapport/hubspot'", 'may not import connectors/hubspot'],
    ['core/run', "import hubspot from '@rapport/hubspot'", 'may not import connectors/hubspot'],
    ['core/connector', "import { open } from '@rapport/store'", 'may not import core/store except as types'],
    ['apps/sandbox', "import { open } from '@rapport/store'", 'may not import core/store'],
    ['apps/server', "import hubspot from '@rapport/hubspot'", 'may not import connectors/hubspot'],
    ['apps/dashboard', "import { explain } from '@rapport/run'", 'may not import core/run'],
    ['apps/dashboard', "import { createApp } from '@rapport/server'", 'apps/server except as types'],
    ['core/score', "type Row = import('@rapport/store/src/rows.ts').Row", 'does not export ./src/rows.ts'],
    ['core/score', "import { rows } from '../../store/src/rows.ts'", 'a file of another package'],
    ['core/score', "import { sample } from './testing/sample.ts'", 'a file for tests'],
    ['core/score', "import axios from 'axios'", 'axios is not in the dependencies'],
    ['core/score', "require.resolve('axios')", 'axios is not in the dependencies'],
    ['core/score', "import.meta.resolve('axios')", 'axios is not in the dependencies'],
    ['core/score', "import { rows } from '/home/ada/rows.ts'", 'a path of one machine'],
    ['core/score', "import { score } from '@rapport/score'", 'its own package'],
  ])('%s: %s', (folder, text, reason) => {
    expect(complaints(folder, text)).toEqual([expect.stringContaining(reason)])
  })

  test.each([
    ['core/connector', "import type { Budget } from '@rapport/store'"],
    ['connectors/csv', "import { defineStream } from '@rapport/connector'"],
    ['core/run', "import { extract } from '@rapport/extract'"],
    ['apps/cli', "import { startSandbox } from '@rapport/sandbox'"],
    ['apps/cli', "import { startServer } from '@rapport/server'"],
    ['apps/dashboard', "import type { ApiRoutes } from '@rapport/server'"],
    ['core/score', "import { z } from 'zod'\nimport { join } from 'node:path'\nimport './rows.ts'"],
    ['core/score', "// import axios from 'axios'\nconst text = `import axios from 'axios'`"],
  ])('and a right one is not: %s: %s', (folder, text) => {
    expect(complaints(folder, text)).toEqual([])
  })

  test('a dependency that nothing imports', () => {
    expect(unusedDependencies(packageWith('core/score', "import { z } from 'zod'", ['zod', 'pg']))).toEqual([
      'core/score/package.json declares pg, which nothing imports',
    ])
  })

  test('a value of a package that only development needs; its types are right', () => {
    const dashboard = (text: string): Package => ({
      ...packageWith('apps/dashboard', text),
      devDependencies: ['@rapport/server'],
    })
    const complaint = 'apps/dashboard/src/index.ts imports "@rapport/server": @rapport/server is not in the'
    expect(wrongImports(dashboard("import { startServer } from '@rapport/server'"), all)).toEqual([
      expect.stringContaining(complaint),
    ])
    expect(wrongImports(dashboard("import type { Server } from '@rapport/server'"), all)).toEqual([])
  })

  test('a circle of packages, whose tests need each other', () => {
    const declared = new Map([
      ['csv', ['zod', 'kit']],
      ['kit', ['run']],
      ['run', ['csv']],
      ['cli', ['csv']],
    ])
    expect(inCircles(declared)).toEqual(['csv', 'kit', 'run'])
  })

  test('a package in no tier', () => {
    expect(() => tierOf('core/elsewhere')).toThrow('is in no tier')
  })
})

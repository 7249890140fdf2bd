import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { areas } from './en/areas.ts'
import { en } from './en.ts'

const source = path.resolve(import.meta.dirname, '..')

/** Groups whose names hold points themselves: `auditText.plan.apply` is the text of `plan.apply`. */
const withPoints: ReadonlySet<string> = new Set(['auditText', 'auditAction', 'parameter'])

/** What of the keys the code uses: each as it stands, or all that a template, or a group of names, can make. */
function usedBy(code: string): (key: string) => boolean {
  const literals = new Set([...code.matchAll(/'([\w.-]+)'/g)].map(([, key]) => key))
  const groups = [...code.matchAll(/\b(?:named|worded)\('([\w.]+)'/g)].map(([, group]) => `${group}.\${}`)
  const templates = [...code.matchAll(/`([a-z]\w*\.(?:[\w.]|\$\{[^{}`]*\})*)`/gi)].flatMap(
    ([, key]) => key ?? [],
  )
  const patterns = [...groups, ...templates].map(patternOf)
  return (key) => literals.has(key) || patterns.some((pattern) => pattern.test(key))
}

function patternOf(template: string): RegExp {
  const name = withPoints.has(template.split('.')[0] ?? '') ? '.+' : '[^.]+'
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, name)}$`)
}

test('every text of the catalogue is used', () => {
  const files = globSync('**/*.{ts,tsx}', { cwd: source }).filter(
    (file) => !file.startsWith(path.join('messages', 'en')) && !file.endsWith('.test.ts'),
  )
  expect(files.length).toBeGreaterThan(100)
  const isUsed = usedBy(files.map((file) => readFileSync(path.join(source, file), 'utf8')).join('\n'))
  expect(Object.keys({ ...en, ...areas }).filter((key) => !isUsed(key))).toEqual([])
})

test.each([
  ["message('plan.apply')", true],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is looked at.
  ['message(`plan.${what}`)', true],
  ["worded('plan')", true],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is looked at.
  ['message(`plan.${what}.asked`)', false],
  ["message('plan.apply.asked')", false],
])('of %s it is known whether it uses a text', (code, uses) => {
  expect(usedBy(code)('plan.apply')).toBe(uses)
})

import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parseAst } from 'vitest/node'

/** Attributes that people read or hear. */
const spoken = new Set([
  'alt',
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'label',
  'placeholder',
  'title',
])
const source = path.resolve(import.meta.dirname, '..')

/** Texts in JSX that no catalogue can translate. */
function literalTexts(code: string, file: string): readonly string[] {
  const found: string[] = []
  const add = (text: unknown): void => {
    if (typeof text === 'string' && /\p{Letter}/u.test(text)) found.push(`${file}: ${text.trim()}`)
  }
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const node = value as Readonly<Record<string, unknown>>
    if (node.type === 'JSXText') add(node.value)
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
      for (const child of node.children as readonly Record<string, unknown>[]) {
        if (child.type === 'JSXExpressionContainer') literalsOf(child.expression).forEach(add)
      }
    }
    if (node.type === 'JSXAttribute' && spoken.has(nameOf(node.name))) literalsOf(node.value).forEach(add)
    Object.values(node).forEach(visit)
  }
  visit(parseAst(code, { lang: 'tsx' }, file))
  return found
}

const nameOf = (name: unknown): string => String((name as { name?: unknown }).name)

/** The texts that an expression can give: of a literal, a template, or either side of a choice. */
function literalsOf(expression: unknown): readonly unknown[] {
  if (typeof expression !== 'object' || expression === null) return []
  const node = expression as Readonly<Record<string, unknown>>
  if (node.type === 'JSXExpressionContainer') return literalsOf(node.expression)
  if (node.type === 'Literal') return [node.value]
  if (node.type === 'TemplateLiteral')
    return (node.quasis as readonly { value: { raw: string } }[]).map(({ value }) => value.raw)
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].flatMap(literalsOf)
  if (node.type === 'LogicalExpression') return [node.left, node.right].flatMap(literalsOf)
  return []
}

test('every visible text comes from the catalogue', () => {
  const files = globSync('**/*.tsx', { cwd: source })
  expect(files.length).toBeGreaterThan(20)
  expect(files.flatMap((file) => literalTexts(readFileSync(path.join(source, file), 'utf8'), file))).toEqual(
    [],
  )
})

test.each([
  '<p>Hello</p>',
  "<p>{'Hello'}</p>",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is looked at.
  '<p>{`Hello ${name}`}</p>',
  "<p>{busy ? 'Wait' : null}</p>",
  '<input placeholder="Search" />',
  "<Chart title={'Value'} />",
])('a text in the code is found: %s', (code) => {
  expect(literalTexts(code, 'page.tsx')).toHaveLength(1)
})

test.each([
  '<p className="soft">{name} · {message("app.name")}</p>',
  "<p>{kind === 'a' ? <A /> : null}</p>",
  '<Link to="/customers">{text}</Link>',
])('what is no text is not: %s', (code) => {
  expect(literalTexts(code, 'page.tsx')).toEqual([])
})

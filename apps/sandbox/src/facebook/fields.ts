import { failure } from './errors.ts'

/** The parts of `fields=a,b{c,d},e.limit(5){f}` at its outermost level, each with what stands in its braces. */
export function fieldsOf(asked: string, known: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const part of parts(asked)) {
    const name = /^[a-z_]+/.exec(part)?.[0] ?? ''
    if (!known.includes(name)) throw failure(100, `(#100) Tried accessing nonexisting field (${part})`)
    fields.set(name, /\{(.*)\}$/.exec(part)?.[1] ?? '')
  }
  return fields
}

function parts(asked: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at <= asked.length; at += 1) {
    const letter = asked[at] ?? ','
    if (letter === '{' || letter === '(') depth += 1
    else if (letter === '}' || letter === ')') depth -= 1
    else if (letter === ',' && depth === 0) {
      found.push(asked.slice(start, at))
      start = at + 1
    }
  }
  if (depth !== 0) throw failure(2_500, 'Syntax error in the field expansion')
  return found
}

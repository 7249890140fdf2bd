import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml'
import type { Path } from './problem.ts'

/** A place in the file; both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A fault of the YAML itself. */
export interface SyntaxFault extends Position {
  readonly message: string
  readonly suggestion: string | null
}

/** What the file's text says, with the place of everything in it. */
export interface YamlSource {
  /** The content as plain values; null where the YAML is faulty. An empty file is `{}`. */
  readonly data: unknown
  readonly faults: readonly SyntaxFault[]
  /** The place of a key, or of the closest thing around it that is in the file. */
  keyPosition(path: Path): Position
  /** The place of a value; of its key where the value is left out. */
  valuePosition(path: Path): Position
}

/**
 * What each fault of the YAML means to its author. The parser's own words are not shown: some quote the text, which may be
 * a password.
 */
const faults: Readonly<Record<string, readonly [message: string, suggestion: string | null]>> = {
  BAD_ALIAS: ['a value that begins with * is read as a reference', 'put the value in quotes'],
  BAD_DQ_ESCAPE: ['\\ in double quotes begins an escape', 'use single quotes'],
  BAD_INDENT: ['the indentation does not fit the lines above', 'indent with the same number of blanks'],
  BAD_SCALAR_START: ['a value cannot begin with this character', 'put the value in quotes'],
  DUPLICATE_KEY: ['this key stands twice', 'keep one of the two'],
  MISSING_CHAR: ['a quote, bracket, comma or colon is missing', null],
  MULTIPLE_DOCS: ['the file holds more than one document', 'remove the line --- and what follows'],
  TAB_AS_INDENT: ['a tab is used for indentation', 'use blanks'],
  TAG_RESOLVE_FAILED: ['a value that begins with ! is read as a type', 'put the value in quotes'],
  UNEXPECTED_TOKEN: ['something stands here that YAML does not allow', 'put the value in quotes'],
  BLOCK_AS_IMPLICIT_KEY: ['a second ": " on one line', 'put the value in quotes'],
  MULTILINE_IMPLICIT_KEY: ['a colon is missing after a key', 'write key: value'],
}

/** Reads YAML 1.2 and keeps the place of everything. */
export function parseYamlSource(text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const found = [...document.errors, ...document.warnings].map(({ code, pos }) => {
    const [message, suggestion] = faults[code] ?? ['this is not valid YAML', null]
    return { ...positionAt(pos[0]), message, suggestion }
  })
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return
      const [message, suggestion] = faults.BAD_ALIAS ?? ['', null]
      found.push({ ...positionAt(alias.range?.[0] ?? 0), message, suggestion })
    },
  })
  return {
    data: found.length > 0 ? null : (document.toJS() ?? {}),
    faults: found,
    keyPosition: (path) => positionAt(locate(document, path).keyOffset),
    valuePosition: (path) => {
      const place = locate(document, path)
      return positionAt(place.valueOffset ?? place.keyOffset)
    },
  }
}

/** Follows a path as far as the document goes. */
function locate(document: Document, path: Path): { keyOffset: number; valueOffset: number | null } {
  let node: unknown = document.contents
  let keyOffset = offsetOf(node) ?? 0
  let valueOffset = offsetOf(node)
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find((item) => keyText(item.key) === String(step))
      if (pair === undefined) return { keyOffset, valueOffset: null }
      keyOffset = offsetOf(pair.key) ?? keyOffset
      node = pair.value
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)]
      if (item === undefined) return { keyOffset, valueOffset: null }
      keyOffset = offsetOf(item) ?? keyOffset
      node = item
    } else {
      return { keyOffset, valueOffset }
    }
    valueOffset = isScalar(node) && node.value === null && !node.source ? null : offsetOf(node)
  }
  return { keyOffset, valueOffset }
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key)
}

function offsetOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null
}

import { nearest, TICKET_EVENT_KEYS } from '@rapport/model'
import type { z } from 'zod'

type Line = Readonly<Record<string, unknown>>

const types = Object.keys(TICKET_EVENT_KEYS)

/** Why a line is no event, and what to write instead. */
export function lineProblem(line: Line, issues: readonly z.core.$ZodIssue[]): string {
  return issues.map((issue) => problemOf(line, issue)).join('; ')
}

function problemOf(line: Line, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.entries(TICKET_EVENT_KEYS).find(([type]) => type === line.type)?.[1] ?? []
    return issue.keys.map((key) => `the key "${key}" is not known; ${meant(key, known)}`).join('; ')
  }
  if (issue.code === 'invalid_union') {
    if (typeof line.type !== 'string') return `type is missing: write one of ${types.join(', ')}`
    return `the type "${line.type}" is not known; ${meant(line.type, types)}`
  }
  if (issue.code === 'custom') return issue.message
  const key = issue.path.map(String).join('.')
  const value = line[key]
  if (value === undefined) return `${key} is missing: it ${issue.message}`
  return `${key} ${JSON.stringify(value)} ${issue.message}`
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === null ? `there are ${known.join(', ')}` : `did you mean "${near}"?`
}

import { TICKET_EVENT_KEYS } from '@rapport/metrics'
import { nearest } from '@rapport/model'
import type { z } from 'zod'
import { quoteCell } from '../calculation/bad-row.ts'
import { suggestedCategory } from './suggested-category.ts'

type Issue = z.core.$ZodIssue

/** A line of the file as it was parsed. */
export type LineKeys = Readonly<Record<string, unknown>>

/** Why a line is no event, and what to do; `issues` are what the schema says of it. */
export function eventProblem(line: LineKeys, issues: readonly Issue[]): string {
  return issues.map((issue) => problemOf(line, issue)).join('; ')
}

/** The status of a line that names one without saying what it means; null for another line. */
export function unknownStatus(line: LineKeys, issues: readonly Issue[]): string | null {
  return typeof line.to === 'string' && issues.some(isUnknownStatus) ? line.to : null
}

const isUnknownStatus = ({ code, path: [key] }: Issue): boolean => code === 'custom' && key === 'category'

function problemOf(line: LineKeys, issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return unknownKeys(line, issue.keys)
  if (issue.code === 'invalid_union') return unknownType(line.type)
  if (isUnknownStatus(issue)) return unclearStatus(String(line.to))
  const key = String(issue.path[0])
  const value = line[key]
  if (value === undefined) return `${key} is missing: it ${issue.message}`
  const given = quoteCell(typeof value === 'string' ? value : JSON.stringify(value))
  return `${key} ${given} ${issue.message}${meantOf(value, issue)}`
}

function unclearStatus(status: string): string {
  const meant = suggestedCategory(status)
  const advice =
    meant === null
      ? 'add "category" with the one it means'
      : `add "category":"${meant}", if that is what it means`
  return `status ${quoteCell(status)} is none of the six categories: ${advice}`
}

const types = Object.keys(TICKET_EVENT_KEYS)

const isType = (type: unknown): type is keyof typeof TICKET_EVENT_KEYS =>
  typeof type === 'string' && Object.hasOwn(TICKET_EVENT_KEYS, type)

function unknownKeys({ type }: LineKeys, keys: readonly string[]): string {
  const known = isType(type) ? TICKET_EVENT_KEYS[type] : []
  const adviceOn = (key: string) => didYouMean(key, known) ?? `there are ${known.join(', ')}`
  return keys.map((key) => `unknown key ${quoteCell(key)}: ${adviceOn(key)}`).join('; ')
}

function unknownType(type: unknown): string {
  if (typeof type !== 'string') return `type is missing: write one of ${types.join(', ')}`
  return `type ${quoteCell(type)} is not known: ${didYouMean(type, types) ?? `there are ${types.join(', ')}`}`
}

function meantOf(value: unknown, issue: Issue): string {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return ''
  const meant = didYouMean(value, issue.values.map(String))
  return meant === null ? '' : `; ${meant}`
}

function didYouMean(name: string, known: readonly string[]): string | null {
  const meant = nearest(name, known)
  return meant === null ? null : `did you mean "${meant}"?`
}

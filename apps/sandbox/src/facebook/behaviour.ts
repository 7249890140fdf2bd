import { z } from 'zod'

/** What an app may be allowed to do with pages. */
export const PERMISSIONS = [
  'pages_show_list',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_engagement',
] as const

/** Behaviour that can be changed while the server runs. */
export const behaviour = z.strictObject({
  /** Added to every answer, in milliseconds. */
  latencyMs: z.number().nonnegative(),
  /** Limit of calls for each page, and for the app. */
  limits: z.enum(['on', 'off']),
  /** What the app was granted. */
  permissions: z.array(z.enum(PERMISSIONS)),
  /** Minutes until calls are taken again, as a refusal tells them. */
  minutesToRegainAccess: z.number().nonnegative(),
})
export type Behaviour = z.output<typeof behaviour>

export const USUAL_BEHAVIOUR: Behaviour = {
  latencyMs: 0,
  limits: 'on',
  permissions: [...PERMISSIONS],
  minutesToRegainAccess: 19,
}

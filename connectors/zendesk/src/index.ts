import { defineConnector } from '@rapport/connector'
import { checkConnection } from './check.ts'
import { classifyFailure } from './failures.ts'
import { budgets, readLimits } from './limits.ts'
import { recordUrl } from './record-url.ts'
import { baseUrlOf, type ZendeskSettings, zendeskSettings } from './settings.ts'
import { authorization, signInMethods } from './sign-in.ts'
import { streams } from './streams/all.ts'

/** Zendesk: reads tickets, what was said on them, the people around them, and how satisfied those were. */
export const zendesk = defineConnector<ZendeskSettings>({
  id: 'zendesk',
  title: 'Zendesk',
  settings: zendeskSettings,
  authentication: signInMethods,
  retention: 'full',
  baseUrl: baseUrlOf,
  authorization,
  // All users of an account spend from the same limits.
  accountOf: (settings) => new URL(baseUrlOf(settings)).host,
  budgets,
  readLimits,
  classify: (error) => classifyFailure(error),
  streams,
  targets: [],
  check: checkConnection,
  recordUrl,
})

export type { ZendeskSettings } from './settings.ts'

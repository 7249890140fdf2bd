import { components } from './en/components.ts'
import { customers } from './en/customers.ts'
import { numbers } from './en/numbers.ts'
import { overview } from './en/overview.ts'
import { pages } from './en/pages.ts'
import { reputation } from './en/reputation.ts'
import { service } from './en/service.ts'
import { settings } from './en/settings.ts'
import { setup } from './en/setup.ts'
import { shell } from './en/shell.ts'
import { syncs } from './en/syncs.ts'

/** Every visible text in English. A language is a file like this one with the same keys. */
export const en = {
  ...shell,
  ...components,
  ...numbers,
  ...pages,
  ...customers,
  ...service,
  ...overview,
  ...reputation,
  ...syncs,
  ...settings,
  ...setup,
} as const

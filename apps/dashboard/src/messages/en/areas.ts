import { customers } from './customers.ts'
import { overview } from './overview.ts'
import { reputation } from './reputation.ts'
import { service } from './service.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { syncs } from './syncs.ts'

/** The texts of the pages that only somebody who is signed in sees: they are loaded beside the session. */
export const areas = {
  ...customers,
  ...service,
  ...overview,
  ...reputation,
  ...syncs,
  ...settings,
  ...setup,
} as const

import { auditTexts } from './audit.ts'
import { connectorSettings } from './connector-settings.ts'
import { countTexts } from './counts.ts'
import { customers } from './customers.ts'
import { entityTexts } from './entities.ts'
import { holds } from './holds.ts'
import { modelFields } from './model-fields.ts'
import { overview } from './overview.ts'
import { parameters } from './parameters.ts'
import { places } from './places.ts'
import { reputation } from './reputation.ts'
import { service } from './service.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { syncs } from './syncs.ts'
import { ticketEvents } from './ticket-events.ts'

/** The texts of the pages that only somebody who is signed in sees: they are loaded beside the session. */
export const areas = {
  ...customers,
  ...service,
  ...ticketEvents,
  ...overview,
  ...reputation,
  ...places,
  ...syncs,
  ...auditTexts,
  ...countTexts,
  ...entityTexts,
  ...holds,
  ...settings,
  ...parameters,
  ...setup,
  ...connectorSettings,
  ...modelFields,
} as const

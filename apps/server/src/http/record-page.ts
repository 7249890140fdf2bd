import { z } from '@hono/zod-openapi'

/** Where a person opens a record in its own system. */
export const recordPage = z
  .object({ system: z.string().describe('Its name, such as HubSpot'), url: z.string() })
  .readonly()

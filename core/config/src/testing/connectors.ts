import { z } from 'zod'
import type { ConfigurationContext } from '../load.ts'

const secret = z
  .string()
  .regex(/^(env|file|stored):.+$/, 'must be a reference to a secret: env:NAME, file:path or stored:NAME')

/** A CRM that is read and written, and a folder of files that is only read. */
export const context: ConfigurationContext = {
  connectors: [
    {
      id: 'hubspot',
      title: 'HubSpot',
      settings: z.strictObject({
        baseUrl: z.url().default('https://api.example.com').describe('Where the API answers'),
        pageSize: z.number().int().min(1).max(200).default(100),
      }),
      authentication: [
        { type: 'accessToken', schema: z.strictObject({ accessToken: secret }) },
        {
          type: 'oauth2',
          schema: z.strictObject({ clientId: z.string(), clientSecret: secret, refreshToken: secret }),
        },
      ],
      streams: [
        { entity: 'contact' },
        { entity: 'deal', mappable: { amount: 'amount', closedAt: 'closedate' } },
      ],
      targets: [{ entity: 'contact' }, { entity: 'company' }],
    },
    {
      id: 'csv',
      title: 'CSV files',
      settings: z.object({ folder: z.string().describe('Where the files are') }),
      authentication: [{ type: 'none', schema: z.strictObject({}) }],
      streams: [{ entity: 'contact' }, { entity: 'deal' }],
      targets: [],
    },
  ],
  writableFields: [
    ...['clv', 'clv_low', 'clv_high', 'why'].map((name) => ({ name, entities: ['contact', 'company'] })),
    { name: 'nps', entities: ['contact'] },
  ],
}

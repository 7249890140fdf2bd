import { webAddress } from '@rapport/connector'
import { z } from 'zod'

/** Settings of a Zendesk connection. */
export const zendeskSettings = z.strictObject({
  subdomain: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9-]*$/,
      'must be the first part of the address alone: "acme" for acme.zendesk.com',
    )
    .describe('The first part of the address of the account: acme for acme.zendesk.com'),
  baseUrl: webAddress
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(null)
    .describe(
      'Where the API is, if not at https://<subdomain>.zendesk.com; there are no links to records then',
    ),
  topicTags: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'With mapping.ticket.fields.topic: tags. The tags that are topics, the one that wins first; empty: all tags of a ticket together are its topic',
    ),
  botUsers: z
    .array(z.union([z.string().regex(/^\d+$/), z.int().positive()]).transform(String))
    .default([])
    .describe('Ids of users that are no people: bots and integrations that answer by themselves'),
  pageSize: z
    .int()
    .min(1)
    .max(1000)
    .default(1000)
    .describe('Records per page of an export; Zendesk gives at most 1,000, and 100 in its other lists'),
})
export type ZendeskSettings = z.output<typeof zendeskSettings>

/** Where the API of an account is. */
export function baseUrlOf({ baseUrl, subdomain }: ZendeskSettings): string {
  return baseUrl ?? `https://${subdomain}.zendesk.com`
}

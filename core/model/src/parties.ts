import { z } from 'zod'
import { association, externalId, foreignKey, instant } from './primitives.ts'

const party = {
  id: externalId,
  name: z.string().nullable().default(null).describe('The name as the source shows it'),
  phones: z.array(z.string()).default([]).describe('Phone numbers as written in the source'),
  foreignKeys: z.array(foreignKey).default([]).describe('Ids of the same record in other systems'),
  ownerId: z.string().nullable().default(null).describe('The agent who owns the record'),
  createdAt: instant.nullable().default(null).describe('When the source created the record'),
  modifiedAt: instant.nullable().default(null).describe('When the source last changed the record'),
}

/** A person in a source. */
export const contact = z
  .object({
    ...party,
    emails: z.array(z.string()).default([]).describe('E-mail addresses, the main one first'),
    companies: z.array(association).default([]).describe('The companies this person belongs to'),
    lifecycleStage: z.string().nullable().default(null).describe("The source's own stage of the relation"),
  })
  .describe('A person in a source')

/** An organisation in a source. */
export const company = z
  .object({
    ...party,
    domains: z.array(z.string()).default([]).describe('Web domains, the main one first'),
    country: z.string().nullable().default(null).describe('ISO 3166-1 alpha-2, where the source gives it'),
    parentId: externalId.nullable().default(null).describe('The parent company in the same source'),
    industry: z.string().nullable().default(null).describe('Industry as the source names it'),
  })
  .describe('An organisation in a source')

/** A person who answers customers or owns records. */
export const agent = z
  .object({
    id: externalId,
    name: z.string().nullable().default(null),
    email: z.string().nullable().default(null),
    teamIds: z.array(z.string()).default([]).describe('Teams the agent belongs to'),
    active: z.boolean().default(true).describe('False once archived or deactivated in the source'),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('A person who answers customers or owns records')

/** A group of agents. */
export const team = z
  .object({
    id: externalId,
    name: z.string().nullable().default(null),
    parentId: z.string().nullable().default(null),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('A group of agents')

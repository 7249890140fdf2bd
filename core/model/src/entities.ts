import type { z } from 'zod'
import { deal, subscription } from './commerce.ts'
import { engagement, place, review, surveyResponse } from './experience.ts'
import { agent, company, contact, team } from './parties.ts'
import { message, statusChange, ticket, ticketEvent } from './service.ts'

/** Every entity that a source can give, by name, with its schema. */
export const entities = {
  company,
  contact,
  deal,
  subscription,
  ticket,
  message,
  statusChange,
  ticketEvent,
  review,
  place,
  surveyResponse,
  engagement,
  agent,
  team,
} as const

export type EntityName = keyof typeof entities
export const entityNames = Object.keys(entities) as EntityName[]

/** What a connector yields for an entity: defaults may be left out. */
export type EntityInput<E extends EntityName> = z.input<(typeof entities)[E]>

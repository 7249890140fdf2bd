import { CHANNELS, type Thread } from '../hubspot/conversations.ts'
import type { Owner } from '../hubspot/owners.ts'
import type { PropertyHistory, PropertyVersion } from '../hubspot/record.ts'
import { loadAssociation, loadRecord } from '../hubspot/seeding.ts'
import type { HubspotState } from '../hubspot/state.ts'

/** Stages of the support pipeline. */
export const STAGES = { new: '1', waitingOnContact: '2', waitingOnUs: '3', closed: '4' } as const

/** A value from a moment on, by a user or, without one, by a rule. */
export interface ValueFrom {
  readonly at: number
  readonly value: string
  readonly by?: number | undefined
}

/** A ticket of a hand-made seed, with what its properties were. */
export interface DeskTicket {
  readonly id: number
  readonly subject: string
  readonly contact: number | null
  readonly company?: number | undefined
  readonly createdAt: number
  /** Stages from the creation on. */
  readonly stages: readonly ValueFrom[]
  readonly owners?: readonly ValueFrom[] | undefined
  readonly priorities?: readonly ValueFrom[] | undefined
  /** Further properties. */
  readonly properties?: Readonly<Record<string, string>> | undefined
  readonly modifiedAt?: number | undefined
  readonly archivedAt?: number | undefined
}

/** An owner with an own user. */
export function deskOwner(id: number, firstName: string, lastName: string, archived = false): Owner {
  const at = '2025-06-01T09:00:00.000Z'
  return {
    id: String(id),
    email: `${firstName}.${lastName}@desk.example`.toLowerCase(),
    firstName,
    lastName,
    userId: id + 1_000,
    archived,
    createdAt: at,
    updatedAt: at,
  }
}

/** Loads a ticket with its history; the team follows its owner. */
export function loadTicket(state: HubspotState, ticket: DeskTicket): void {
  const { id, stages, owners = [], priorities = [] } = ticket
  const teams = owners.flatMap(({ at, value }) => {
    const user = state.owners.find((owner) => owner.id === value)?.userId
    const team = state.teams.find(({ userIds }) => userIds.includes(String(user)))
    return team === undefined ? [] : [{ at: at + 40, value: team.id }]
  })
  const kept: [string, readonly ValueFrom[]][] = [
    ['hs_pipeline_stage', stages],
    ['hubspot_owner_id', owners],
    ['hubspot_team_id', teams],
    ['hs_ticket_priority', priorities],
  ]
  const history: PropertyHistory = Object.fromEntries(
    kept.map(([name, values]) => [name, values.map(toVersion)] as const),
  )
  const last = Object.fromEntries(
    kept.flatMap(([name, values]) => {
      const value = values.at(-1)?.value ?? ''
      return value === '' ? [] : [[name, value] as const]
    }),
  )
  const closed = stages.at(-1)?.value === STAGES.closed ? stages.at(-1)?.at : undefined
  const touched = Math.max(ticket.createdAt, ...kept.flatMap(([, values]) => values.map(({ at }) => at)))
  if (ticket.contact !== null) {
    loadAssociation(state, { type: 'tickets', id }, { type: 'contacts', id: ticket.contact })
  }
  if (ticket.company !== undefined) {
    loadAssociation(state, { type: 'tickets', id }, { type: 'companies', id: ticket.company }, true)
  }
  loadRecord(state, 'tickets', {
    id,
    properties: {
      subject: ticket.subject,
      hs_pipeline: '0',
      ...(closed === undefined
        ? {}
        : {
            closed_date: new Date(closed).toISOString(),
            time_to_close: String(closed - ticket.createdAt),
          }),
      ...last,
      ...ticket.properties,
    },
    createdAt: ticket.createdAt,
    modifiedAt: ticket.modifiedAt ?? touched,
    archivedAt: ticket.archivedAt,
    history,
  })
}

function toVersion({ at, value, by }: ValueFrom): PropertyVersion {
  return by === undefined
    ? { at, value, sourceType: 'AUTOMATION_PLATFORM' }
    : { at, value, sourceType: 'CRM_UI', userId: by }
}

/** An e-mail or a call that somebody logged on a ticket. */
export interface DeskActivity {
  readonly id: number
  readonly type: 'emails' | 'calls'
  /** The tickets that it is on. */
  readonly tickets: readonly number[]
  readonly at: number
  readonly properties: Readonly<Record<string, string>>
  readonly modifiedAt?: number | undefined
}

export function loadActivity(state: HubspotState, activity: DeskActivity): void {
  const { id, type, at } = activity
  for (const ticket of activity.tickets) loadAssociation(state, { type, id }, { type: 'tickets', id: ticket })
  const modifiedAt = activity.modifiedAt ?? at
  loadRecord(state, type, {
    id,
    properties: { hs_timestamp: new Date(at).toISOString(), ...activity.properties },
    createdAt: modifiedAt,
    modifiedAt,
  })
}

/** Opens a conversation of a ticket by e-mail, or by chat. */
export function openThread(
  state: HubspotState,
  ticket: { readonly id: number | null; readonly contact: number | null; readonly at: number },
  channel: keyof typeof CHANNELS = 'email',
): Thread {
  return state.conversations.open({
    at: ticket.at,
    ticketId: ticket.id,
    contactId: ticket.contact,
    channelId: CHANNELS[channel],
  })
}

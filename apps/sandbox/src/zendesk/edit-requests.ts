import { z } from 'zod'
import { addOrganization, addUser, answerSurvey, changeUser, deleteUser, rateTicket } from './edits.ts'
import { LIVE_STATUSES } from './records.ts'
import type { ZendeskState } from './state.ts'
import {
  addComment,
  addTicket,
  changeTicket,
  deleteTicket,
  mergeTickets,
  restoreTicket,
} from './ticket-edits.ts'

const id = z.int()
const channel = z.enum(['web', 'email', 'api', 'chat', 'voice']).default('email')
const role = z.enum(['end-user', 'agent', 'admin'])

/** What people do in an account, as a request to the tester's endpoints names it. */
export const zendeskEdit = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('addUser'),
    name: z.string(),
    email: z.string().nullable().default(null),
    role: role.default('end-user'),
    organizationId: id.nullable().default(null),
  }),
  z.strictObject({ do: z.literal('changeRole'), userId: id, role }),
  z.strictObject({ do: z.literal('suspendUser'), userId: id, suspended: z.boolean().default(true) }),
  z.strictObject({ do: z.literal('deleteUser'), userId: id }),
  z.strictObject({
    do: z.literal('addOrganization'),
    name: z.string(),
    domainNames: z.array(z.string()).default([]),
  }),
  z.strictObject({
    do: z.literal('addTicket'),
    subject: z.string(),
    requesterId: id,
    submitterId: id.optional(),
    body: z.string().optional(),
    channel,
    tags: z.array(z.string()).default([]),
  }),
  z.strictObject({
    do: z.literal('addComment'),
    ticketId: id,
    authorId: id,
    body: z.string(),
    isPublic: z.boolean().default(true),
    channel,
    status: z.enum(LIVE_STATUSES).optional(),
  }),
  z.strictObject({ do: z.literal('changeStatus'), ticketId: id, by: id, status: z.enum(LIVE_STATUSES) }),
  z.strictObject({ do: z.literal('mergeTickets'), sourceId: id, targetId: id, by: id }),
  z.strictObject({ do: z.literal('deleteTicket'), ticketId: id }),
  z.strictObject({ do: z.literal('restoreTicket'), ticketId: id }),
  z.strictObject({ do: z.literal('rateTicket'), ticketId: id, score: z.enum(['good', 'bad']) }),
  z.strictObject({ do: z.literal('answerSurvey'), ticketId: id, rating: z.int().min(1).max(5) }),
])
export type ZendeskEdit = z.output<typeof zendeskEdit>

/** Does it. @returns the id of what was made or changed @throws {Error} for a record that is not there */
export function performEdit(state: ZendeskState, edit: ZendeskEdit): number | string {
  switch (edit.do) {
    case 'addUser': {
      const { name, email, organizationId } = edit
      return addUser(state, { name, email, role: edit.role, organizationId }).id
    }
    case 'changeRole':
      changeUser(state, edit.userId, { role: edit.role })
      return edit.userId
    case 'suspendUser':
      changeUser(state, edit.userId, { suspended: edit.suspended })
      return edit.userId
    case 'deleteUser':
      deleteUser(state, edit.userId)
      return edit.userId
    case 'addOrganization':
      return addOrganization(state, { name: edit.name, domainNames: edit.domainNames }).id
    case 'addTicket': {
      const { subject, requesterId, tags } = edit
      return addTicket(state, {
        subject,
        requesterId,
        channel: edit.channel,
        tags,
        ...(edit.submitterId === undefined ? {} : { submitterId: edit.submitterId }),
        ...(edit.body === undefined ? {} : { body: edit.body }),
      }).id
    }
    case 'addComment': {
      const { authorId, body, isPublic } = edit
      return addComment(state, edit.ticketId, {
        authorId,
        body,
        isPublic,
        channel: edit.channel,
        ...(edit.status === undefined ? {} : { status: edit.status }),
      }).id
    }
    case 'changeStatus':
      changeTicket(state, edit.ticketId, { status: edit.status }, { by: edit.by })
      return edit.ticketId
    case 'mergeTickets':
      mergeTickets(state, edit.sourceId, edit.targetId, edit.by)
      return edit.targetId
    case 'deleteTicket':
      deleteTicket(state, edit.ticketId)
      return edit.ticketId
    case 'restoreTicket':
      restoreTicket(state, edit.ticketId)
      return edit.ticketId
    case 'rateTicket':
      return rateTicket(state, edit.ticketId, edit.score).id
    case 'answerSurvey':
      return answerSurvey(state, edit.ticketId, edit.rating).id
  }
}

import type {
  Comment,
  Group,
  Membership,
  Organization,
  SatisfactionRating,
  SurveyResponse,
  Ticket,
  TicketEvent,
  User,
} from './records.ts'
import type { ZendeskState } from './state.ts'

type Json = Record<string, unknown>

/** Whole seconds, as Zendesk writes times. */
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z')
}

export function userJson(state: ZendeskState, user: User): Json {
  return withSurprise(state, {
    id: user.id,
    url: `https://sandbox.zendesk.example/api/v2/users/${user.id}.json`,
    name: user.name,
    email: user.email,
    phone: user.phone,
    role: user.role,
    active: user.active,
    suspended: user.suspended,
    organization_id: user.organizationId,
    external_id: user.externalId,
    tags: [],
    user_fields: {},
    created_at: iso(user.createdAt),
    updated_at: iso(user.updatedAt),
  })
}

export function organizationJson(state: ZendeskState, organization: Organization): Json {
  return withSurprise(state, {
    id: organization.id,
    name:
      organization.deletedAt === null ? organization.name : `${organization.id}_deleted_${organization.name}`,
    domain_names: organization.domainNames,
    external_id: organization.externalId,
    organization_fields: {},
    tags: [],
    created_at: iso(organization.createdAt),
    updated_at: iso(organization.updatedAt),
    deleted_at: iso(organization.deletedAt),
  })
}

export function groupJson(state: ZendeskState, group: Group): Json {
  return withSurprise(state, {
    id: group.id,
    name: group.name,
    deleted: group.deleted,
    default: false,
    is_public: true,
    created_at: iso(group.createdAt),
    updated_at: iso(group.updatedAt),
  })
}

export function membershipJson({ id, userId, groupId }: Membership): Json {
  return { id, user_id: userId, group_id: groupId, default: true }
}

export function ticketJson(state: ZendeskState, ticket: Ticket): Json {
  return withSurprise(state, {
    id: ticket.id,
    url: `https://sandbox.zendesk.example/api/v2/tickets/${ticket.id}.json`,
    external_id: null,
    via: ticket.via,
    subject: ticket.subject,
    raw_subject: ticket.subject,
    type: ticket.type,
    priority: ticket.priority,
    status: ticket.status,
    requester_id: ticket.requesterId,
    submitter_id: ticket.submitterId,
    assignee_id: ticket.assigneeId,
    organization_id: ticket.organizationId,
    group_id: ticket.groupId,
    collaborator_ids: ticket.emailCcIds,
    email_cc_ids: ticket.emailCcIds,
    follower_ids: [],
    tags: ticket.tags,
    custom_fields: ticket.customFields,
    ticket_form_id: ticket.ticketFormId,
    satisfaction_rating: ticket.satisfaction,
    created_at: iso(ticket.createdAt),
    updated_at: iso(ticket.updatedAt),
    generated_timestamp: Math.floor(ticket.generatedAt / 1_000),
  })
}

export function metricSetJson({ id, metrics, createdAt, updatedAt }: Ticket): Json {
  const both = (value: number | null): Json => ({ calendar: value, business: value })
  return {
    id: 9_000_000 + id,
    ticket_id: id,
    replies: metrics.replies,
    reopens: metrics.reopens,
    assignee_stations: 1,
    group_stations: 1,
    reply_time_in_minutes: both(metrics.firstReplyMinutes),
    first_resolution_time_in_minutes: both(metrics.firstResolutionMinutes),
    full_resolution_time_in_minutes: both(metrics.fullResolutionMinutes),
    agent_wait_time_in_minutes: both(0),
    requester_wait_time_in_minutes: both(metrics.fullResolutionMinutes),
    on_hold_time_in_minutes: both(0),
    solved_at: iso(metrics.solvedAt),
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
  }
}

/** An event as the export shows it; with the comments themselves where they are asked for. */
export function eventJson(state: ZendeskState, event: TicketEvent, withComments: boolean): Json {
  return withSurprise(state, {
    id: event.id,
    ticket_id: event.ticketId,
    timestamp: Math.floor(event.at / 1_000),
    created_at: iso(event.at),
    updater_id: event.updaterId,
    via: event.via,
    system: {},
    metadata: {},
    event_type: 'Audit',
    child_events: event.children.map((child) => {
      const comment =
        withComments && child.event_type === 'Comment' ? state.comments.get(child.id) : undefined
      return comment === undefined ? child : { ...commentJson(comment), event_type: 'Comment' }
    }),
  })
}

export function commentJson(comment: Comment): Json {
  return {
    id: comment.id,
    type: comment.type,
    author_id: comment.authorId,
    body: comment.body,
    html_body: `<div class="zd-comment">${comment.body}</div>`,
    plain_body: comment.body,
    public: comment.public,
    attachments: [],
    audit_id: comment.auditId,
    via: comment.via,
    created_at: iso(comment.createdAt),
    ...(comment.data === undefined ? {} : { data: comment.data }),
  }
}

export function ratingJson(state: ZendeskState, rating: SatisfactionRating): Json {
  return withSurprise(state, {
    id: rating.id,
    ticket_id: rating.ticketId,
    requester_id: rating.requesterId,
    assignee_id: rating.assigneeId,
    group_id: rating.groupId,
    score: rating.score,
    comment: rating.comment,
    created_at: iso(rating.createdAt),
    updated_at: iso(rating.updatedAt),
  })
}

/** How long a customer may change an answer: 28 days. */
const EDITABLE_MS = 28 * 86_400_000

export function surveyResponseJson(state: ZendeskState, response: SurveyResponse): Json {
  const times = {
    created_at: new Date(response.createdAt).toISOString(),
    updated_at: new Date(response.updatedAt).toISOString(),
  }
  const rating = {
    type: 'rating_scale',
    rating: response.rating,
    rating_category: (response.rating ?? 0) >= 4 ? 'good' : 'bad',
    question: { id: '01JRATING', type: 'rating_scale_numeric', sub_type: 'customer_satisfaction' },
    ...times,
  }
  const comment =
    response.comment === null
      ? { type: 'skipped', question: { id: '01JCOMMENT', type: 'open_ended' }, ...times }
      : {
          type: 'open_ended',
          value: response.comment,
          question: { id: '01JCOMMENT', type: 'open_ended' },
          ...times,
        }
  const zrn = `zen:ticket:${response.ticketId}`
  return withSurprise(state, {
    id: response.id,
    responder_id: response.responderId,
    expires_at: new Date(response.createdAt + EDITABLE_MS).toISOString(),
    subject_zrns: [zrn],
    subjects: [{ id: String(response.ticketId), type: 'ticket', zrn }],
    survey: { id: '01JSURVEY', state: 'enabled', version: 1 },
    answers: response.rating === null ? [] : [rating, comment],
  })
}

function withSurprise(state: ZendeskState, json: Json): Json {
  return state.hasUnknownFields ? { ...json, sandbox_surprise: { nobody: 'described this' } } : json
}

import type { Group, Organization, SatisfactionRating, SurveyResponse, User } from './records.ts'
import type { ZendeskState } from './state.ts'

type New<Record_, Required_ extends keyof Record_> = Partial<Record_> & Pick<Record_, Required_>

/** What makes a record, with the moment it is made at: now, unless a seed says otherwise. */
function base(state: ZendeskState, given: { id?: number; createdAt?: number; updatedAt?: number }) {
  const createdAt = given.createdAt ?? state.now()
  const updatedAt = given.updatedAt ?? createdAt
  return { id: given.id ?? state.nextId(), createdAt, updatedAt, generatedAt: updatedAt, hidden: false }
}

/** Adds a person: a customer, unless a role is given. */
export function addUser(state: ZendeskState, given: New<User, 'name'>): User {
  const user: User = {
    email: null,
    phone: null,
    role: 'end-user',
    active: true,
    suspended: false,
    organizationId: null,
    externalId: null,
    ...base(state, given),
    ...given,
  }
  state.users.set(user.id, user)
  return user
}

/** Changes a person: a role, a suspension, a name. Only today's values are kept. */
export function changeUser(
  state: ZendeskState,
  id: number,
  patch: Partial<Pick<User, 'name' | 'email' | 'phone' | 'role' | 'suspended' | 'organizationId'>>,
  at: number = state.now(),
): void {
  const user = state.user(id)
  Object.assign(user, patch)
  touch(state, user, at)
}

/** Deletes a person: exports go on showing them, inactive, and an agent becomes an end user. */
export function deleteUser(state: ZendeskState, id: number): void {
  const user = state.user(id)
  user.active = false
  user.role = 'end-user'
  user.email = null
  touch(state, user)
}

export function addOrganization(state: ZendeskState, given: New<Organization, 'name'>): Organization {
  const organization: Organization = {
    domainNames: [],
    externalId: null,
    deletedAt: null,
    ...base(state, given),
    ...given,
  }
  state.organizations.set(organization.id, organization)
  return organization
}

export function changeOrganization(
  state: ZendeskState,
  id: number,
  patch: Partial<Pick<Organization, 'name' | 'domainNames'>>,
): void {
  const organization = state.organization(id)
  Object.assign(organization, patch)
  touch(state, organization)
}

/** Deletes an organization; the export goes on showing it, with the moment of its deletion. */
export function deleteOrganization(state: ZendeskState, id: number): void {
  const organization = state.organization(id)
  organization.deletedAt = state.now()
  touch(state, organization)
}

export function addGroup(state: ZendeskState, given: New<Group, 'name'>): Group {
  const group: Group = { deleted: false, ...base(state, given), ...given }
  state.groups.set(group.id, group)
  return group
}

/** Puts an agent into a group. */
export function addMembership(state: ZendeskState, userId: number, groupId: number): void {
  state.memberships.push({ id: state.nextId(), userId, groupId })
}

/** A customer rates a ticket, by the legacy CSAT. Rating again changes the rating. */
export function rateTicket(
  state: ZendeskState,
  ticketId: number,
  score: 'good' | 'bad',
  options: { comment?: string | null; at?: number } = {},
): SatisfactionRating {
  const at = options.at ?? state.now()
  const ticket = state.ticket(ticketId)
  const known = [...state.ratings.values()].find((rating) => rating.ticketId === ticketId)
  const rating: SatisfactionRating = {
    id: known?.id ?? state.nextId(),
    ticketId,
    requesterId: ticket.requesterId,
    assigneeId: ticket.assigneeId,
    groupId: ticket.groupId,
    score,
    comment: options.comment ?? known?.comment ?? null,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
    hidden: known?.hidden ?? false,
  }
  state.ratings.set(rating.id, rating)
  ticket.satisfaction = { score, id: rating.id, comment: rating.comment }
  touch(state, ticket, at)
  return rating
}

/** A customer answers a survey of the new CSAT; a null rating is a survey that was sent and not answered. */
export function answerSurvey(
  state: ZendeskState,
  ticketId: number,
  rating: number | null,
  options: { comment?: string | null; at?: number } = {},
): SurveyResponse {
  const at = options.at ?? state.now()
  const known = [...state.surveyResponses.values()].find((response) => response.ticketId === ticketId)
  const response: SurveyResponse = {
    // Like a ULID, it sorts by the time it was made.
    id: known?.id ?? `01J${String(at).padStart(13, '0')}${String(state.nextId()).padStart(10, '0')}`,
    ticketId,
    responderId: state.ticket(ticketId).requesterId,
    rating,
    comment: options.comment ?? known?.comment ?? null,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
    hidden: known?.hidden ?? false,
  }
  state.surveyResponses.set(response.id, response)
  return response
}

/** Moves a record's times to now, as every change does. */
export function touch(
  state: ZendeskState,
  record: { updatedAt: number; generatedAt: number },
  at: number = state.now(),
): void {
  record.updatedAt = at
  record.generatedAt = at
}

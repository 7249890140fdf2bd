import { addGroup, addMembership, addUser } from '../zendesk/edits.ts'
import type { ZendeskState } from '../zendesk/state.ts'

/** Who works at a help desk. */
export interface Staff {
  readonly agents: readonly number[]
  /** Still an agent; a seed may suspend them. */
  readonly suspended: number
  /** Still an agent; a seed may have them leave. */
  readonly formerAgent: number
}

/** Two groups of agents. */
export function seedGroups(state: ZendeskState, createdAt: number): readonly number[] {
  return ['Support', 'Billing'].map((name) => addGroup(state, { name, createdAt }).id)
}

/** Five agents, in the groups by turns; the last is in none. */
export function seedAgents(state: ZendeskState, groups: readonly number[], createdAt: number): Staff {
  const agents = ['Priya Raman', 'Tom Becker', 'Wanda Lis', 'Suresh Pillai'].map((name, at) => {
    const email = `${name.split(' ')[0]?.toLowerCase()}@desk.example`
    const { id } = addUser(state, { name, email, role: 'agent', createdAt })
    addMembership(state, id, groups[at % groups.length] ?? 0)
    return id
  })
  const formerAgent = addUser(state, {
    name: 'Felix Ohm',
    email: 'felix@desk.example',
    role: 'agent',
    createdAt,
  }).id
  return { agents: agents.slice(0, 3), suspended: agents[3] ?? 0, formerAgent }
}

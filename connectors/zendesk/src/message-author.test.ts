import { describe, expect, test } from 'vitest'
import { type AuthorEvidence, authorOf } from './message-author.ts'

const customer = '1'
const colleague = '2'
const agent = '10'
const formerAgent = '11'
const bot = '20'

const by = (authorId: string | null, more: Partial<AuthorEvidence> = {}) =>
  authorOf({
    authorId,
    isPublic: true,
    via: { channel: 'web' },
    customers: { requesters: new Set([customer]), copied: new Set([colleague]) },
    agentsOfToday: new Set([agent]),
    bots: [bot],
    ...more,
  })

describe('the author of a comment', () => {
  test.each([
    ['the one who asked is a customer', by(customer), 'customer'],
    ['who is copied in is a customer', by(colleague), 'customer'],
    ['an agent of today is an agent', by(agent), 'agent'],
    ['who wrote in the ticket of another and is no agent today was one then', by(formerAgent), 'agent'],
    ['who wrote a note and is no agent today was one then', by(formerAgent, { isPublic: false }), 'agent'],
    [
      "an agent's own request is a customer's",
      by(agent, { customers: { requesters: new Set([agent]), copied: new Set() } }),
      'customer',
    ],
    [
      "a customer's comment that was made private stays a customer's",
      by(customer, { isPublic: false }),
      'customer',
    ],
    [
      'of a ticket that is gone, only today’s agents are agents',
      by(formerAgent, { customers: null }),
      'customer',
    ],
    [
      'a trigger is an automation',
      by('-1', { via: { channel: 'rule', source: { rel: 'trigger' } } }),
      'automation',
    ],
    [
      'an automation that writes in the name of an agent is an automation',
      by(agent, { via: { channel: 'rule', source: { rel: 'automation' } } }),
      'automation',
    ],
    [
      'the note of a merge is the system’s',
      by(agent, { via: { channel: 'web', source: { rel: 'merge' } } }),
      'system',
    ],
    ['nobody is the system', by(null), 'system'],
    ['a user of the setting botUsers is a bot', by(bot), 'bot'],
    ['a bot’s channel is a bot', by(agent, { via: { channel: 'answer_bot_for_agents' } }), 'bot'],
  ])('%s', (_sentence, found, expected) => {
    expect(found).toBe(expected)
  })
})

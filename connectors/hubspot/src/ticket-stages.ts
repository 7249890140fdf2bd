import type { ConnectorContext } from '@rapport/connector'
import { type EntityInput, nearest } from '@rapport/model'
import { z } from 'zod'
import { callClient } from './client.ts'
import { oncePerRun } from './once-per-run.ts'
import type { HubspotSettings } from './settings.ts'

type Category = EntityInput<'ticket'>['category']

/** A stage of a ticket pipeline. */
export interface TicketStage {
  readonly id: string
  readonly label: string
  readonly pipeline: string
  /** What it means: as the settings say, else as HubSpot does. */
  readonly category: Category
  /** Whether the settings name it. */
  readonly isNamed: boolean
}

/** What the stages of tickets mean. */
export class TicketStages {
  readonly stages: ReadonlyMap<string, TicketStage>
  readonly #named: HubspotSettings['stageCategories']

  constructor(stages: readonly TicketStage[], named: HubspotSettings['stageCategories']) {
    this.stages = new Map(stages.map((stage) => [stage.id, stage]))
    this.#named = named
  }

  /** Null for a stage that neither a pipeline nor the settings have. */
  categoryOf(stage: string): Category | null {
    return this.#named[stage] ?? this.stages.get(stage)?.category ?? null
  }

  /** What people call the stage; its id where it is in no pipeline any more. */
  labelOf(stage: string): string {
    return this.stages.get(stage)?.label ?? stage
  }

  /** Which stage means what, in a fixed order: where this changes, records that were read mean something else. */
  get meanings(): readonly (readonly [string, Category])[] {
    const meant = Object.fromEntries([...this.stages.values()].map(({ id, category }) => [id, category]))
    return Object.entries({ ...meant, ...this.#named }).toSorted(([one], [other]) => (one < other ? -1 : 1))
  }

  /** What an admin can do about a stage that nobody knows. */
  remedyFor(stage: string): string {
    const known = [...this.stages.values()].map(({ id, label }) => `${id} (${label})`).join(', ')
    return `Say what it means with the setting stageCategories, such as {"${stage}": open}. The pipelines have ${known || 'no stages'}.`
  }

  /** Stages of the settings that no pipeline has, each with the nearest that one has. */
  get strangers(): readonly { readonly id: string; readonly nearest: string | null }[] {
    const byLabel = new Map([...this.stages.values()].map(({ id, label }) => [label.toLowerCase(), id]))
    return Object.keys(this.#named)
      .filter((id) => !this.stages.has(id))
      .map((id) => ({ id, nearest: byLabel.get(id.toLowerCase()) ?? nearest(id, this.stages.keys()) }))
  }

  /** Open stages whose name says more than HubSpot does, with what they might mean. A name is no proof: the admin decides. */
  get suggestions(): readonly { readonly stage: TicketStage; readonly category: Category }[] {
    return [...this.stages.values()].flatMap((stage) => {
      if (stage.isNamed || (stage.category !== 'open' && stage.category !== 'new')) return []
      const category = words.find(([pattern]) => pattern.test(stage.label))?.[1]
      return category === undefined ? [] : [{ stage, category }]
    })
  }
}

/** What stages are called that wait for somebody, or that have come to an end. */
const words: readonly (readonly [RegExp, Category])[] = [
  [
    /\b(waiting|pending|awaiting)\b.*\b(contact|customer|client|user|requester|reply|response)\b/i,
    'pending_customer',
  ],
  [/\b(customer|client|contact)\b.*\b(waiting|pending|response|reply)\b/i, 'pending_customer'],
  [/\bhold\b|\b(third|vendor|supplier|parts)\b/i, 'on_hold'],
  [/\b(resolved|solved|done)\b/i, 'solved'],
]

const metadata = z.looseObject({ ticketState: z.string().optional(), isClosed: z.string().optional() })

/**
 * Reads the pipelines of tickets, once a run, with one call. A stage that HubSpot calls CLOSED is closed, the first open one of
 * a pipeline is new, the others are open: what more a stage means, the settings must say.
 */
export const readTicketStages = oncePerRun(async (ctx: ConnectorContext<HubspotSettings>) => {
  const { stageCategories } = ctx.settings
  const answer = await callClient(
    ctx,
    { budget: 'general', effect: 'read', operation: 'read the pipelines of tickets' },
    (client) => client.crm.pipelines.pipelinesApi.getAll('tickets'),
  )
  const stages = answer.results.flatMap((pipeline) => {
    const inOrder = pipeline.stages.toSorted((one, other) => one.displayOrder - other.displayOrder)
    const first = inOrder.find((stage) => !isClosed(stage.metadata))
    return inOrder.map((stage): TicketStage => {
      const byHubspot = isClosed(stage.metadata) ? 'closed' : stage === first ? 'new' : 'open'
      const named = stageCategories[stage.id]
      return {
        id: stage.id,
        label: stage.label,
        pipeline: pipeline.label,
        category: named ?? byHubspot,
        isNamed: named !== undefined,
      }
    })
  })
  return new TicketStages(stages, stageCategories)
})

function isClosed(given: unknown): boolean {
  const { ticketState, isClosed: flag } = metadata.catch({}).parse(given)
  return ticketState?.toUpperCase() === 'CLOSED' || flag === 'true'
}

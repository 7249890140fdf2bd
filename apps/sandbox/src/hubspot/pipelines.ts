import type { ObjectTypeName } from './object-types.ts'
import type { PropertyOption } from './property-catalogue.ts'

/** One stage; `probability` 1 is won, 0 is lost, as HubSpot's stage metadata says it. */
export interface PipelineStage {
  id: string
  label: string
  probability: string
  isClosed: boolean
}

export interface Pipeline {
  id: string
  label: string
  stages: readonly PipelineStage[]
}

const stage = (id: string, label: string, probability: string): PipelineStage => ({
  id,
  label,
  probability,
  isClosed: probability === '1.0' || probability === '0.0',
})

const DEALS: Pipeline = {
  id: 'default',
  label: 'Sales Pipeline',
  stages: [
    stage('appointmentscheduled', 'Appointment Scheduled', '0.2'),
    stage('qualifiedtobuy', 'Qualified To Buy', '0.4'),
    stage('presentationscheduled', 'Presentation Scheduled', '0.6'),
    stage('decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'),
    stage('contractsent', 'Contract Sent', '0.9'),
    stage('closedwon', 'Closed Won', '1.0'),
    stage('closedlost', 'Closed Lost', '0.0'),
  ],
}

const ticketStage = (id: string, label: string, isClosed = false): PipelineStage => ({
  id,
  label,
  probability: '',
  isClosed,
})

const TICKETS: readonly Pipeline[] = [
  {
    id: '0',
    label: 'Support Pipeline',
    stages: [
      ticketStage('1', 'New'),
      ticketStage('2', 'Waiting on contact'),
      ticketStage('3', 'Waiting on us'),
      ticketStage('4', 'Closed', true),
    ],
  },
  {
    id: '7001',
    label: 'Repairs',
    stages: [
      ticketStage('70011', 'Received'),
      ticketStage('70012', 'In the workshop'),
      ticketStage('70013', 'Returned', true),
    ],
  },
]

const CREATED_AT = '2020-01-01T00:00:00.000Z'

/** The pipelines of a type; types without pipelines have none. */
export function pipelinesOf(type: ObjectTypeName): readonly Pipeline[] {
  if (type === 'deals') return [DEALS]
  if (type === 'tickets') return TICKETS
  return []
}

const DEAL_STAGES = new Map(DEALS.stages.map((row) => [row.id, row]))

/** The deal stage with this id, or undefined. */
export function dealStage(id: string): PipelineStage | undefined {
  return DEAL_STAGES.get(id)
}

/** Options of the `dealstage` property. */
export function stageOptions(): PropertyOption[] {
  return DEALS.stages.map(toOption)
}

const TICKET_STAGES = new Map(TICKETS.flatMap(({ stages }) => stages).map((row) => [row.id, row]))

/** Whether a ticket in this stage is closed. */
export function isClosedTicketStage(id: string | undefined): boolean {
  return id !== undefined && TICKET_STAGES.get(id)?.isClosed === true
}

/** Options of the `hs_pipeline` property of tickets. */
export function ticketPipelineOptions(): PropertyOption[] {
  return TICKETS.map(toOption)
}

/** Options of the `hs_pipeline_stage` property of tickets. */
export function ticketStageOptions(): PropertyOption[] {
  return [...TICKET_STAGES.values()].map(toOption)
}

/** Options of the `pipeline` property. */
export function pipelineOptions(): PropertyOption[] {
  return [toOption(DEALS, 0)]
}

function toOption(row: { id: string; label: string }, displayOrder: number): PropertyOption {
  return { label: row.label, value: row.id, displayOrder, hidden: false }
}

/** The wire shape: the client's `Pipeline` model. */
export function pipelineToJson(pipeline: Pipeline): Record<string, unknown> {
  return {
    id: pipeline.id,
    label: pipeline.label,
    displayOrder: 0,
    archived: false,
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
    stages: pipeline.stages.map(stageToJson),
  }
}

/** The wire shape: the client's `PipelineStage` model. */
export function stageToJson(row: PipelineStage, displayOrder: number): Record<string, unknown> {
  return {
    id: row.id,
    label: row.label,
    displayOrder,
    archived: false,
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
    metadata:
      row.probability === ''
        ? { ticketState: row.isClosed ? 'CLOSED' : 'OPEN' }
        : { isClosed: String(row.isClosed), probability: row.probability },
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  }
}

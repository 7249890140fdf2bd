import type { Configuration } from '@rapport/config'
import type { AnyConnector } from '@rapport/connector'
import type { StepReference } from '@rapport/run'
import { writeEntities } from '@rapport/writeback'

/** The stages of a run, in their order. */
export const stageNames = ['extract', 'resolve', 'score', 'plan', 'write'] as const
export type StageName = (typeof stageNames)[number]

const stageTitles: Readonly<Record<StageName, string>> = {
  extract: 'read',
  resolve: 'resolve customers',
  score: 'score customers',
  plan: 'plan',
  write: 'write',
}

/** A step before it has begun. */
export type ExpectedStep = Omit<StepReference, 'position'>

/** What a step is called: `read hubspot/contact`, `score customers`. */
export function stepTitle({ name, connection, subject }: ExpectedStep): string {
  return connection === null
    ? stageTitles[name]
    : `${stageTitles[name]} ${stepSubject({ name, connection, subject })}`
}

/** What a step works on: `hubspot/contact`; the title of its stage where it works on everything. */
export function stepSubject({ name, connection, subject }: ExpectedStep): string {
  return connection === null
    ? stageTitles[name]
    : [connection, subject].filter((part) => part !== null).join('/')
}

/** A stage as a heading. */
export function stageTitle(stage: StageName): string {
  return stageTitles[stage].replace(/^./, (letter) => letter.toUpperCase())
}

/** The steps that a run of these stages will have. Only the display depends on it. */
export function expectedSteps(
  config: Configuration,
  connectors: ReadonlyMap<string, AnyConnector>,
  run: { readonly stages: readonly StageName[]; readonly connections: readonly string[] | null },
): ExpectedStep[] {
  const wanted = (name: string): boolean => run.connections === null || run.connections.includes(name)
  const extract = Object.entries(config.connections)
    .filter(([name]) => wanted(name))
    .flatMap(([connection, settings]) =>
      (connectors.get(settings.connector)?.streams ?? [])
        .filter(({ entity }) => settings.streams === null || settings.streams.includes(entity))
        .map(({ entity }) => ({ connection, subject: entity })),
    )
  const written = Object.entries(config.writeBack)
    .filter(([name]) => wanted(name))
    .flatMap(([connection, fields]) =>
      writeEntities
        .filter((entity) => (fields[entity] ?? []).length > 0)
        .map((entity) => ({ connection, subject: entity })),
    )
  const everything = [{ connection: null, subject: null }]
  const subjects = { extract, resolve: everything, score: everything, plan: written, write: written }
  return run.stages.flatMap((name) => subjects[name].map((subject) => ({ name, ...subject })))
}

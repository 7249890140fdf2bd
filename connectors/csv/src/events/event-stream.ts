import type { AnyStream } from '@rapport/connector'
import type { EntityInput, EntityName, TicketEventLine } from '@rapport/model'
import { defineFilesStream, type RowChanges } from '../checkpointed-files.ts'
import type { Settings } from '../settings.ts'
import { findFiles } from '../source-file.ts'
import { type EventType, type ReadLine, readEvents } from './read-events.ts'

/** Which events of a file are records of an entity, and how. */
export interface EventConversion<E extends EntityName> {
  readonly entity: E
  readonly types: readonly EventType[]
  /** Null: the event is a record of another entity. */
  convert(event: TicketEventLine): EntityInput<E> | null
}

/** A stream of the events of some types. */
export function defineEventStream<E extends EntityName>(conversion: EventConversion<E>): AnyStream<Settings> {
  return defineFilesStream<E>({
    entity: conversion.entity,
    find: (settings) => findFiles(settings, 'ticketEvents'),
    async *rows({ ctx, found }) {
      const file = found.ticketEvents
      if (file === undefined) return
      for await (const lines of readEvents(ctx, file, conversion.types)) {
        for (const line of lines) yield changesOfLine(line, conversion)
      }
    },
  })
}

/** What a line comes to; of bad ones, those of the entity's own types. */
export function changesOfLine<E extends EntityName>(
  line: ReadLine,
  { types, convert }: EventConversion<E>,
): RowChanges<E> {
  if (line === null) return []
  if ('reject' in line) return line.type !== null && types.includes(line.type) ? [line.reject] : []
  const record = types.includes(line.event.type) ? convert(line.event) : null
  return record === null ? [] : [{ type: 'upsert', record }]
}

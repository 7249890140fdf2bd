import { createHash } from 'node:crypto'
import {
  type AnyStream,
  type Change,
  ConnectorError,
  defineStream,
  type FieldSelection,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { organisationQuery, readOrganisation } from '../organisation.ts'
import { serverTime } from '../server-time.ts'
import type { SalesforceSettings } from '../settings.ts'
import { askOnce } from './asked-once.ts'
import type { ChangeGroup } from './changes-of-rows.ts'
import { withFields } from './fields-that-come.ts'
import { foreseeChanges, foreseeObjects } from './look-ahead.ts'
import { lossesOf, tellLosses } from './losses.ts'
import { overlapMs } from './overlap.ts'
import { readSource } from './read-source.ts'
import { missingField, openReading, type Reading, type RelatedObjects, requireMappable } from './reading.ts'
import { recount } from './recount.ts'
import type { AskOnce, SourceObject } from './source-object.ts'
import { readAnew, type StreamState, streamState, unread } from './source-state.ts'
import { withdrawn } from './withdrawn.ts'

/** What a stream reads: several objects may be one entity of the model. The admin maps fields of the first. */
export interface ObjectStream<E extends EntityName = EntityName> {
  readonly entity: E
  readonly sources: readonly [SourceObject<E>, ...SourceObject<E>[]]
}

/**
 * The stream of one or more Salesforce objects. Where fields are mapped otherwise than before, everything is read again. An
 * object that the org does not have, or that the user does not see, is left out; `check` says so. Of one that was read before,
 * what is stored stays, and every run says that it is seen no longer.
 */
export function defineObjectStream<E extends EntityName>({
  entity,
  sources,
}: ObjectStream<E>): AnyStream<SalesforceSettings> {
  const { mappable } = sources[0]
  return defineStream<E, StreamState, SalesforceSettings>({
    entity,
    state: streamState,
    overlapMs,
    mappable,
    async *read(ctx, since, selection) {
      requireMappable(entity, mappable, selection)
      const fingerprint = fingerprintOf(sources, selection, ctx.settings)
      const isKnown = since !== null && since.fingerprint === fingerprint
      const start: StreamState = {
        fingerprint,
        organisation: since?.organisation ?? null,
        missing: [],
        lost: [
          ...(since?.lost ?? []),
          ...(since?.missing ?? []).map((name) => `${sources[0].object}.${name}`),
        ],
        sources: isKnown ? since.sources : readAnewOf(ctx, sources, since),
        recount: isKnown ? since.recount : { at: null, difference: 0 },
      }
      const changes = async function* () {
        yield* withdrawn(ctx, entity, sources, since)
        yield* readSources(ctx, entity, sources, selection, start, isKnown)
      }
      yield* fromOneOrg(ctx, start.organisation, changes())
    },
  })
}

/** What was read before is read again from the start: it still is what was read before. */
function readAnewOf(
  ctx: SalesforceContext,
  sources: readonly SourceObject<EntityName>[],
  before: StreamState | null,
): StreamState['sources'] {
  const wanted = sources.filter(({ isWanted }) => isWanted?.(ctx.settings) !== false)
  return Object.fromEntries(
    wanted.flatMap(({ object }) => {
      const state = before?.sources[object]
      return state === undefined ? [] : [[object, readAnew(state)]]
    }),
  )
}

async function* readSources<E extends EntityName>(
  ctx: SalesforceContext,
  entity: E,
  sources: readonly SourceObject<E>[],
  selection: FieldSelection,
  start: StreamState,
  isKnown: boolean,
): AsyncGenerator<Change<E, StreamState> | ChangeGroup<E>> {
  let state = start
  const readings: Reading<E>[] = []
  const related: RelatedObjects = new Map()
  await foreseeObjects(ctx, sources)
  for (const [index, source] of sources.entries()) {
    if (source.isWanted?.(ctx.settings) === false) continue
    const own = index === 0 ? selection : { ...selection, mapping: {} }
    const before = start.sources[source.object] ?? null
    const reading = await openReading(ctx, entity, source, own, before, related)
    if (reading === null) continue
    readings.push(reading)
    if (index === 0 && !isKnown) requireMapped(reading)
  }
  const stored = await storedOf(ctx, entity, sources, readings)
  const wasRead = (object: string): boolean => start.sources[object] !== undefined || stored.has(object)
  const losses = lossesOf(ctx, entity, sources, readings, wasRead)
  // Records of an object that cannot be seen would be missing from the one count, and then deleted from the store.
  const isUnseen = sources.some(({ object }) => wasRead(object) && losses.has(object))
  const isCompared = !isUnseen && sources.every(({ isCounted }) => isCounted === true)
  yield* tellLosses<E>(losses, start.lost)
  state = { ...state, lost: [...losses.keys()], sources: withFieldsOf(readings, start) }
  const now = serverTime(ctx)
  await foreseeChanges(ctx, readings, state, now)
  const once = askOnceIn(new Map())
  for (const reading of readings) {
    const { object } = reading.source
    const since = state.sources[object] ?? withFields(reading, unread, [])
    for await (const change of readSource(reading, since, now, once, isCompared)) {
      if (change.type !== 'checkpoint') {
        yield change
        continue
      }
      state = { ...state, sources: { ...state.sources, [object]: change.state } }
      yield { type: 'checkpoint', state }
    }
  }
  yield { type: 'checkpoint', state }
  if (!isCompared) return
  const counted = yield* recount(readings, state.recount, (by) => ({
    type: 'checkpoint',
    state: withFieldsReadBy(state, readings, by),
  }))
  state = withFieldsReadBy(state, readings, counted.by)
  yield { type: 'checkpoint', state: { ...state, recount: counted.recount } }
}

/**
 * The objects that are not seen and that records are stored of. Somebody may have had the stream read from the start since they
 * were read, and then nothing else tells.
 */
async function storedOf<E extends EntityName>(
  ctx: SalesforceContext,
  entity: E,
  sources: readonly SourceObject<E>[],
  readings: readonly Reading<E>[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const { object, keyPrefix } of sources) {
    if (keyPrefix === undefined || readings.some(({ source }) => source.object === object)) continue
    const [first] = await ctx.storedIds(entity, null, { after: keyPrefix, limit: 1 })
    if (first?.startsWith(keyPrefix)) found.add(object)
  }
  return found
}

/** Keeps answers for the sources of one reading: another one, later in the same run, asks anew. */
function askOnceIn(answers: Map<string, Promise<unknown>>): AskOnce {
  return <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const asked = (answers.get(question) as Promise<T> | undefined) ?? ask()
    answers.set(question, asked)
    return asked
  }
}

/**
 * A mapped field that was never there is a mistake of the set-up. One that has gone is set aside and the rest is read.
 * @throws ConnectorError of kind `config` for the first.
 */
function requireMapped({ entity, source, described, missing }: Reading<EntityName>): void {
  const [first] = missing
  if (first === undefined) return
  throw new ConnectorError('config', missingField(entity, source.object, first, described))
}

/** How far the objects that were read before have come, with the fields that they are read with. */
function withFieldsOf(
  readings: readonly Reading<EntityName>[],
  { sources, lost }: StreamState,
): StreamState['sources'] {
  const opened = readings.flatMap((reading) => {
    const { object } = reading.source
    const state = sources[object]
    return state === undefined ? [] : [[object, withFields(reading, state, lost)] as const]
  })
  return { ...sources, ...Object.fromEntries(opened) }
}

/** The state where records were read without fields that have gone since the run began: these may be back before the next. */
function withFieldsReadBy(
  state: StreamState,
  opened: readonly Reading<EntityName>[],
  by: readonly Reading<EntityName>[],
): StreamState {
  const sources = { ...state.sources }
  for (const reading of by) {
    const { object } = reading.source
    const known = sources[object]
    if (opened.includes(reading) || known === undefined) continue
    sources[object] = { ...known, fields: [...reading.decisive] }
  }
  return { ...state, sources }
}

/** A digest of what decides how a record is read: records read under another one hold values that no change will correct. */
function fingerprintOf(
  [first, ...more]: ObjectStream['sources'],
  { mapping, extra, associationLabel }: FieldSelection,
  all: SalesforceSettings,
): string {
  const { currency, statusCategories, automaticSenders, surveyQuestions } = all
  const remapped = Object.entries(mapping)
    .filter(([field, name]) => first.mappable[field] !== name)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  const settings = [currency, statusCategories, automaticSenders, surveyQuestions]
  const optional = [first, ...more].filter(({ isWanted }) => isWanted !== undefined)
  const wanted = optional.map(({ object, isWanted }) => [object, isWanted?.(all)])
  const content = JSON.stringify([remapped, extra.toSorted(), associationLabel, settings, ...wanted])
  return createHash('sha256').update(content).digest('base64url').slice(0, 16)
}

/**
 * Passes changes on once it is certain which org they come from: what was read from another one would stay beside them.
 * @throws ConnectorError of kind `config` where the sign-in leads to another org than the known one.
 */
async function* fromOneOrg<E extends EntityName>(
  ctx: SalesforceContext,
  known: string | null,
  changes: AsyncIterable<Change<E, StreamState> | ChangeGroup<E>>,
): AsyncGenerator<Change<E, StreamState>> {
  let organisation = known
  let isCertain = false
  for await (const change of changes) {
    if (!isCertain) {
      isCertain = true
      const { id } = await askOnce(ctx, organisationQuery, () => readOrganisation(ctx))
      if (known !== null && id !== known) {
        throw new ConnectorError(
          'config',
          `${ctx.connection}: the sign-in leads to the org ${id}, but what was read so far came from the org ${known} and would stay among its records. Sign in to ${known}, or add ${id} as a connection with a name of its own.`,
        )
      }
      organisation = id
    }
    if (change.type === 'checkpoint') yield { ...change, state: { ...change.state, organisation } }
    else if (change.type === 'group') yield* change.changes
    else yield change
  }
}

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mergeRecords } from './merge.ts'
import { describeType } from './object-types.ts'
import { archiveRecord, createRecord, findExact, updateRecord } from './objects.ts'
import { search } from './search.ts'
import { byId, byModified, SortedRecords } from './sorted-records.ts'
import { HubspotState } from './state.ts'

const contacts = describeType('contacts')
const city = fc.constantFrom('Bonn', 'Ulm', '')
const pick = fc.nat({ max: 30 })
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('create' as const), city }),
    fc.record({ kind: fc.constant('update' as const), pick, city }),
    fc.record({ kind: fc.constant('archive' as const), pick }),
    fc.record({ kind: fc.constant('merge' as const), pick, other: pick }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 3 }) }),
    fc.record({ kind: fc.constant('search' as const) }),
  ),
  { maxLength: 60 },
)

it('finds, once the lag is over, exactly what a scan of the live records finds', () => {
  fc.assert(
    fc.property(steps, fc.nat({ max: 4 }), (script, searchLagMs) => {
      let now = 1_000
      const state = new HubspotState({ now: () => now, searchLagMs })
      const table = state.table('contacts')
      const live = () => table.page(0, 1_000, false)
      const since = {
        filterGroups: [
          {
            filters: [
              { propertyName: 'lastmodifieddate', operator: 'GTE' as const, value: '1003' },
              { propertyName: 'city', operator: 'NEQ' as const, value: 'Ulm' },
            ],
          },
        ],
        sorts: ['lastmodifieddate'],
        properties: [],
        limit: 200,
        after: 0,
      }
      for (const step of script) {
        const chosen = 'pick' in step ? live()[step.pick % Math.max(1, live().length)] : undefined
        state.transact(() => {
          if (step.kind === 'create') createRecord(state, 'contacts', { city: step.city })
          if (step.kind === 'wait') now += step.ms
          if (step.kind === 'search') search(state, contacts, since)
          if (chosen === undefined) return
          if (step.kind === 'update') updateRecord(state, 'contacts', chosen, { city: step.city })
          if (step.kind === 'archive') archiveRecord(state, 'contacts', chosen.id)
          if (step.kind === 'merge') {
            const other = live()[step.other % live().length]
            if (other !== undefined && other.id !== chosen.id)
              mergeRecords(state, 'contacts', chosen.id, other.id)
          }
        })
      }
      now += searchLagMs
      const expected = live()
        .filter((record) => record.modifiedAt >= 1_003 && record.properties.city !== 'Ulm')
        .toSorted(byModified)
      const found = search(state, contacts, since)
      expect(found.total).toBe(expected.length)
      expect(found.results).toMatchObject(expected.map((record) => ({ id: String(record.id) })))
      for (const record of live()) expect(findExact(state, 'contacts', record.id)).toBe(record)
    }),
  )
})

it('keeps rows in order through any insertions, replacements and removals', () => {
  const version = (id: number, modifiedAt: number) => ({
    id,
    modifiedAt,
    createdAt: 0,
    archivedAt: null,
    properties: {},
  })
  const writes = fc.array(fc.tuple(fc.nat({ max: 8 }), fc.nat({ max: 5 }), fc.boolean()), { maxLength: 60 })
  fc.assert(
    fc.property(writes, (script) => {
      const rows = new SortedRecords(byModified)
      const model = new Map<number, ReturnType<typeof version>>()
      for (const [id, modifiedAt, remove] of script) {
        const before = model.get(id)
        const next = version(id, modifiedAt)
        if (before === undefined) rows.insert(next)
        else if (remove) rows.remove(before)
        else rows.replace(before, next)
        if (before !== undefined && remove) model.delete(id)
        else model.set(id, next)
      }
      expect(rows.rows).toEqual([...model.values()].toSorted(byId).toSorted(byModified))
    }),
  )
})

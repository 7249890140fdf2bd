import { expect, it } from 'vitest'
import { parseConfiguration } from './load.ts'
import { ConfigurationError } from './problem.ts'
import { context } from './testing/connectors.ts'

const hours = `metrics:
  service:
    schedules:
      - timezone: Europe/Berlin
        weekly: { mon: ["09:00-13:00", "12:00-17:00"] }
`

function found(text: string, asked: unknown[] = []) {
  try {
    parseConfiguration(text, 'rapport.yaml', {
      ...context,
      problemsOfSchedules: (schedules) => {
        asked.push(schedules)
        return [{ path: [0, 'weekly', 'mon', 1], message: 'overlaps' }]
      },
    })
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.problems.map(({ line, column, path, message }) => [line, column, path, message])
  }
}

it('what the metrics say of working hours is told with its place in the file', () => {
  const asked: unknown[] = []
  expect(found(hours, asked)).toEqual([[5, 40, 'metrics.service.schedules[0].weekly.mon[1]', 'overlaps']])
  expect(asked).toMatchObject([[{ id: 'default', timezone: 'Europe/Berlin', holidays: [] }]])
})

it('working hours are asked about once they have the form, also where something else is wrong', () => {
  const asked: unknown[] = []
  expect(found(`${hours}guardRail: {}\n`, asked)).toHaveLength(2)
  expect(found('metrics:\n  service:\n    schedules: [{ timezone: UTC }]\n', asked)).toMatchObject([
    [3, {}, 'metrics.service.schedules[0].weekly', {}],
  ])
  expect(asked).toHaveLength(1)
})

it('a target by working hours needs some', () => {
  expect(found('metrics:\n  service:\n    targetClock: business\n')).toEqual([
    [3, 18, 'metrics.service.targetClock', 'the target counts working hours, and none are set'],
  ])
})

import { expect, test } from 'vitest'
import { checkSeparateFiles } from './separate-files.ts'

const check = (read: (string | undefined)[], written: (readonly [string, string | undefined])[]) => () =>
  checkSeparateFiles(read, written)

test('A file that is written is none that is read, by whatever path', () => {
  expect(check(['a.csv', undefined], [['--out', './x/../a.csv']])).toThrow(
    '--out ./x/../a.csv is another file of this command: give it a name of its own.',
  )
  expect(check(['a.csv', undefined], [['--out', 'b.csv']])).not.toThrow()
})

test('No two files are written over each other', () => {
  const written = [
    ['--out', 'a.csv'],
    ['--report', 'a.csv'],
  ] as const
  expect(check([], [...written])).toThrow('--report a.csv is another file')
})

test('What was not asked for is not written', () => {
  expect(check([undefined], [['--out', undefined]])).not.toThrow()
})

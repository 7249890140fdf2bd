import process from 'node:process'
import { styleText } from 'node:util'
import type { Command } from 'commander'
import { printableJson } from './printable.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config: string
  readonly json?: boolean
  readonly verbose?: boolean
}

/** The options of a command together with those of the whole program. */
export function optionsOf<Options extends object>(command: Command): Options & GlobalOptions {
  return command.optsWithGlobals<Options & GlobalOptions>()
}

/** Prints a result on standard output: as JSON with `--json`, otherwise as lines of text. */
export function printResult(options: GlobalOptions, value: unknown, lines: () => readonly string[]): void {
  process.stdout.write(options.json === true ? `${printableJson(value)}\n` : joinLines(lines()))
}

/** Prints lines of data on standard output. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(joinLines(lines))
}

/** Tells the person something beside the result, on standard error. */
export function tell(...lines: readonly string[]): void {
  process.stderr.write(joinLines(lines))
}

/** A check that passed or failed, in colour where standard output is a terminal that shows any. */
export function mark(ok: boolean): string {
  return styleText(ok ? 'green' : 'red', ok ? '✓' : '✗', { stream: process.stdout })
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

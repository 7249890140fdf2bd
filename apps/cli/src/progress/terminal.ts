import process from 'node:process'
import type { RunEvent } from '@rapport/run'
import { Listr, ListrLogger, type ListrTask, type ListrTaskWrapper, ProcessOutput } from 'listr2'
import { type ExpectedStep, stageNames, stageTitle } from '../steps.ts'
import { stepLine } from './step-line.ts'

// The display never decides anything, so its tasks share no context and its renderers stay the library's own.
type Line = ListrTaskWrapper<
  object,
  typeof import('listr2').DefaultRenderer,
  typeof import('listr2').SimpleRenderer
>

/** One step on the screen: what is known of it, and the line that shows it once its turn has come. */
class StepOnScreen {
  readonly step: ExpectedStep
  readonly #ended = Promise.withResolvers<'finished' | 'failed' | 'parked' | 'not reached'>()
  #latest: RunEvent | null = null
  #line: Line | null = null

  constructor(step: ExpectedStep) {
    this.step = step
  }

  take(event: RunEvent): void {
    this.#latest = event
    this.#draw()
    if (event.type === 'step-finished') this.#ended.resolve('finished')
    if (event.type === 'step-failed') this.#ended.resolve(event.isParked ? 'parked' : 'failed')
  }

  /** The run is over: what has not ended by now never will. */
  close(): void {
    this.#ended.resolve('not reached')
  }

  async show(line: Line): Promise<void> {
    this.#line = line
    this.#draw()
    const end = await this.#ended.promise
    if (end === 'not reached') line.skip(`${stepLine(this.step, null)}  not reached`)
    if (end === 'parked') line.skip(stepLine(this.step, this.#latest))
    if (end === 'failed') throw new Error(stepLine(this.step, this.#latest))
  }

  #draw(): void {
    if (this.#line !== null) this.#line.title = stepLine(this.step, this.#latest)
  }
}

/** Progress on a terminal. */
export interface TerminalProgress {
  onEvent(event: RunEvent): void
  /** Ends the display; resolves when the terminal is free for other lines. */
  close(): Promise<void>
}

/** One line per step on standard error, moving while the step does. */
export function terminalProgress(steps: readonly ExpectedStep[]): TerminalProgress {
  const lines = new Map(steps.map((step) => [keyOf(step), new StepOnScreen(step)]))
  const stages: ListrTask[] = stageNames
    .map((stage) => ({ stage, lines: [...lines.values()].filter(({ step }) => step.name === stage) }))
    .filter((stage) => stage.lines.length > 0)
    .map(({ stage, lines: [first, ...more] }) => {
      if (first !== undefined && more.length === 0 && first.step.connection === null) {
        return { title: stepLine(first.step, null), task: (_, line) => first.show(line) }
      }
      return {
        title: stageTitle(stage),
        task: (_, line) =>
          line.newListr(
            [first, ...more].flatMap((shown) =>
              shown === undefined
                ? []
                : [{ title: stepLine(shown.step, null), task: (__, own) => shown.show(own) }],
            ),
            { concurrent: true, exitOnError: false },
          ),
      }
    })
  const listr = new Listr(stages, {
    exitOnError: false,
    // Ctrl-C belongs to the command, which lets the run end in good order.
    registerSignalListeners: false,
    rendererOptions: {
      collapseSubtasks: false,
      collapseErrors: false,
      showErrorMessage: false,
      logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
    },
  })
  const running = listr.run()
  return {
    onEvent: (event) => {
      if ('step' in event) lines.get(keyOf(event.step))?.take(event)
    },
    close: async () => {
      for (const line of lines.values()) line.close()
      await running
    },
  }
}

function keyOf({ name, connection, subject }: ExpectedStep): string {
  return JSON.stringify([name, connection, subject])
}

import { answerFromThread as answer, readInThreads as read } from '@rapport/run/reading-threads'
import { CommandError } from './command-error.ts'

/** As `readInThreads` of `core/run`; a CommandError of a thread stays one. */
export function readInThreads<Result>(module: URL, tasks: readonly object[]): Promise<Result[]> {
  return read<Result>(module, tasks, (problem) => new CommandError(problem))
}

/**
 * Called in a thread: sends what the reading comes to back to the thread that started it.
 * @param handedOver the memory of a result that is handed over, not copied
 */
export function answerFromThread<Result>(
  work: () => Promise<Result>,
  handedOver?: (result: Result) => readonly ArrayBuffer[],
): Promise<void> {
  const isProblem = (error: unknown): error is Error => error instanceof CommandError
  return answer(work, { isProblem, ...(handedOver === undefined ? {} : { handedOver }) })
}

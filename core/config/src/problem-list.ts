import { type ConfigurationProblem, formatPath, type Path } from './problem.ts'
import type { YamlSource } from './yaml-source.ts'

/** Gathers problems. The first problem of a path stands: a later check has nothing to add to it. */
export class ProblemList {
  readonly #file: string
  readonly #source: YamlSource
  readonly #byPath = new Map<string, ConfigurationProblem>()

  constructor(file: string, source: YamlSource) {
    this.#file = file
    this.#source = source
  }

  /** Something is wrong with a key: it is unknown, misnamed or lacks something below it. */
  atKey(path: Path, message: string, suggestion: string | null = null): void {
    this.#add(path, this.#source.keyPosition(path), message, suggestion)
  }

  /** Something is wrong with a value. */
  atValue(path: Path, message: string, suggestion: string | null = null): void {
    this.#add(path, this.#source.valuePosition(path), message, suggestion)
  }

  /** All problems in the order of the file. */
  sorted(): ConfigurationProblem[] {
    return [...this.#byPath.values()].sort(
      (left, right) => left.line - right.line || left.column - right.column,
    )
  }

  #add(path: Path, position: { line: number; column: number }, message: string, suggestion: string | null) {
    const name = formatPath(path)
    if (this.#byPath.has(name)) return
    this.#byPath.set(name, { file: this.#file, ...position, path: name, message, suggestion })
  }
}

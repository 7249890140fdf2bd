import { ApiError, readProblem } from './problem.ts'

/**
 * The lines of JSON of an answer, each as soon as the server sends it.
 * @throws ApiError where it refuses.
 */
export async function* jsonLines<Line>(response: Response): AsyncGenerator<Line> {
  if (!response.ok || response.body === null) throw new ApiError(response.status, await readProblem(response))
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    const lines = (rest + (value ?? '')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Line
    if (done) return
  }
}

import { type Document, isMap, isScalar } from 'yaml'

/**
 * Sets what is given below a place of a document, making maps on the way; undefined takes a key out. A value that stands there keeps its
 * comment, and the others stay as they are.
 */
export function setValues(
  document: Document,
  place: readonly string[],
  values: Readonly<Record<string, unknown>>,
): void {
  for (let depth = 1; depth <= place.length; depth += 1) {
    const at = place.slice(0, depth)
    // An empty key holds null, into which nothing can be set.
    if (!isMap(document.getIn(at, true))) document.setIn(at, document.createNode({}))
  }
  for (const [key, value] of Object.entries(values)) {
    const at = [...place, key]
    const there = document.getIn(at, true)
    if (value === undefined) {
      if (there !== undefined) document.deleteIn(at)
    } else if (isScalar(there) && (typeof value !== 'object' || value === null)) there.value = value
    else document.setIn(at, document.createNode(value))
  }
}

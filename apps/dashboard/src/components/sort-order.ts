/** How a column is sorted now, as `aria-sort` says it. */
export function sortedHow(by: string, sort: string | undefined): 'ascending' | 'descending' | 'none' {
  if (sort === by) return 'ascending'
  return sort === `-${by}` ? 'descending' : 'none'
}

/** What a click on a heading sorts by: numbers from the highest at first, everything else from the beginning, then the other way. */
export function nextSort(by: string, sort: string | undefined, highestFirst: boolean): string {
  const how = sortedHow(by, sort)
  if (how === 'none') return highestFirst ? `-${by}` : by
  return how === 'ascending' ? `-${by}` : by
}

import { htmlText } from './html-text.ts'

/** A table: the first cell of each row names it. */
export interface NumberTable {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A table that scrolls by itself where the page is narrow. */
export function tableElement({ caption, head, rows }: NumberTable): string {
  const heads = head.map((cell) => `<th scope="col">${htmlText(cell)}</th>`).join('')
  const body = rows
    .map(([name = '', ...cells]) => {
      const numbers = cells.map((cell) => `<td>${htmlText(cell)}</td>`).join('')
      return `<tr><th scope="row">${htmlText(name)}</th>${numbers}</tr>`
    })
    .join('')
  return (
    `<div class="scroll" role="region" tabindex="0" aria-label="${htmlText(caption)}"><table><caption>${htmlText(caption)}</caption>` +
    `<thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>`
  )
}

/** The same table, to be opened by who wants it. */
export const foldedTable = (table: NumberTable): string =>
  `<details><summary>The numbers</summary>${tableElement(table)}</details>`

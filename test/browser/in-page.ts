/** What tests use of a page from within it. The types of a browser would stand against those of Node in all other files. */
export interface PageDocument {
  readonly activeElement: PageElement | null
  readonly documentElement: PageElement
  querySelector(selector: string): PageElement | null
}

export interface PageElement {
  readonly id: string
  readonly textContent: string | null
  readonly scrollWidth: number
}

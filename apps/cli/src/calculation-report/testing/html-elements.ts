/** An element of a page. */
export interface HtmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

const withoutEnd = new Set(['meta'])

/** Elements of well-formed HTML; throws where tags do not match or an attribute is not quoted. */
export function elementsOf(html: string): HtmlElement[] {
  const elements: HtmlElement[] = []
  const open: string[] = []
  const body = html.replace(/^<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '')
  for (const [tag] of body.matchAll(/<[^>]*>?/g)) {
    const closing = /^<\/([a-z0-9]+)>$/.exec(tag)
    if (closing !== null) {
      if (open.pop() !== closing[1]) throw new Error(`${tag} closes nothing`)
      continue
    }
    const opening = /^<([a-zA-Z0-9]+)((?: [\w-]+="[^"<]*")*)(\/?)>$/.exec(tag)
    if (opening === null) throw new Error(`${tag} is no tag`)
    const [, name = '', attributes = '', closed] = opening
    elements.push({
      name,
      attributes: new Map(
        [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      ),
    })
    if (closed === '' && !withoutEnd.has(name)) open.push(name)
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} stay open`)
  return elements
}

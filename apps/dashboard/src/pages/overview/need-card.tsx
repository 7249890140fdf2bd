import type { ReactNode } from 'react'

/** One kind of thing that needs somebody: how many there are, the first few, and the way to all of them. */
export function NeedCard({
  title,
  text,
  items,
  all,
}: {
  readonly title: string
  readonly text: string
  readonly items: readonly { readonly key: string; readonly content: ReactNode; readonly beside: ReactNode }[]
  readonly all: ReactNode
}) {
  return (
    <section className="card need stack-close">
      <h3>{title}</h3>
      <p className="small soft">{text}</p>
      <ul className="plain-list need-items">
        {items.map(({ key, content, beside }) => (
          <li key={key}>
            <span className="need-name">{content}</span>
            <span className="small soft figures need-beside">{beside}</span>
          </li>
        ))}
      </ul>
      <p className="need-all">{all}</p>
    </section>
  )
}

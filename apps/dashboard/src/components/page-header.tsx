import type { ReactNode } from 'react'

/** The heading of a page. It takes the focus when the page is reached, so that it is read out. */
export function PageHeader({
  title,
  intro,
  children,
}: {
  readonly title: string
  readonly intro?: string
  /** What can be done with the whole page. */
  readonly children?: ReactNode
}) {
  return (
    <header className="page-header">
      <div>
        <h1 id="page-title" tabIndex={-1}>
          {title}
        </h1>
        {intro === undefined ? null : <p>{intro}</p>}
      </div>
      {children}
    </header>
  )
}

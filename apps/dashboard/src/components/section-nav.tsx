import { Link, type LinkProps, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useMay } from '../session/session.ts'
import './section-nav.css'

/** A page of an area: where it is, what it is called, and what one must be allowed to see it. */
export interface SectionPart {
  readonly to: NonNullable<LinkProps['to']>
  readonly label: string
  readonly permission: string
}

/** The pages of an area that the role may see; the first is that of the area itself. */
export function SectionNav({
  label,
  parts,
}: {
  readonly label: string
  readonly parts: readonly SectionPart[]
}) {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const current = parts.findLast(({ to }) => pathname === to || pathname.startsWith(`${to}/`))?.to
  // On a phone the page that one is on may lie outside.
  useEffect(() => {
    const show = (): void => {
      const link = nav.current?.querySelector<HTMLElement>(`[href="${current}"]`)
      if (nav.current === null || link === undefined || link === null) return
      nav.current.scrollLeft = link.offsetLeft - (nav.current.clientWidth - link.clientWidth) / 2
    }
    show()
    window.addEventListener('resize', show)
    return () => window.removeEventListener('resize', show)
  }, [current])
  return (
    <nav ref={nav} className="section-nav" aria-label={label}>
      {parts.map((part, index) => (
        <Part key={part.to} part={part} exact={index === 0} />
      ))}
    </nav>
  )
}

function Part({
  part: { to, label, permission },
  exact,
}: {
  readonly part: SectionPart
  readonly exact: boolean
}) {
  if (!useMay(permission)) return null
  return (
    <Link to={to} activeOptions={{ exact, includeSearch: false }} className="section-nav-part">
      {label}
    </Link>
  )
}

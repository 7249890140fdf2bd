import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { ListedPlan } from './queries.ts'
import { planStateText, planTone, targetText } from './words.ts'

/** The columns of the list of plans. */
export function usePlanColumns(): readonly Column<ListedPlan>[] {
  const format = useFormat()
  return useMemo(
    (): readonly Column<ListedPlan>[] => [
      {
        id: 'plan',
        header: message('plans.plan'),
        rowHeader: true,
        cell: ({ id, reverts }) => (
          <Link to="/syncs/plans/$id" params={{ id: String(id) }}>
            {reverts === null
              ? message('plans.write', { id: String(id) })
              : message('plans.revert', { id: String(id), reverts: String(reverts) })}
          </Link>
        ),
      },
      {
        id: 'state',
        header: message('runs.state'),
        cell: (plan) => <Badge tone={planTone(plan)}>{planStateText(plan)}</Badge>,
      },
      {
        id: 'target',
        header: message('plans.target'),
        cell: targetText,
      },
      {
        id: 'changes',
        header: message('plans.changes'),
        align: 'end',
        cell: ({ changes }) => (changes === null ? message('number.unknown.short') : format.number(changes)),
      },
      {
        id: 'made',
        header: message('plans.made'),
        align: 'end',
        wideOnly: true,
        cell: ({ createdAt }) => format.moment(createdAt),
      },
      {
        id: 'applied',
        header: message('plans.applied'),
        align: 'end',
        wideOnly: true,
        cell: ({ appliedAt }) => (appliedAt === null ? '' : format.moment(appliedAt)),
      },
    ],
    [format],
  )
}

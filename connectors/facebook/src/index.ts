import {
  accessToken,
  defineConnector,
  explainRefusals,
  reviewBudgets,
  reviewParts,
  type WaitOf,
} from '@rapport/connector'
import { type FacebookSettings, facebookSettings, site } from './site.ts'

const ended =
  'from v22.0 on Facebook gives no recommendations: set settings.graphVersion to "21.0", which ends on 2027-01-21; after that, export them at Facebook and import the file with the connector csv'
const grant = 'grant the app of settings.appId the permission'
const all =
  'pages_show_list, pages_read_engagement, pages_read_user_content; for replies pages_manage_engagement'

/** Header `X-Business-Use-Case-Usage`: minutes until calls are taken again, for each business and kind of call. */
const waitOf: WaitOf = ({ headers }) => {
  const told = headers['x-business-use-case-usage']?.matchAll(/"estimated_time_to_regain_access":\s*(\d+)/g)
  const minutes = Math.max(0, ...[...(told ?? [])].map(([, number]) => Number(number)))
  return minutes === 0 ? undefined : minutes * 60_000
}

/** Facebook: reads the recommendations of pages, and answers them by comments. */
export const facebook = defineConnector<FacebookSettings>({
  ...reviewParts(site),
  id: 'facebook',
  title: 'Facebook',
  settings: facebookSettings,
  authentication: [
    accessToken({
      title: 'the token of a system user, for an app with permissions for pages',
      steps: [
        `At developers.facebook.com, make an app and give it the permissions ${all}. For pages of others, verify the business.`,
        'In the business settings, make a system user, assign it a task on each page (each location too), and make a token of that app that does not end.',
        'Set settings.appId to the id of the app, and settings.pages to the ids of the pages.',
      ],
    }),
  ],
  retention: 'revocable',
  baseUrl: ({ baseUrl, graphVersion }) => `${baseUrl}/v${graphVersion}/`,
  accountOf: ({ appId }) => appId,
  // The least there is: 200 calls an hour for an app with one user, and about as many for a page that one person looks at.
  budgets: reviewBudgets(180, 20, 3_600_000, 80),
  classify: explainRefusals(
    'Facebook',
    [
      [null, /"code":12\b/, 'config', ended],
      [null, /"code":190\b/, 'auth', 'make a new token for the app of settings.appId, and set it under auth'],
      [null, /"code":283\b/, 'auth', `${grant} pages_read_user_content`],
      [null, /"code":(4|17|32|613|800(0[1-9]|1[0-4]))\b/, 'rate', 'calls are taken again later'],
      [null, /"error_subcode":33\b/, 'gone', 'it was deleted, or the user of the token does not see it'],
      [null, /"code":(3|10|2\d\d)\b/, 'auth', `${grant}s ${all}`],
      [null, /"code":[12]\b/, 'transient', 'it will pass'],
    ],
    waitOf,
  ),
})

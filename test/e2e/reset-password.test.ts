import { expect, test } from 'vitest'
import { install } from '../support/installation.ts'

test('rapport users reset-password prints a link that works once, and says so where nobody has the address', async () => {
  await using installation = await install('http://127.0.0.1:9', { token: null })
  const email = `${installation.workspace}-forgot@example.com`
  const unknown = await installation.run('users', 'reset-password', email)
  expect(unknown.code).not.toBe(0)
  expect(unknown.stderr).toContain(`nobody has an account with the e-mail address ${email}`)

  const store = await installation.openStore()
  try {
    await store.db
      .insertInto('rapport.user')
      .values({ id: email, name: 'Ada', email, emailVerified: true, image: null })
      .execute()
    const made = await installation.run('users', 'reset-password', email.toUpperCase(), '--json')
    expect(made.code, made.stderr).toBe(0)
    expect(made.json<{ link: string }>().link).toMatch(
      /^http:\/\/127\.0\.0\.1:8787\/reset-password#token=[\w-]{43}$/,
    )
    const elsewhere = ['--public-url', 'https://rapport.example.com']
    const { stdout } = await installation.run('users', 'reset-password', email, ...elsewhere)
    expect(stdout).toMatch(/^https:\/\/rapport\.example\.com\/reset-password#token=[\w-]{43}\n/)
    const links = await store.db
      .selectFrom('rapport.password_reset')
      .select(['made_by', 'made_by_user', 'revoked_at'])
      .where('user_id', '=', email)
      .orderBy('id')
      .execute()
    expect(links).toEqual([
      { made_by: expect.stringMatching(/^cli:/), made_by_user: null, revoked_at: expect.any(Date) },
      { made_by: expect.stringMatching(/^cli:/), made_by_user: null, revoked_at: null },
    ])
    const audited = await store.db.selectFrom('audit').select(['action', 'subject']).execute()
    expect(audited).toContainEqual({ action: 'user.make-password-reset', subject: `user:${email}` })
  } finally {
    await store.db.deleteFrom('rapport.user').where('email', '=', email).execute()
    await store.close()
  }
})

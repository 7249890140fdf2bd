import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { languageName } from './language-name.ts'
import { type Keyword, type Keywords, keywordsQuery } from './queries.ts'
import type { ReputationFilter } from './reputation-search.ts'

/** Words of the unhappy beside those of the happy, in one language at a time, each with reviews that have it. */
export function KeywordsCard({
  filter,
  language,
  onLanguage,
}: {
  readonly filter: ReputationFilter
  readonly language: string | undefined
  readonly onLanguage: (language: string | undefined) => void
}) {
  const asked = useQuery(keywordsQuery(filter))
  return (
    <section className="card stack-close">
      <h2>{message('reputation.words')}</h2>
      {asked.isPending ? (
        <Loading lines={6} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <Words found={asked.data} filter={filter} language={language} onLanguage={onLanguage} />
      )}
    </section>
  )
}

function Words({
  found: { languages },
  filter,
  language,
  onLanguage,
}: {
  readonly found: Keywords
  readonly filter: ReputationFilter
  readonly language: string | undefined
  readonly onLanguage: (language: string | undefined) => void
}) {
  const shown = languages.find((one) => one.language === language) ?? languages[0]
  if (shown === undefined) return <p className="soft reading">{message('reputation.words.noneAtAll')}</p>
  return (
    <>
      <p className="small soft reading">{message('reputation.words.intro')}</p>
      {languages.length < 2 ? null : (
        <SelectFilter
          label={message('reputation.words.language')}
          choices={languages.map((one) => ({ value: one.language, label: languageName(one.language) }))}
          value={shown.language}
          onChange={onLanguage}
          required
        />
      )}
      <div className="two-columns">
        <Side name="unhappy" words={shown.unhappy} language={shown.language} filter={filter} />
        <Side name="happy" words={shown.happy} language={shown.language} filter={filter} />
      </div>
    </>
  )
}

function Side({
  name,
  words,
  language,
  filter,
}: {
  readonly name: 'unhappy' | 'happy'
  readonly words: readonly Keyword[]
  readonly language: string
  readonly filter: ReputationFilter
}) {
  return (
    <div className="stack-close">
      <h3>{message(`reputation.words.${name}`)}</h3>
      {words.length === 0 ? <p className="soft">{message('reputation.words.none')}</p> : null}
      <ul className="plain-list keywords">
        {words.map((word) => (
          <li key={word.term}>
            <Word word={word} language={language} stars={name} filter={filter} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Word({
  word: { term, low, high, examples },
  language,
  stars,
  filter,
}: {
  readonly word: Keyword
  readonly language: string
  readonly stars: 'unhappy' | 'happy'
  readonly filter: ReputationFilter
}) {
  const format = useFormat()
  const mayRead = useMay('records:read')
  const lang = language === 'und' ? undefined : language
  return (
    <details className="keyword">
      <summary>
        <span lang={lang} dir="auto" className="keyword-term">
          {term}
        </span>
        <span className="small soft figures">
          {message('reputation.words.counts', { low: format.number(low), high: format.number(high) })}
        </span>
      </summary>
      <div className="stack-close keyword-examples">
        {examples.map(({ review, text, createdAt }) => (
          <blockquote key={review} className="stack-close">
            <p lang={lang} dir="auto" className="review-text">
              {text}
            </p>
            <p className="small soft">
              {mayRead ? (
                <Link to="/reputation/reviews/$reference" params={{ reference: review }}>
                  {format.day(createdAt)}
                </Link>
              ) : (
                format.day(createdAt)
              )}
            </p>
          </blockquote>
        ))}
        {mayRead ? (
          <Link to="/reputation/reviews" search={{ ...filter, q: term, stars }} className="small">
            {message('reputation.words.search', { term })}
          </Link>
        ) : null}
      </div>
    </details>
  )
}

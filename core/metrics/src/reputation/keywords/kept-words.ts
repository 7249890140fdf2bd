/**
 * Words that lists of stop words hold, and that say what a review is about: negations, and words that judge. They stay.
 * Keyed by language (ISO 639).
 */
export const KEPT_WORDS: Readonly<Record<string, string>> = {
  ar: 'لا ليس لم لن بدون غير',
  cs: 'ne bez není',
  da: 'ikke ingen aldrig uden',
  de: 'nicht nichts kein keine keinen keinem keiner nie niemals niemand ohne gut gute guten guter gutes besser beste schlecht gern lange',
  el: 'δεν μη μην',
  en: "not no never none nothing nobody nowhere without cannot can't won't nor neither good great greatest best better old new small big large help long well available welcome quickly ok okay problem problems sorry thank thanks early room rooms place order ordered work worked working",
  es: 'no nunca sin nada nadie ni bueno buena buen mal mejor peor bien gran',
  fi: 'ei en et emme ette eivät älä eikä ilman koskaan hyvä hyvin hyvää',
  fr: 'ne pas non ni sans rien jamais aucun aucune personne bon bien cher',
  he: 'לא אין בלי',
  hi: 'नहीं मत',
  hu: 'nem nincs soha nélkül ne',
  id: 'tidak bukan tanpa belum',
  it: 'non mai senza niente nessuno nessuna buono buona bene male meglio peggio',
  ja: 'ない なかっ なく ず ぬ ません なし',
  ko: '안 못 없',
  nl: 'niet geen nooit zonder niets niemand',
  no: 'ikke ingen aldri uten',
  pl: 'nie nigdy bez nic żaden żadna żadne nikt dobrze',
  pt: 'não nunca sem nem jamais nada nenhum nenhuma bom boa mal bem grande quarto quartos local',
  ro: 'nu fără',
  ru: 'не нет ни никогда никто ничего нельзя без хорошо лучше хороший долго',
  sv: 'inte ingen inget inga aldrig utan',
  th: 'ไม่ ไม่มี',
  tr: 'değil yok hiç',
  uk: 'не ні без ніколи',
  vi: 'không chẳng chưa',
  zh: '不 不是 不能 不会 没 没有 無 未 别',
}

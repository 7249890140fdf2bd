/**
 * A text in which each sign that JSON may hold and no text of Postgres does (NUL, halves of pairs of surrogates) is U+FFFD, the sign for
 * one that could not be kept.
 */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd')

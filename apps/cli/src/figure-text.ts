const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** An amount, or another number with two decimals; empty where it is unknown. */
export const moneyText = (amount: number | null): string =>
  amount === null ? '' : twoDecimals.format(amount)

/** A share in percent, to one decimal: `96.5 %`; empty where it is unknown. */
export const shareText = (share: number | null): string =>
  share === null ? '' : `${(share * 100).toFixed(1)} %`

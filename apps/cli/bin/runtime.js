// What holds for every process of Rapport, set before its code is loaded: the command imports it first, the benches by
// `node --import`.
import module from 'node:module'
import v8 from 'node:v8'

// What was compiled once is not compiled again: starting takes half the time, and 20 MB less, because the part of Node
// that strips the types is not loaded.
module.enableCompileCache?.()

// Keeps the process small. A sync makes much short-lived garbage and keeps little; with V8's own rules a process that syncs
// grew to 490 MB, with these it stays below 260 MB, for a tenth more time. Both rules are read anew at every
// collection, so they may be set while the process runs.
v8.setFlagsFromString('--heap-growing-percent=30')
v8.setFlagsFromString('--semi-space-growth-factor=1')

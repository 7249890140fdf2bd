import nock from 'nock'

// A test that reaches beyond this machine fails at once instead of depending on somebody's network.
nock.disableNetConnect()
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[?::1\]?)(:\d+)?$/)

// A script of its own before everything else, so that a remembered theme is there at the first paint: the policy of the page
// allows no inline scripts, and a module would come too late.
try {
  const theme = localStorage.getItem('rapport-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage can be forbidden; the system's theme is right then.
}

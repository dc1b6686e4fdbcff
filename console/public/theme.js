// Before anything is drawn, so that a dark page never flashes light. src/app/theme.ts changes what this reads.
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem('likeness.theme');
  } catch {
    // A browser that keeps nothing shows the system's theme.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.body.classList.toggle('awsui-dark-mode', dark);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
})();

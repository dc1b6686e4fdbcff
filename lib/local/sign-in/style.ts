/** The pages' one style sheet. A page may have no other: its policy names this one by its digest. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f6f9; --card: #ffffff; --line: #c6c6cd; --text: #0f141a; --quiet: #424650;
  --edge: #8c8c94; --field: #ffffff; --accent: #006ce0; --accent-text: #ffffff; --strong: #002b66;
  --error: #c9001e; --error-card: #fff5f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f141a; --card: #161d26; --line: #424650; --text: #ebebf0; --quiet: #c6c6cd;
    --edge: #8c8c94; --field: #161d26; --accent: #42b4ff; --accent-text: #0f141a; --strong: #75cfff;
    --error: #ff7a7a; --error-card: #1f0f12;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 48px 16px; background: var(--page); color: var(--text);
  font: 14px/20px "Amazon Ember", "Open Sans", system-ui, "Helvetica Neue", Arial, sans-serif;
}
main {
  width: 100%; max-width: 420px; margin: 0 auto; padding: 28px 32px 32px;
  background: var(--card); border: 1px solid var(--line); border-radius: 16px;
}
.name { margin: 0 0 20px; font-size: 16px; font-weight: 700; letter-spacing: -0.01em; }
h1 { margin: 0 0 4px; font-size: 24px; line-height: 30px; letter-spacing: -0.02em; }
p { margin: 0 0 20px; overflow-wrap: anywhere; }
.quiet, .hint { color: var(--quiet); }
.field { margin: 0 0 16px; }
label { display: block; margin: 0 0 4px; font-weight: 700; }
.hint, .error { margin: 0 0 4px; font-size: 12px; line-height: 16px; }
.error, .alert { color: var(--error); }
.alert { padding: 12px 16px; background: var(--error-card); border: 2px solid var(--error); border-radius: 12px; }
input {
  display: block; width: 100%; min-height: 40px; padding: 6px 12px; font: inherit; font-size: 16px;
  color: var(--text); background: var(--field); border: 1px solid var(--edge); border-radius: 8px;
}
input[readonly] { color: var(--quiet); background: var(--page); }
input[aria-invalid] { border-color: var(--error); }
button {
  display: block; width: 100%; min-height: 40px; margin: 24px 0 0; padding: 8px 20px; font: inherit; font-weight: 700;
  color: var(--accent-text); background: var(--accent); border: 2px solid var(--accent); border-radius: 20px;
  cursor: pointer; overflow-wrap: anywhere;
}
button:hover { background: var(--strong); border-color: var(--strong); }
a { color: var(--accent); }
.other { margin: 20px 0 0; text-align: center; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 480px) {
  body { padding: 0; background: var(--card); }
  main { max-width: none; padding: 32px 20px; border: 0; border-radius: 0; }
}
`;

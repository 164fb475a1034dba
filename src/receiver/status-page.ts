import { createHash } from 'node:crypto';
import { addWebhookSteps } from '../circleci/add-webhook';

const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --line: #d8dee4; --card: #fff; --ground: #f3f5f7;
  --good: #116329; --good-ground: #dafbe1; --warn: #7d4e00; --warn-ground: #fff3c8; --code: #eef1f4; --link: #0a58ca; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9aa5b1; --line: #30363d; --card: #161b22; --ground: #0d1117;
    --good: #7ee2a0; --good-ground: #12351f; --warn: #f2cc60; --warn-ground: #3a2d0b; --code: #21262d; --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem; background: var(--ground);
  color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: 100%; max-width: 36rem; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 14px; box-shadow: 0 8px 28px rgb(0 0 0 / 8%); }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { margin: 1.75rem 0 .5rem; font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
p { margin: .5rem 0; }
.lead { color: var(--soft); }
.state { margin-top: 1.25rem; padding: .7rem 1rem; border-radius: 9px; font-weight: 550; }
.good { color: var(--good); background: var(--good-ground); }
.warn { color: var(--warn); background: var(--warn-ground); }
ol { margin: 0; padding-left: 1.25rem; }
li { margin: .4rem 0; padding-left: .2rem; }
code { padding: .12em .4em; border-radius: 5px; background: var(--code); font: .88em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; border-radius: 3px; }
`;

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='6' fill='none' stroke='%232da44e' stroke-width='3'/%3E%3Ccircle cx='8' cy='8' r='2' fill='%232da44e'/%3E%3C/svg%3E";

/** The page's one style sheet, as a content security policy names it. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

const CHECKED = `<p class="state good">Signatures are checked: only calls signed with the webhook’s Secret token are accepted.</p>`;
const UNCHECKED = `<p class="state warn">Signatures are not checked: every call is accepted. Set <code>CIRCLECI_WEBHOOK_SECRET</code> and restart.</p>`;

/**
 * Renders the page that a browser gets at the public door. It is the same for everyone: nothing that was received,
 * and nothing about the machine, stands in it.
 */
export function renderStatusPage(signaturesChecked: boolean): string {
  const shown = 'in the terminal in which the receiver runs';
  const steps = addWebhookSteps('the public address', signaturesChecked, shown).map(
    (step) => `<li>${step.replace(/\*(.+?)\*/g, '<strong>$1</strong>')}.</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>CircleCI webhook receiver</title>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>The receiver is running</h1>
<p class="lead">It takes CircleCI’s outbound webhooks at this address, on any path.</p>
${signaturesChecked ? CHECKED : UNCHECKED}
<h2>Next steps</h2>
<ol>
<li>If this page’s address is not a public https one, open a tunnel to it: <code>ngrok http 3000</code>, with the port you see here.</li>
${steps.join('\n')}
</ol>
</main>
</body>
</html>
`;
}

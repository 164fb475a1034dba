import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, runReceiver } from './support/child';

const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');
const [SIGNED = '', FORGED = ''] = [...README.matchAll(/^```bash\n(.*?)^```$/gms)].map(
  ([, script]) => script,
);

const missing = ['bash', 'curl', 'openssl', 'awk'].filter(
  (tool) => spawnSync(tool, ['--help'], { stdio: 'ignore' }).error !== undefined,
);
if (missing.length > 0) {
  process.stderr.write(
    `SKIPPED: the README's curl and openssl, for want of ${missing.join(', ')}\n`,
  );
}
const testWithTools = missing.length > 0 ? test.skip : test;

function runScript(script: string, port: number): string {
  return execFileSync('bash', ['-euc', script.replaceAll('localhost:3000', `127.0.0.1:${port}`)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

testWithTools('the signed ping of the README is accepted, and its forgery refused', async () => {
  const secret = /^SECRET=(.*)$/m.exec(SIGNED)?.[1] ?? '';
  const receiver = await runReceiver({ CIRCLECI_WEBHOOK_SECRET: secret });

  expect(runScript(SIGNED, receiver.port)).toMatch(/^HTTP\/1\.1 200 OK/);
  await receiver.until(/POST \/ {2}200 .* ping {2}signature valid\n/);

  const definitions = SIGNED.slice(0, SIGNED.indexOf('curl'));
  const answer = runScript(definitions + FORGED, receiver.port);
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden/);
  expect(answer).toContain('"reason":"signature-mismatch"');
  await receiver.until(/403 .* signature invalid \(signature-mismatch\)\n {2}! Most likely/);
});

test('the README names every variable of .env.example, and every npm script that it lists', () => {
  const example = readFileSync(join(PROJECT, '.env.example'), 'utf8');
  for (const [, name = ''] of example.matchAll(/^(?:# )?([A-Z_]+)=/gm)) {
    expect(README).toContain(`\`${name}\``);
  }
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [, run, name = ''] of README.matchAll(/`npm (run )?([\w:]+)`/g)) {
    if (run !== undefined) expect(scripts).toHaveProperty([name]);
  }
});

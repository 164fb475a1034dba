import { startAgent } from '../../support/agent-stand-in';
import { killGroup, listening, run, runCli, runReceiver } from '../../support/child';
import { freePort } from '../../support/free-port';
import { temporaryFolder } from '../../support/temporary-folder';

const TOKEN = '2abcdefghijklmnop_1234567890';
const ENVIRONMENT = { NGROK_AUTHTOKEN: TOKEN, NGROK_SERVER_ADDR: '127.0.0.1:1' };

describe('a tunnel of its own, with the real SDK and no network', () => {
  test.each([
    ['npm run tunnel', () => runCli('tunnel', [], ENVIRONMENT, temporaryFolder())],
    ['TUNNEL=ngrok npm start', async () => runReceiver({ ...ENVIRONMENT, TUNNEL: 'ngrok' })],
  ])('%s says that ngrok cannot be reached, and goes on locally', async (_name, start) => {
    const child = await start();
    const [, port] = await child.until(/Running on {3}http:\/\/[^:]+:(\d+)/);
    await child.until(
      /! There is no tunnel: ngrok cannot be reached\. Look at your network.* The receiver goes on, for this machine alone\./,
    );
    expect((await fetch(`http://127.0.0.1:${port ?? ''}/healthz`)).status).toBe(200);
    expect(child.stdout()).not.toContain(TOKEN);
    killGroup(child.process, 'SIGTERM');
    expect(await child.exitCode()).toBe(0);
    expect(child.stderr()).toBe('');
  });
});

test('without NGROK_AUTHTOKEN it says where to get one, and goes on locally', async () => {
  const child = runCli('tunnel', [], {}, temporaryFolder());
  await child.until(/! There is no tunnel: NGROK_AUTHTOKEN is not set\. .*your-authtoken/);
});

describe('npm start beside an agent', () => {
  test('says the Receiver URL', async () => {
    const port = await freePort();
    const agent = await startAgent({ 'https://one.ngrok.app': `localhost:${port}` });
    const receiver = await runReceiver({ PORT: String(port), NGROK_API: agent.api });
    await receiver.until(/Receiver URL {3}https:\/\/one\.ngrok\.app\n/);
  });

  /** Runs the receiver until it listens, and tells what it said and how many files of the SDK it had loaded. */
  async function loaded(environment: Record<string, string>): Promise<[string, string]> {
    const script = `
      process.on('exit', () => {
        console.error(Object.keys(require.cache).filter((path) => path.includes('@ngrok')).length);
      });
      require('./src/index.ts');`;
    const child = run('node', ['--require', 'ts-node/register', '--eval', script], environment);
    await listening(child);
    killGroup(child.process, 'SIGTERM');
    expect(await child.exitCode()).toBe(0);
    return [child.stdout(), child.stderr()];
  }

  test('starts without the SDK being loaded, and says nothing where there is none', async () => {
    const agent = await startAgent();
    const [stdout, stderr] = await loaded({ NGROK_API: agent.api });
    expect(stderr).toBe('0\n');
    expect(stdout).not.toContain('Receiver URL   ');
    expect(stdout).not.toContain('tunnel');
  });

  test('loads it where a tunnel is asked for', async () => {
    const [, stderr] = await loaded({ ...ENVIRONMENT, TUNNEL: 'ngrok' });
    expect(stderr).toMatch(/^[1-9]\d*\n$/);
  });
});

import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import fc from 'fast-check';
import { writeVariable } from '../../../src/cli/shared/env-file';
import { setVariable } from '../../../src/cli/shared/set-variable';
import { temporaryFolder } from '../../support/temporary-folder';

const NAME = 'CIRCLECI_WEBHOOK_SECRET';
const VALUE = '0123abcd';

describe('a variable is set in', () => {
  test.each([
    ['', `${NAME}=${VALUE}\n`],
    ['PORT=1', `PORT=1\n${NAME}=${VALUE}\n`],
    ['PORT=1\r\n', `PORT=1\r\n${NAME}=${VALUE}\r\n`],
    [`${NAME}=`, `${NAME}=${VALUE}`],
    [`# x\n${NAME}=\nPORT=1\n`, `# x\n${NAME}=${VALUE}\nPORT=1\n`],
    [`${NAME}=\r\nPORT=1\r\n`, `${NAME}=${VALUE}\r\nPORT=1\r\n`],
    [`${NAME}=   # none\n`, `${NAME}=${VALUE} # none\n`],
    [`  export ${NAME} = \n\nPORT=1`, `  export ${NAME} =${VALUE}\n\nPORT=1`],
    [`${NAME}=''\n`, `${NAME}=${VALUE}\n`],
    [`${NAME}=\n${NAME}=\n`, `${NAME}=\n${NAME}=${VALUE}\n`],
    [`# ${NAME}=old\n`, `# ${NAME}=old\n${NAME}=${VALUE}\n`],
    [`X="a\n${NAME}=\nb"\n`, `X="a\n${NAME}=\nb"\n${NAME}=${VALUE}\n`],
    [`${NAME}_PREVIOUS=x\n`, `${NAME}_PREVIOUS=x\n${NAME}=${VALUE}\n`],
  ])('%j, and all else stays', (before, after) => {
    expect(setVariable(before, NAME, VALUE)).toBe(after);
    expect(dotenv.parse(after)[NAME]).toBe(VALUE);
  });

  test('any lines, as dotenv reads them', () => {
    const line = fc.oneof(
      fc.constantFrom(
        `${NAME}=`,
        `export ${NAME}=`,
        '',
        '# note',
        'A=1',
        "B='x # y'",
        'C="a\nb"',
        ' D = 1 # z',
      ),
      fc.string().map((text) => `# ${text.replace(/[\r\n]/g, '')}`),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, newline) => {
        const before = lines.join(newline);
        const parsed = dotenv.parse(setVariable(before, NAME, VALUE));
        expect(parsed).toEqual({ ...dotenv.parse(before), [NAME]: VALUE });
      }),
    );
  });
});

describe('the file', () => {
  test('is made where there is none, for the user alone', async () => {
    const path = join(temporaryFolder(), '.env');
    await writeVariable(path, NAME, VALUE);
    expect(readFileSync(path, 'utf8')).toBe(`${NAME}=${VALUE}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('keeps its mode, its link, and bytes that are no text', async () => {
    const folder = temporaryFolder();
    const [real, path] = [join(folder, 'real'), join(folder, '.env')];
    const before = Buffer.from([0xef, 0xbb, 0xbf, 0x23, 0xff, 0xfe, 0x0d, 0x0a, 0x41, 0x3d, 0x31]);
    writeFileSync(real, before);
    chmodSync(real, 0o640);
    symlinkSync(real, path);
    await writeVariable(path, NAME, VALUE);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(real)).toEqual(
      Buffer.concat([before, Buffer.from(`\r\n${NAME}=${VALUE}\r\n`)]),
    );
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['.env', 'real']);
  });

  test('is made where a link leads to nothing yet', async () => {
    const folder = temporaryFolder();
    const path = join(folder, '.env');
    symlinkSync('between', path);
    symlinkSync(join(folder, 'real'), join(folder, 'between'));
    await writeVariable(path, NAME, VALUE);
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe(`${NAME}=${VALUE}\n`);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
  });

  test('that a link never leads to is told', async () => {
    const path = join(temporaryFolder(), '.env');
    symlinkSync('.env', path);
    await expect(writeVariable(path, NAME, VALUE)).rejects.toThrow(/cannot be written \(ELOOP\)/);
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('keeps its owner, which only root can see to', async () => {
    const path = join(temporaryFolder(), '.env');
    writeFileSync(path, '');
    chownSync(path, 1234, 2345);
    await writeVariable(path, NAME, VALUE);
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  test('is left alone where it has a value already', async () => {
    const path = join(temporaryFolder(), '.env');
    writeFileSync(path, `${NAME}=precious\n`);
    await expect(writeVariable(path, NAME, VALUE)).rejects.toThrow(
      '.env has a value for CIRCLECI_WEBHOOK_SECRET already',
    );
    expect(readFileSync(path, 'utf8')).toBe(`${NAME}=precious\n`);
  });

  test('that cannot be written is told with the way out', async () => {
    const folder = temporaryFolder();
    await expect(writeVariable(folder, NAME, VALUE)).rejects.toThrow(
      /cannot be written \(EISDIR\): set CIRCLECI_WEBHOOK_SECRET in it yourself/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

import os from 'node:os';
import { defaultName } from '../../../src/cli/shared/webhook-name';
import { afterTest } from '../../support/clean-up';

test('there is a name where the user has none, as in a container', () => {
  const userInfo = jest.spyOn(os, 'userInfo').mockImplementation(() => {
    throw new Error('ENOENT: no such file or directory, uv_os_get_passwd');
  });
  afterTest(() => {
    userInfo.mockRestore();
  });
  expect(defaultName()).toMatch(/^receiver \(uid \d+@.+\)$/);
});

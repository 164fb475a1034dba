import { sendingOf } from './run';
import type { Scenario } from './scenario';

const LATER_MS = 1_000;

export const duplicate: Scenario = {
  name: 'duplicate',
  about: 'the same event twice at once, and again later',
  async play(stage) {
    const event = stage.samples.event('workflow-completed', stage.settings);
    const sending = sendingOf(event, 'workflow-completed success');
    await Promise.all([stage.send(sending), stage.send(sending)]);
    await stage.wait(LATER_MS);
    await stage.send({ ...sending, label: `${sending.label}, later` });
  },
};
